//! The same promises in German, French and Spanish. Sentences are folded, so patterns carry no accents.

use super::claims::Promise;
use crate::reading::has;

type Words = &'static [&'static str];

/// What a sentence promises, and whether only as long as nobody has agreed.
pub(super) fn promises(s: &str) -> (Vec<Promise>, bool) {
    let waits = has(s, UNTIL_CONSENT);
    if has(s, LIMITED) || has(s, TITLE_OF_LINK) {
        return (Vec::new(), waits);
    }
    let mut out = Vec::new();
    if has(s, NOT_PASSED_ON) {
        out.push(Promise::NoSharing);
    } else if has(s, NOT_SOLD) {
        out.push(Promise::NoSale);
    }
    if has(s, NO_TOOLS) {
        let kinds: [(Promise, Words); 3] = [
            (Promise::NoAnalytics, &[r"analy[st]|statisti|estadisti|mesure|medicion|reichweitenmessung"]),
            (Promise::NoAdvertising, &[r"werb|publicit|publicid|marketing"]),
            (Promise::NoTracking, &[r"track|pixel|traceur|pistage|rastre|seguimiento"]),
        ];
        let named = kinds.into_iter().filter(|(_, words)| has(s, words)).map(|(p, _)| p);
        let before = out.len();
        out.extend(named);
        if out.len() == before {
            out.push(if has(s, &[r"dritt|tiers|tercer"]) { Promise::NoThirdPartyCookies } else { Promise::NoCookies });
        }
    }
    (out, waits)
}

