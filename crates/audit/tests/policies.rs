//! Short policies in many manners, each with the items it lacks. `tests/data/policies/*.txt`: two header lines, then the text.

use jiff::civil::date;
use std::collections::BTreeSet;
use tidegate_audit::case::Case;
use tidegate_audit::policy::items::{self, Notice};
use tidegate_catalog::Catalog;
use tidegate_law::{Lawbook, Verdict};
use tidegate_types::Profile;
use tidegate_types::observation::{Browser, FORMAT, Observation};

fn profile(words: &str) -> Profile {
    let has = |w: &str| words.split_whitespace().any(|x| x == w);
    let seat = if has("outside") {
        "CN-GD"
    } else if has("eu") {
        "DE"
    } else if has("uk") {
        "GB"
    } else {
        "US-NV"
    };
    let (sells, sensitive) = (has("sells"), if has("sensitive") { "[\"health\"]" } else { "[]" });
    let mut toml = format!(
        "[business]\nseat = \"{seat}\"\nrevenue_usd = 90_000_000\nsells = {sells}\nshares_for_ads = {sells}\nsensitive = {sensitive}\naudience = \"adults\"\n"
    );
    for (word, places) in [("us", &["US-CA", "US-VA"][..]), ("eu", &["DE"]), ("uk", &["GB"])] {
        for p in places.iter().filter(|_| has(word)) {
            toml.push_str(&format!("[[market]]\nplace = \"{p}\"\nconsumers = 900_000\n"));
        }
    }
    Profile::parse(&toml).expect("a profile")
}

fn header<'t>(text: &'t str, key: &str) -> &'t str {
    text.lines().find_map(|l| l.strip_prefix(&format!("# {key}:"))).unwrap_or_else(|| panic!("header `# {key}:` is missing")).trim()
}

/// Items that are owed, told by wording, and not there.
fn missing(text: &str) -> BTreeSet<String> {
    let profile = profile(header(text, "profile"));
    let obs = Observation {
        format: FORMAT,
        tidegate: "0".into(),
        target: "https://shop.example.test/".into(),
        started_at: "2026-11-23T00:00:00Z".parse().expect("an instant"),
        browser: Browser::default(),
        passes: vec![],
        gaps: vec![],
        lists: vec![],
        names: vec![],
    };
    let law = Lawbook::embedded().expect("the law reads");
    let case = Case::new(&obs, &profile, law, Catalog::embedded(), date(2026, 11, 23));
    let body: String = text.lines().filter(|l| !l.starts_with("# ")).collect::<Vec<_>>().join("\n");
    let notice = Notice::new([body.as_str()]).expect("a language that is read");
    items::family(&case, &["PP-CA-", "OP-", "ST-", "EU-N", "UK-N"])
        .filter(|i| items::owed(&case, i) == Verdict::Yes && !i.doubtful && !["PP-CA-28", "OP-05"].contains(&i.id.as_str()))
        .filter(|i| !notice.holds(i))
        .map(|i| i.id.clone())
        .collect()
}

#[test]
fn each_policy_lacks_what_its_label_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/policies");
    let mut faults = Vec::new();
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of policies") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a policy");
        let expected: BTreeSet<String> = header(&text, "missing").split_whitespace().map(str::to_owned).collect();
        let found = missing(&text);
        if found != expected {
            faults.push(format!("{}: expected {expected:?}, found {found:?}", path.display()));
        }
        read += 1;
    }
    assert!(read >= 12, "only {read} policies");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_language_that_is_not_read_is_no_empty_notice() {
    assert!(
        Notice::new(["当店はお客様の個人情報をご注文の処理および配送のために利用いたします。お客様はいつでも削除を請求できます。"])
            .is_none()
    );
}

/// Each item of the General Data Protection Regulation, said in other languages as shops say it.
#[test]
fn items_are_found_in_german_french_and_spanish() {
    let whole = [
        "Verantwortlich ist die Holzwerk GmbH, Lindenweg 8, 24103 Kiel, hallo@holzwerk.example. Bestellungen: um den Vertrag zu erfüllen (Art. 6 Abs. 1 lit. b DSGVO). Betrugsabwehr: unser berechtigtes Interesse. Ohne diese Angaben können wir nicht liefern. Empfänger sind unser Hoster und DHL. Google verarbeitet Daten auch in den USA; Grundlage sind Standardvertragsklauseln. Bestelldaten bewahren wir zehn Jahre auf. Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung, Datenübertragbarkeit sowie das Recht, der Verarbeitung zu widersprechen. Eine erteilte Einwilligung können Sie jederzeit widerrufen. Sie können sich bei einer Aufsichtsbehörde beschweren.",
        "Le responsable du traitement est Atelier Lune SAS, 14 rue des Tanneurs, Marseille, bonjour@lune.example. Vos commandes sont traitées pour exécuter le contrat ; la lutte contre la fraude repose sur notre intérêt légitime. Les champs marqués sont obligatoires : sans eux, nous ne pouvons pas traiter la commande. Les destinataires sont notre hébergeur et Colissimo. Pinterest peut transférer des données vers les États-Unis, dans le cadre de clauses contractuelles types. Les données de commande sont conservées dix ans. Vous disposez d’un droit d’accès, de rectification, d’effacement, de limitation, d’opposition et de portabilité. Vous pouvez retirer votre consentement à tout moment et introduire une réclamation auprès de la CNIL.",
        "El responsable es Casa Brava, S.L., C/ Mayor 22, Madrid, hola@casabrava.example. Gestionar pedidos: ejecución del contrato. Prevención del fraude: nuestro interés legítimo. Los datos marcados son obligatorios; si no los facilita, no podremos tramitar el pedido. Destinatarios: SEUR y Redsys. Google puede tratar datos en Estados Unidos al amparo de cláusulas contractuales tipo. Los pedidos se conservan seis años. Puede ejercer sus derechos de acceso, rectificación, supresión, limitación, oposición y portabilidad. Puede retirar su consentimiento en cualquier momento y presentar una reclamación ante la Agencia Española de Protección de Datos.",
    ];
    let items = || tidegate_catalog::Catalog::embedded().policy_items().iter().filter(|i| i.id.starts_with("EU-N") && i.only_if.is_empty());
    for text in whole {
        let notice = Notice::new([text]).expect("its language is known");
        let missing: Vec<_> = items().filter(|i| notice.reads(i) && !notice.holds(i)).map(|i| i.id.as_str()).collect();
        assert!(missing.is_empty() && items().all(|i| notice.reads(i)), "{missing:?} of “{}”", &text[..40]);
    }
    // The lawful twin's opposite: a page of good will holds next to nothing.
    let empty = Notice::new(["Der Schutz Ihrer Daten ist uns wichtig. Beim Einkauf erheben wir Ihren Namen und Ihre Lieferadresse. Bei Fragen schreiben Sie uns einfach, wir sind für Sie da und freuen uns auf Sie."]).expect("German");
    assert!(items().filter(|i| !empty.holds(i)).count() >= 10);
    // A Californian item that has no German pattern is not read, so its absence says nothing.
    assert!(tidegate_catalog::Catalog::embedded().policy_items().iter().any(|i| i.id.starts_with("PP-CA") && !empty.reads(i)));
}
