//! What a link is for, by its words and its address.

use crate::Catalog;
use crate::fold::{fold, fold_label};
use crate::phrases::Section;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkKind {
    PrivacyPolicy,
    CookiePolicy,
    /// "Do Not Sell or Share My Personal Information", as California's law has it.
    OptOut,
    /// An old or home-made title for the same: there, but misnamed.
    OptOutOld,
    /// "Your Privacy Choices", "Your California Privacy Choices".
    Choices,
    Limit,
    /// Back to the cookie choices, to change or withdraw.
    CookieSettings,
    Request,
    HealthPolicy,
    CaliforniaRights,
    /// Children's privacy notice.
    Children,
    /// A part of the shop made for children.
    Kids,
    /// Questions about the visitor: a quiz, a questionnaire, a consultation.
    Quiz,
    Contact,
    SignUp,
    LogIn,
    Cart,
    Checkout,
    Terms,
    Unsubscribe,
}

use LinkKind as K;
use Section as S;

const BY_TEXT: [(Section, LinkKind); 20] = [
    (S::LinkPrivacy, K::PrivacyPolicy),
    (S::LinkCookiePolicy, K::CookiePolicy),
    (S::LinkOptOut, K::OptOut),
    (S::LinkOptOutOld, K::OptOutOld),
    (S::LinkChoices, K::Choices),
    (S::LinkLimit, K::Limit),
    (S::LinkCookieSettings, K::CookieSettings),
    (S::LinkRequest, K::Request),
    (S::LinkHealth, K::HealthPolicy),
    (S::LinkCalifornia, K::CaliforniaRights),
    (S::LinkChildren, K::Children),
    (S::LinkKids, K::Kids),
    (S::LinkQuiz, K::Quiz),
    (S::LinkContact, K::Contact),
    (S::LinkSignUp, K::SignUp),
    (S::LinkLogIn, K::LogIn),
    (S::LinkCart, K::Cart),
    (S::LinkCheckout, K::Checkout),
    (S::LinkTerms, K::Terms),
    (S::LinkUnsubscribe, K::Unsubscribe),
];

const BY_ADDRESS: [(Section, LinkKind); 11] = [
    (S::HrefPrivacy, K::PrivacyPolicy),
    (S::HrefCookiePolicy, K::CookiePolicy),
    (S::HrefOptOut, K::OptOutOld),
    (S::HrefRequest, K::Request),
    (S::HrefHealth, K::HealthPolicy),
    (S::HrefContact, K::Contact),
    (S::HrefSignUp, K::SignUp),
    (S::HrefLogIn, K::LogIn),
    (S::HrefCart, K::Cart),
    (S::HrefCheckout, K::Checkout),
    (S::HrefTerms, K::Terms),
];

/// A sentence is no link title.
const LONGEST_TITLE: usize = 120;

impl Catalog {
    /// Everything the link may be. The text decides; the address helps where the text says nothing of a kind.
    pub fn link_kinds(&self, text: &str, href: Option<&str>) -> BTreeSet<LinkKind> {
        let label = fold_label(text);
        let mut kinds: BTreeSet<LinkKind> = BTreeSet::new();
        if label.chars().count() <= LONGEST_TITLE {
            let told = BY_TEXT.iter().filter(|(s, _)| self.phrases.regex(*s, None).is_match(&label));
            kinds.extend(told.map(|(_, k)| *k));
        }
        narrow(&mut kinds);
        if kinds.is_empty()
            && let Some(path) = href.and_then(shop_path)
        {
            let told = BY_ADDRESS.iter().filter(|(s, _)| self.phrases.regex(*s, None).is_match(&path));
            kinds.extend(told.map(|(_, k)| *k));
            narrow(&mut kinds);
        }
        kinds
    }
}

/// The special excludes the general: "Your Privacy Choices" is no privacy policy.
fn narrow(kinds: &mut BTreeSet<LinkKind>) {
    let has = |kinds: &BTreeSet<LinkKind>, any: &[LinkKind]| any.iter().any(|k| kinds.contains(k));
    if has(kinds, &[K::OptOut, K::Choices]) {
        kinds.remove(&K::OptOutOld);
        kinds.remove(&K::CookieSettings);
        kinds.remove(&K::CaliforniaRights);
    }
    if has(kinds, &[K::OptOut, K::OptOutOld, K::Choices, K::Limit, K::CookieSettings, K::HealthPolicy, K::Children, K::Request]) {
        kinds.remove(&K::PrivacyPolicy);
        kinds.remove(&K::CookiePolicy);
    }
    if kinds.contains(&K::Children) {
        kinds.remove(&K::Kids);
    }
    if kinds.contains(&K::Checkout) {
        kinds.remove(&K::Cart);
    }
}

/// The address's path and fragment, folded; `None` for articles and goods, whose addresses hold any word.
fn shop_path(href: &str) -> Option<String> {
    let path = match url::Url::parse(href) {
        Ok(u) if matches!(u.scheme(), "http" | "https") => match u.fragment() {
            Some(f) => format!("{}#{f}", u.path()),
            None => u.path().to_owned(),
        },
        Ok(_) => return None,
        Err(_) => href.split('?').next().unwrap_or_default().to_owned(),
    };
    let path = fold(&path);
    let goods = ["/blog", "/news/", "/products/", "/product/", "/collections/", "/article", "/journal/", "/stories/"];
    (!goods.iter().any(|g| path.contains(g))).then_some(path)
}
