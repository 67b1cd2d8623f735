//! The language of a text, by its script and its commonest words. A page's own `lang` is often the theme's, not the text's.

use tidegate_catalog::Tongue;

const COMMON: [(Tongue, &[&str]); 4] = [
    (Tongue::En, &["the", "and", "of", "to", "we", "your", "you", "with", "for", "or", "our", "is", "are", "this"]),
    (Tongue::De, &["der", "die", "und", "das", "ist", "wir", "sie", "nicht", "mit", "zu", "für", "ihre", "den", "von", "werden"]),
    (Tongue::Fr, &["le", "la", "les", "et", "des", "vous", "nous", "pour", "vos", "une", "est", "dans", "que", "du", "votre"]),
    (Tongue::Es, &["el", "los", "las", "y", "de", "que", "sus", "para", "una", "con", "por", "su", "del", "nuestro", "usted"]),
];

/// Enough to tell by.
const WORDS_READ: usize = 6_000;

/// `None`: too short, mixed, or a language that is not known here.
pub fn of_text(text: &str) -> Option<Tongue> {
    let (mut han, mut kana, mut letters) = (0_usize, 0_usize, 0_usize);
    for c in text.chars().take(40_000) {
        match c {
            '\u{4e00}'..='\u{9fff}' => han += 1,
            '\u{3040}'..='\u{30ff}' => kana += 1,
            c if c.is_alphabetic() => letters += 1,
            _ => {}
        }
    }
    // A Han character carries about three letters' worth.
    if han >= 20 && kana * 5 < han && han * 3 > letters {
        return Some(Tongue::Zh);
    }
    latin(text)
}

fn latin(text: &str) -> Option<Tongue> {
    let mut total = 0_usize;
    let mut counts = [0_usize; COMMON.len()];
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(WORDS_READ) {
        total += 1;
        let word = word.to_lowercase();
        for (i, (_, common)) in COMMON.iter().enumerate() {
            counts[i] += usize::from(common.contains(&word.as_str()));
        }
    }
    let (best, count) = counts.iter().enumerate().max_by_key(|(_, n)| **n)?;
    let second = counts.iter().enumerate().filter(|(i, _)| *i != best).map(|(_, n)| *n).max().unwrap_or(0);
    (total >= 20 && count * 12 >= total && *count > second * 3 / 2).then_some(COMMON[best].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_words() {
        let cases = [
            (
                "We collect the data that you give us when you order, and we use it to send your parcel to the address of your choice.",
                Some(Tongue::En),
            ),
            ("我们在您下单时收集您的姓名、地址和电话，用于处理订单、安排发货以及与您联系。我们不会出售您的个人信息。", Some(Tongue::Zh)),
            (
                "Wir verarbeiten Ihre Daten, wenn Sie bei uns bestellen, und geben sie nicht an Dritte weiter. Sie können die Löschung der Daten verlangen.",
                Some(Tongue::De),
            ),
            (
                "Nous traitons vos données pour livrer la commande et nous ne les vendons pas. Vous pouvez demander la suppression de vos données.",
                Some(Tongue::Fr),
            ),
            (
                "Tratamos los datos que usted nos da para enviar el pedido y no los vendemos. Puede pedir que se eliminen sus datos en el futuro.",
                Some(Tongue::Es),
            ),
            ("当店はお客様の個人情報をご注文の処理および配送のために利用いたします。お客様はいつでも削除を請求できます。", None),
            ("Shop", None),
            (
                "Мы собираем данные, которые вы нам даёте, когда делаете заказ, и используем их для доставки вашего заказа по вашему адресу в городе.",
                None,
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(of_text(text), expected, "{text}");
        }
    }
}
