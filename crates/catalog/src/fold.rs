//! One spelling for text and patterns, so that `TOUT ACCEPTER`, `Préférences` and `Don’t` meet their patterns.

/// Small letters, Latin accents dropped, quotes straightened, runs of white space one space, invisible signs gone.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // A space is written when the next sign is known: none stands beside a Chinese one (`接受 Cookie`, `接受Cookie`).
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if invisible(c) {
            continue;
        }
        if space && !chinese(c) && out.chars().next_back().is_some_and(|last| !chinese(last)) {
            out.push(' ');
        }
        space = false;
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|low| push_plain(low, &mut out));
        }
    }
    out
}

fn chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// The same letters for a pattern, without touching its case or white space (`\B` is not `\b`).
pub(crate) fn fold_pattern(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    pattern.chars().for_each(|c| push_plain(c, &mut out));
    out
}

/// A label: folded, and without arrows, ticks, dots and quotes at its ends.
pub(crate) fn fold_label(text: &str) -> String {
    let folded = fold(text);
    let keep = |c: char| c.is_alphanumeric() || matches!(c, '?' | '？');
    folded.trim_matches(|c| !keep(c)).to_owned()
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe0f}')
}

fn push_plain(c: char, out: &mut String) {
    let plain = match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' | 'ʼ' | '＇' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        // Combining accents of decomposed text.
        '\u{300}'..='\u{36f}' => return,
        'ß' => return out.push_str("ss"),
        'œ' => return out.push_str("oe"),
        'æ' => return out.push_str("ae"),
        '…' => return out.push_str("..."),
        c => c,
    };
    out.push(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_one() {
        assert_eq!(fold("  TOUT\u{a0}REFUSER\n "), "tout refuser");
        assert_eq!(fold("Don’t  sell"), "don't sell");
        assert_eq!(fold("Schließen Präfe\u{ad}renzen"), "schliessen praferenzen");
        assert_eq!(fold("prefe\u{301}rences"), "preferences");
        assert_eq!(fold_label("✓ OK, tout accepter »"), "ok, tout accepter");
        assert_eq!(fold("接受 所有 Cookie 设置 now ok"), "接受所有cookie设置now ok");
        assert_eq!(fold_label("→"), "");
        assert_eq!(fold_pattern(r"\bpréf\B"), r"\bpref\B");
    }
}
