//! Ways to ask: there or not, dead or alive, and what they demand.

use crate::testing::*;
use tidegate_types::finding::Status;
use tidegate_types::observation::*;

const REQUEST: &str = "https://shop.example.test/data-request";

fn shop(policy: &str) -> Shop {
    let mut p = page(PageKind::Policy, "https://shop.example.test/privacy");
    p.text = format!("{policy} {}", "We collect your name and address and use them to send your order to you. ".repeat(4));
    Shop::selling_to(&["US-CA", "US-VA"]).arrive(|pass| pass.pages.push(p))
}

fn requests(shop: Shop, fields: Vec<Field>) -> Shop {
    let mut p = page(PageKind::Requests, REQUEST);
    p.text = "Send us a request to know, delete or correct your data, or appeal a decision of ours.".into();
    p.forms.push(Form { submit: Some("Send".into()), ..form(fields, "") });
    shop.arrive(|pass| pass.pages.push(p))
}

#[test]
fn a_way_to_ask() {
    let id = "rights.channel.missing";
    shop("You have the right to know, delete and correct your data: write to privacy@shop.example. You may appeal.").check(id, Status::Met);
    shop("You have the right to know, delete and correct your data. You may appeal.").check(id, Status::Failed);
    shop("You have the right to know, delete and correct your data: write to privacy@shop.example.").check(id, Status::Failed);
    shop("You have rights of access, rectification and erasure, and may appeal: privacy@shop.example.").check(id, Status::Met);
    requests(shop("See the request page."), vec![field("email", "E-mail")]).check(id, Status::Met);
    shop("You may delete your data and appeal: call 1-800-555-0100.").check(id, Status::Met);
    Shop::selling_to(&["US-CA"]).check(id, Status::Failed);
}

#[test]
fn a_way_to_ask_in_other_languages() {
    let in_europe = |text: &str| {
        let mut p = page(PageKind::Policy, "https://shop.example.test/datenschutz");
        p.text = text.to_owned();
        Shop::selling_to(&["DE"]).arrive(|pass| pass.pages.push(p))
    };
    let id = "rights.channel.missing";
    for text in [
        "Wir verarbeiten Ihre Daten, wenn Sie bei uns bestellen. Sie haben das Recht auf Auskunft, Berichtigung und Löschung der Daten. Telefon 0431 555 01 22.",
        "Nous traitons vos données pour livrer la commande et les conservons dix ans. Vos droits d’accès et de rectification : bonjour@lune.example.",
        "Tratamos los datos que usted nos da para enviar el pedido y para nada más. Puede ejercer sus derechos escribiendo a hola@brava.example.",
    ] {
        in_europe(text).check(id, Status::Met);
    }
    in_europe("Wir verarbeiten Ihre Daten, wenn Sie bei uns bestellen, und der Schutz der Daten ist uns wichtig. Die Lieferung dauert 3 bis 5 Tage, der Versand kostet 4,90 € und ist ab 100,00 € frei.").check(id, Status::Failed);
}

#[test]
fn a_way_that_works() {
    let id = "rights.channel.broken";
    let whole = || requests(shop("Write to privacy@shop.example."), vec![field("email", "E-mail")]);
    whole().check(id, Status::Met);
    whole().arrive(|p| p.pages[2].status = Some(404)).check(id, Status::Failed);
    whole()
        .arrive(|p| p.pages[2].status = Some(403))
        .arrive(|p| p.pages[2].gap = Some(Gap::new(GapCode::AntiBot, "")))
        .check(id, Status::Met);
    whole().arrive(|p| p.pages[2].forms[0].submit = None).check(id, Status::Failed);
    let mail = |href: &str| Link { text: "Write to us".into(), href: Some(href.into()), visible: true, ..Link::default() };
    whole().arrive(|p| p.pages[1].links.push(mail("mailto:"))).check(id, Status::Failed);
    whole().arrive(|p| p.pages[1].links.push(mail("mailto:privacy@shop.example?subject=Request"))).check(id, Status::Met);
    let erase = || Link {
        text: "erasure page".into(),
        href: Some("https://shop.example.test/account/delete".into()),
        visible: true,
        ..Link::default()
    };
    whole().arrive(|p| p.pages[1].links.push(erase())).check(id, Status::Unknown);
    let gone = |status: u16| {
        let mut p = page(PageKind::Other, "https://shop.example.test/account/delete");
        p.status = Some(status);
        p.text = "Here you can have your account and everything we hold about you erased, step by step.".into();
        p
    };
    whole().arrive(|p| p.pages[1].links.push(erase())).arrive(|p| p.pages.push(gone(404))).check(id, Status::Failed);
    whole().arrive(|p| p.pages[1].links.push(erase())).arrive(|p| p.pages.push(gone(200))).check(id, Status::Met);
    shop("We value you.").check(id, Status::NotApplicable);
}

#[test]
fn no_more_than_the_request_needs() {
    let id = "rights.verification.excess";
    let with = |f: Field| requests(shop(""), vec![field("email", "E-mail"), f]);
    with(field("text", "Order number")).check(id, Status::Met);
    with(field("file", "Copy of your passport")).check(id, Status::Failed);
    with(field("text", "Passport number")).check(id, Status::Failed);
    with(field("password", "Password")).check(id, Status::Failed);
    with(field("file", "Supporting document (optional)")).check(id, Status::Met);
    with(field("file", "Agent's authorization")).check(id, Status::Met);
    for (sentence, expected) in [
        ("To verify your identity you must send a copy of your driver's license with the request.", Status::Failed),
        ("You must create an account to submit a request.", Status::Failed),
        ("Requests must be notarized to verify your identity.", Status::Failed),
        ("We cannot process your request without a copy of your passport.", Status::Failed),
        ("To verify requests we need no account, no identity papers and no notary.", Status::Met),
        ("We do not ask for government ID to verify requests.", Status::Met),
        ("We verify requests without asking for your passport or an account.", Status::Met),
        ("An authorized agent must provide a notarized power of attorney with the request; we verify you by e-mail.", Status::Met),
        ("We verify your identity by matching two data points.", Status::Met),
        ("You do not need to create an account to make a request, and we verify by e-mail.", Status::Met),
    ] {
        shop(sentence).check(id, expected);
    }
    shop("").check(id, Status::Unknown);
}
