//! A policy that is a PDF. The browser's own reader opens it, in its sandbox and within our limits of memory and time, and is asked for
//! the text: no second program takes apart a file that a stranger made.

use crate::browser::Browser;
use crate::setcookie::cut;
use serde_json::Value;
use std::time::{Duration, Instant};
use tidegate_types::observation::{Gap, GapCode};

pub const MIME: &str = "application/pdf";
/// The reader is an extension that comes with the browser; no page can be at its address.
const READER: &str = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/";
const WITHIN: Duration = Duration::from_secs(12);
const PAUSE: Duration = Duration::from_millis(300);
/// As much as of any page.
const MOST: usize = 400 << 10;
/// An empty answer may only mean that the file is not open yet.
const EMPTY: u32 = 8;

const ASK: &str = r"(async () => {
  const viewer = document.querySelector('pdf-viewer');
  if (!viewer) return null;
  if (viewer.shadowRoot && viewer.shadowRoot.querySelector('viewer-password-dialog')) return { locked: true };
  const plugin = viewer.pluginController_ || viewer.pluginController;
  if (!plugin || !plugin.getSelectedText) return null;
  plugin.selectAll();
  const answer = await plugin.getSelectedText();
  return { text: String(answer.selectedText || '').slice(0, 400 * 1024) };
})()";

/// The text of the PDF that the tab shows, or why there is none.
pub async fn text(browser: &Browser, left: Duration) -> Result<String, Gap> {
    let until = Instant::now() + WITHIN.min(left);
    let (mut last, mut empty) = (String::new(), 0);
    while Instant::now() < until {
        tokio::time::sleep(PAUSE).await;
        let answer = ask(browser).await;
        if answer["locked"] == true {
            return Err(gap("it asks for a password"));
        }
        let Some(text) = answer["text"].as_str() else { continue };
        if !text.contains(char::is_alphanumeric) {
            empty += 1;
            if empty > EMPTY {
                return Err(gap("it holds no text, as a scanned page does, or is broken"));
            }
        } else if text == last {
            return Ok(cut(&paragraphs(text), MOST));
        }
        text.clone_into(&mut last);
    }
    Err(gap("the browser's reader gave no text in time"))
}

fn gap(why: &str) -> Gap {
    Gap::new(GapCode::PdfNotRead, why)
}

async fn ask(browser: &Browser) -> Value {
    let frame = {
        let watch = browser.watch();
        watch.frames.iter().find(|(_, f)| f.url.starts_with(READER)).map(|(id, _)| id.clone())
    };
    match frame {
        // Before the file is open the reader refuses; it is asked again.
        Some(frame) => browser.evaluate(&frame, ASK, Duration::from_secs(4)).await.unwrap_or_default(),
        None => Value::Null,
    }
}

/// Lines of print put together to the sentences they were cut from.
fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let widest = lines.iter().map(|l| width(l)).max().unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    for (i, line) in lines.iter().enumerate() {
        out.push_str(line);
        match lines.get(i + 1).filter(|next| goes_on(line, next, widest)) {
            Some(next) if is_han(line.chars().last()) || is_han(next.chars().next()) => {}
            Some(_) => out.push(' '),
            None => out.push('\n'),
        }
    }
    out
}

/// Is the next line the same sentence? A line that ends early ends something; so does one before a bullet or a number.
fn goes_on(line: &str, next: &str, widest: usize) -> bool {
    let full = width(line) * 10 >= widest * 6;
    let ended = line.ends_with(['.', '!', '?', ':', ';', '。', '！', '？', '：', '；']);
    let begins = next.starts_with(|c: char| c.is_alphabetic() || "(（“\"'".contains(c));
    full && !ended && begins
}

/// In letters: a Chinese one is as wide as two.
fn width(line: &str) -> usize {
    line.chars().map(|c| if is_han(Some(c)) { 2 } else { 1 }).sum()
}

fn is_han(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c) || ('\u{3000}'..='\u{303f}').contains(&c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_sentences_again() {
        let print = "Privacy Policy\nWe do not sell your personal information to anybody, and we share identifiers\nwith advertising partners only if you agreed.\nYour rights\n• access\n• deletion\n";
        assert_eq!(
            paragraphs(print),
            "Privacy Policy\nWe do not sell your personal information to anybody, and we share identifiers with advertising partners only if you agreed.\nYour rights\n• access\n• deletion\n"
        );
        assert_eq!(
            paragraphs("我们不会向任何第三方出售您的个人信息，但会在您同意后与广告\n合作伙伴共享。\n"),
            "我们不会向任何第三方出售您的个人信息，但会在您同意后与广告合作伙伴共享。\n"
        );
        assert_eq!(paragraphs(""), "");
        assert_eq!(paragraphs("a\n\n\nb"), "a\n\n\nb\n");
    }
}