const NOT_PASSED_ON: Words = &[
    r"\b(geben|gibt|leiten|reichen|teilen|ubermitteln|uberlassen)\b[^.]{0,60}\bdaten\b[^.]{0,60}\b(nicht|nie|niemals|keinesfalls)\b[^.]{0,40}\b(dritte\w*|andere\w*|weiter)\b",
    r"\bdaten\b[^.]{0,80}\b(nicht|nie|niemals|keinesfalls)\b[^.]{0,40}\b(an|mit) (dritte\w*|andere\w*)\b[^.]{0,30}\b(weiter|uber|geteilt|teilen|gegeben|geben)",
    r"\bdaten\b[^.]{0,80}\b(nicht|nie|niemals|keinesfalls)\b[^.]{0,20}\bweiter(gegeben|geleitet|gereicht)\b",
    r"\bkeine (weitergabe|ubermittlung)\b[^.]{0,40}\bdaten\b[^.]{0,20}\bdritte",
    r"\bdonnees\b[^.]{0,80}\bn[e'] ?(sont|seront|font)( \w+){0,2} (jamais|pas|ni|aucunement|en aucun cas)\b[^.]{0,60}\b(communiqu|transmis|partag|ced|divulgu)",
    r"\bn(ous ne|e) (\w+ )?(communiqu|transmett|partag|ced|divulgu)\w*( \w+){0,3} (jamais|pas|aucune)\b[^.]{0,60}\bdonnees\b",
    r"\bdonnees\b[^.]{0,60}\bn[e'] ?(sont|seront) (jamais|pas)\b[^.]{0,40}\b(a|avec) des tiers\b",
    r"\b(no|nunca|jamas) (se |los |las )?(compart|ced|comuni|divulg|transmit)\w*\b[^.]{0,60}\b(datos|informacion)\b",
    r"\b(datos|informacion)\b[^.]{0,60}\b(no|nunca|jamas) (se |son |seran |los )?(compart|ced|comuni|divulg|transmit)\w*",
];
const NOT_SOLD: Words = &[
    r"\b(verkaufen|vermieten)\b[^.]{0,60}\bdaten\b[^.]{0,30}\b(nicht|nie|niemals)\b|\bdaten\b[^.]{0,60}\b(nicht|nie|niemals)\b[^.]{0,20}\b(verkauft|vermietet)\b",
    r"\bn(ous ne|e) (vend|lou)\w*( \w+){0,2} (jamais|pas|aucune)\b[^.]{0,60}\bdonnees\b|\bdonnees\b[^.]{0,60}\bn[e'] ?(sont|seront) (jamais|pas)\b[^.]{0,20}\b(vendu|loue)",
    r"\b(no|nunca|jamas) (vend|alquil)\w*\b[^.]{0,60}\b(datos|informacion)\b|\b(datos|informacion)\b[^.]{0,60}\b(no|nunca|jamas) (se |son |seran )?(vend|alquil)\w*",
];
const NO_TOOLS: Words = &[
    r"\b(setzen|verwenden|nutzen|benutzen|binden|verwendet|nutzt|setzt)\b[^.]{0,30}\b(keine|keinerlei)\b[^.]{0,40}(tracking|analyse|cookies|werbe|pixel|tracker|statistik)",
    r"\bverzichten\b[^.]{0,30}\bauf\b[^.]{0,40}(tracking|analyse|cookies|werbung|werbe|pixel|tracker)",
    r"\bn(ous n)?'(utilis|employ|install|depos)\w*( \w+){0,2} (aucun\w*|pas de|ni|jamais de)\b[^.]{0,40}(cookies?|traceurs?|pixels?|analy|mesure|publicit|pistage)",
    r"\b(no|nunca) (usamos|utilizamos|empleamos|instalamos|se (usan|utilizan|instalan)|usa|utiliza)\b[^.]{0,40}(cookies?|rastre|pixeles|analit|publicid|seguimiento|estadistic)",
];
/// The title of an opt-out link is what the shopper asks for, not what the store promises.
const TITLE_OF_LINK: Words = &[
    r"\bno (vender|compartir)( ni (compartir|vender))? (mi|mis|su|sus|tu|tus)\b",
    r"\bne pas (vendre|partager)( (ni|ou) (vendre|partager))? (mes|vos)\b",
    r"\bmeine\b[^.]{0,40}\bnicht (verkaufen|weitergeben|teilen)\b",
];
/// Words that make a denial one with limits.
const LIMITED: Words = &[
    r"\b(ausser|es sei denn|sofern|soweit|wenn|falls|nur|lediglich|ausgenommen|ausnahme\w*|jedoch|allerdings|unbefugte?\w*|sensible\w*|gesundheit\w*|zahlungs\w*|kreditkarten\w*|kinder\w*|minderjahrig\w*|eigene\w* (werbe|marketing)\w*|zur (abwicklung|erfullung|zustellung)|fur andere zwecke|daruber hinaus|hinausgehend\w*)\b",
    r"\b(sauf|excepte|hormis|a l'exception|si|lorsque|uniquement|seulement|que (pour|dans|si|lorsque)|toutefois|cependant|enfants?|mineurs?|sante|bancaires?|sensibles?|autres fins|non autorises?)\b",
    r"\b(salvo|excepto|a menos|si|cuando|solo|unicamente|solamente|sin embargo|menores|ninos|salud|bancari\w+|sensibles|otros fines|no autorizad\w+|obligacion legal)\b",
];
const UNTIL_CONSENT: Words = &[
    r"\bohne (ihre|deine|ausdruckliche|vorherige)\b[^.]{0,30}\b(einwilligung|zustimmung|erlaubnis)\b",
    r"\bsans (votre|son|leur)\b[^.]{0,20}\b(consentement|accord|autorisation)\b",
    r"\bsin (su|tu|el)\b[^.]{0,20}\b(consentimiento|permiso|autorizacion)\b",
];

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_catalog::fold;

    fn check(text: &str, expected: &[Promise]) {
        assert_eq!(promises(&fold(text)).0, expected, "{text}");
    }

    #[test]
    fn flat_denials() {
        for text in [
            "Wir geben Ihre Daten nicht an Dritte weiter.",
            "Ihre Daten werden niemals an Dritte weitergegeben.",
            "Vos données restent chez nous et ne sont jamais communiquées à des tiers.",
            "Nous ne partageons jamais vos données personnelles.",
            "No compartimos sus datos con terceros.",
            "Sus datos nunca se ceden a terceros.",
        ] {
            check(text, &[Promise::NoSharing]);
        }
        for text in ["Wir verkaufen Ihre Daten nicht.", "Nous ne vendons pas vos données.", "Nunca vendemos sus datos."] {
            check(text, &[Promise::NoSale]);
        }
        check(
            "Wir setzen keine Tracking-Dienste von Drittanbietern ein und geben Ihre Daten nicht an Dritte weiter.",
            &[Promise::NoSharing, Promise::NoTracking],
        );
        check("Wir verzichten auf Werbe-Cookies.", &[Promise::NoAdvertising]);
        check("Nous n'utilisons aucun cookie publicitaire.", &[Promise::NoAdvertising]);
        check("No utilizamos cookies de terceros.", &[Promise::NoThirdPartyCookies]);
        check("Wir verwenden keine Cookies.", &[Promise::NoCookies]);
    }

    #[test]
    fn denials_with_limits_and_plain_telling_are_none() {
        for text in [
            "Wir geben Ihre Daten nicht an Dritte weiter, es sei denn, dies ist zur Lieferung nötig.",
            "Ihre Zahlungsdaten geben wir nicht an Dritte weiter.",
            "Eine Weitergabe Ihrer Daten an Dritte erfolgt nur an den Paketdienst.",
            "Nous ne communiquons vos données à des tiers que pour la livraison.",
            "Vos données ne sont pas communiquées à des tiers, sauf obligation légale.",
            "Vos données bancaires ne sont jamais communiquées à des tiers.",
            "No cedemos sus datos a terceros, salvo obligación legal.",
            "No conservamos sus datos más tiempo del necesario.",
            "Wir verwenden Cookies für Statistik.",
            "Nous utilisons des cookies publicitaires.",
            "Sie können der Weitergabe Ihrer Daten widersprechen.",
            "Aucune décision n’est prise de façon automatisée.",
            "Wenn Sie keine Cookies zulassen, funktioniert der Warenkorb nicht.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn consent_limits_the_time_only() {
        for text in [
            "Ohne Ihre Einwilligung geben wir Ihre Daten nicht an Dritte weiter.",
            "Nous ne partageons pas vos données sans votre consentement.",
            "No compartimos sus datos sin su consentimiento.",
        ] {
            assert_eq!(promises(&fold(text)), (vec![Promise::NoSharing], true), "{text}");
        }
    }
}
