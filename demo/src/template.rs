//! The smallest template that serves: `{{name}}` is a value, `{{> name}}` another file. A file is looked for in the
//! state's folder first and then in `shared/`, so that what differs between the states is exactly what lies in theirs.

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/pages");

/// Values by name, already safe for HTML.
pub type Values = BTreeMap<&'static str, String>;

/// Partials may hold partials; deeper than this is a mistake.
const DEPTH: usize = 6;

/// The text of a file of `pages/`.
pub fn file(path: &str) -> Option<&'static str> {
    PAGES.get_file(path)?.contents_utf8()
}

/// Every file of `pages/` below a folder.
#[cfg(test)]
pub fn files(folder: &str) -> Vec<&'static str> {
    PAGES.get_dir(folder).map(|d| d.files().filter_map(|f| f.path().to_str()).collect()).unwrap_or_default()
}

/// Fills the template `name`, looked for in `folders` in their order. A missing file or value becomes empty text;
/// the tests see to it that there is none.
pub fn fill(folders: &[&str], name: &str, values: &Values) -> String {
    expand(folders, name, values, DEPTH)
}

fn expand(folders: &[&str], name: &str, values: &Values, depth: usize) -> String {
    let Some(mut rest) = folders.iter().find_map(|f| file(&format!("{f}/{name}.html"))) else {
        return String::new();
    };
    let mut out = String::with_capacity(rest.len() * 2);
    while let Some(start) = rest.find("{{") {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find("}}") else { break };
        let key = rest[start + 2..start + end].trim();
        match key.strip_prefix('>') {
            Some(partial) if depth > 0 => out.push_str(expand(folders, partial.trim(), values, depth - 1).trim_end()),
            Some(_) => {}
            None => out.push_str(values.get(key).map_or("", String::as_str)),
        }
        rest = &rest[start + end + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_folder_comes_before_the_shared_one() {
        let values = Values::new();
        let leaky = fill(&["leaky", "shared"], "newsletter", &values);
        let clean = fill(&["clean", "shared"], "newsletter", &values);
        let child = fill(&["clean/child", "clean", "shared"], "newsletter", &values);
        assert!(leaky.contains("http://") && clean.contains("Notice at collection") && !child.contains("<form"));
    }

    #[test]
    fn every_partial_and_value_that_a_page_names_exists() {
        const VALUES: [&str; 28] = [
            "title",
            "html_attrs",
            "query",
            "cart_count",
            "body",
            "year",
            "cards",
            "kids_cards",
            "category_name",
            "category_text",
            "category_href",
            "product_name",
            "slug",
            "price",
            "blurb",
            "found",
            "cart_table",
            "cart_summary",
            "heading",
            "message",
            "page_events",
            "birth_years",
            "policy_date",
            "next",
            "honored_hidden",
            "choice_state",
            "choice_why",
            "choice_back",
        ];
        for (own, folders) in [("leaky", vec!["leaky", "shared"]), ("clean", vec!["clean", "shared"])] {
            for path in files(own).into_iter().chain(files("shared")).filter(|p| p.ends_with(".html")) {
                let text = file(path).expect("listed");
                for key in text.split("{{").skip(1).map(|t| t.split("}}").next().unwrap_or("").trim()) {
                    match key.strip_prefix('>') {
                        Some(p) => {
                            let p = p.trim();
                            assert!(folders.iter().any(|f| file(&format!("{f}/{p}.html")).is_some()), "{path}: no partial `{p}` for {own}");
                        }
                        None => assert!(VALUES.contains(&key), "{path}: unknown value `{key}`"),
                    }
                }
            }
        }
    }
}
