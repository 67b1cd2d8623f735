//! What names tell of people: a labelled list, half of it names that only sound like something sensitive.

use std::collections::BTreeMap;
use tidegate_catalog::Catalog;

#[test]
fn names_tell_what_they_tell_and_no_more() {
    let catalog = Catalog::embedded();
    let rows: Vec<(&str, &str)> = include_str!("products.txt").lines().filter_map(|l| l.split_once('\t')).collect();
    let (mut right, mut wrong) = (BTreeMap::<&str, (u32, u32)>::new(), Vec::new());
    for (expected, name) in &rows {
        let found = catalog.tells_of(name).map_or("-", |t| t.subject);
        let count = right.entry(expected).or_default();
        count.1 += 1;
        if found == *expected {
            count.0 += 1;
        } else {
            wrong.push(format!("`{name}`: {expected}, read as {found}"));
        }
    }
    println!("{right:?}");
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    let subjects: Vec<_> = catalog.subjects().iter().map(|s| s.id.as_str()).collect();
    let unused: Vec<_> = subjects.iter().filter(|s| !right.contains_key(**s)).collect();
    assert!(unused.is_empty(), "no name of {unused:?}");
}

fn event(url: &str, body: Option<&str>) -> Option<String> {
    let event = Catalog::embedded().sensitive_event(url, body)?;
    Some(format!("{} {}", event.telling.subject, event.parameter))
}

#[test]
fn events_are_read_wherever_they_stand() {
    let at = "https://t.test/p";
    for (url, body, wanted) in [
        ("https://t.test/p?content_name=Pregnancy+test", None, "pregnancy content_name"),
        ("https://t.test/p?cd%5Bcontent_category%5D=Fertility", None, "pregnancy cd[content_category]"),
        ("https://t.test/p?dl=https%3A%2F%2Fshop.test%2Fproducts%2Fblood-glucose-monitor", None, "condition dl"),
        ("https://t.test/p?pr1=idA1~nmHearing%20aids~pr9", None, "disability pr1"),
        (
            at,
            Some(r#"{"event":"QuizAnswer","properties":{"question":"Do you suffer from depression?"}}"#),
            "mental-health properties.question",
        ),
        ("https://t.test/p?properties=%7B%22answer%22%3A%22yes%2C%20antidepressants%22%7D", None, "mental-health properties"),
        (at, Some("en=search&ep.search_term=hiv+test"), "sexual-health ep.search_term"),
        (at, Some(r#"[{"data":{"items":[{"item_name":"Condoms"}]}}]"#), "sex-life data.items.item_name"),
    ] {
        assert_eq!(event(url, body).as_deref(), Some(wanted));
    }
}

#[test]
fn what_tells_nothing_of_the_visitor() {
    let list = |n: usize| {
        let items: Vec<_> =
            ["Lamp", "Pregnancy test", "Chair", "Rug", "Vase"].iter().take(n).map(|i| format!(r#"{{"item_name":"{i}"}}"#)).collect();
        format!(r#"{{"event":"x","items":[{}]}}"#, items.join(","))
    };
    assert_eq!(event("https://t.test/p", Some(&list(5))), None, "a list of what there is");
    assert!(event("https://t.test/p", Some(&list(2))).is_some(), "a cart of two");
    for event_name in ["add_to_cart", "Added to Cart", "purchase", "begin_checkout", "Checkout Started", "Order Completed", "AddToCart"] {
        let cart = list(5).replace("\"x\"", &format!("\"{event_name}\""));
        assert!(event("https://t.test/p", Some(&cart)).is_some(), "{event_name}: somebody chose all five");
    }
    for (url, body) in [
        ("https://t.test/p?en=view_item_list&content_name=Pregnancy+test", None),
        ("https://t.test/p", Some(r#"{"event":"Product List Viewed","name":"Pregnancy test"}"#)),
        ("https://t.test/p?content_name=Depression+glass+lamp", None),
        ("https://t.test/p?dl=https%3A%2F%2Fpregnancy.shop.test%2Fproducts%2Flamp", None),
        ("https://t.test/p?html=pregnancy+test+and+the+rest+of+a+menu", None),
        ("https://t.test/p?cid=pregnancy", None),
        ("no address", Some("{")),
        ("", None),
    ] {
        assert_eq!(event(url, body), None, "{url} {body:?}");
    }
    let long = format!("https://t.test/p?title={}", "pregnancy ".repeat(60));
    assert_eq!(event(&long, None), None, "a whole text is no title");
}

#[test]
fn a_faulty_file_is_refused() {
    let whole = "id = \"x\"\nname = { en = \"x\", zh = \"某\" }\nen = ['a']\nzh = []\nsource = \"s\"\n";
    for (text, says) in [
        (format!("[[subject]]\n{whole}\n[[subject]]\n{whole}"), "twice"),
        (format!("[[subject]]\n{}", whole.replace("'a'", "'('")), "correct the regular expression"),
        (format!("[[subject]]\n{}", whole.replace("'a'", "'Abc'")), "capital"),
        (format!("[[subject]]\n{}", whole.replace("\"s\"", "\" \"")), "no source"),
        (format!("[[subject]]\n{}", whole.replace("zh = []\n", "")), "zh"),
        (format!("[[subject]]\n{whole}sure = true\n"), "sure"),
    ] {
        let faults = Catalog::read(&[("products.toml", &text)]).expect_err(&text);
        assert!(faults.iter().any(|f| f.to_string().contains(says)), "{says}: {faults:?}");
    }
}
