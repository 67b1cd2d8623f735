//! What a page says now and did not say before: the answer to an act.

use crate::setcookie::cut;
use std::collections::HashSet;
use tidegate_types::observation::Page;

pub fn lines(text: &str) -> HashSet<String> {
    text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

/// All lines of a page, its dialogs' included.
pub fn said_on(page: &Page) -> HashSet<String> {
    let dialogs = page.dialogs.iter().flat_map(|d| lines(&d.text));
    lines(&page.text).into_iter().chain(dialogs).collect()
}

/// What is said now and was not said before, at most 1,000 characters.
pub fn news(now: &Page, known: &HashSet<String>) -> String {
    let dialogs = now.dialogs.iter().flat_map(|d| d.text.lines());
    let mut said: Vec<&str> = Vec::new();
    for line in now.text.lines().chain(dialogs).map(str::trim) {
        if !line.is_empty() && !known.contains(line) && !said.contains(&line) {
            said.push(line);
        }
    }
    cut(&said.join("\n"), 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_is_the_answer() {
        let page = Page { text: "Shop\nYour opt-out was processed.\nFooter".into(), ..Page::default() };
        assert_eq!(news(&page, &lines("Shop\nFooter")), "Your opt-out was processed.");
    }
}
