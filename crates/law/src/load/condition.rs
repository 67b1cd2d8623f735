//! One condition of a scope.

use crate::read::{Table, listed};
use crate::scope::{Condition, Threshold};

pub(crate) fn condition(mut t: Table) -> Option<Condition> {
    let keys = t.keys();
    let (key, _) = match keys.as_slice() {
        [one] => *one,
        _ => {
            t.fault(t.at, format!("{} keys in one condition", keys.len()), "write each condition in braces of its own: [{ … }, { … }]");
            return None;
        }
    };
    let Some(key) = Condition::KEYS.into_iter().find(|k| *k == key) else {
        let meant = crate::fault::nearest(key, Condition::KEYS).map_or(String::new(), |m| format!("did you mean `{m}`? "));
        t.fault(t.at, format!("unknown condition `{key}`"), format!("{meant}conditions are {}", listed(Condition::KEYS.into_iter())));
        return None;
    };
    match key {
        "market" => t.id(key).map(|p| Condition::Market(p.value)),
        "seat_in" => t.id(key).map(|p| Condition::SeatIn(p.value)),
        "seat_outside" => t.id(key).map(|p| Condition::SeatOutside(p.value)),
        "consumers_at_least" => t.count(key).map(|n| Condition::Consumers(Threshold::AtLeast(n))),
        "consumers_over" => t.count(key).map(|n| Condition::Consumers(Threshold::Over(n))),
        "consumers_beyond_payment_at_least" => t.count(key).map(|n| Condition::ConsumersBeyondPayment(Threshold::AtLeast(n))),
        "consumers_beyond_payment_over" => t.count(key).map(|n| Condition::ConsumersBeyondPayment(Threshold::Over(n))),
        "revenue_at_least" => t.count(key).map(|n| Condition::Revenue(Threshold::AtLeast(n))),
        "revenue_over" => t.count(key).map(|n| Condition::Revenue(Threshold::Over(n))),
        "sale_share_at_least" => share(t, key).map(|n| Condition::SaleShare(Threshold::AtLeast(n))),
        "sale_share_over" => share(t, key).map(|n| Condition::SaleShare(Threshold::Over(n))),
        "employees_at_least" => t.count(key).map(Condition::Employees),
        "employees_below" => t.count(key).map(Condition::EmployeesBelow),
        "small_business" => t.bool(key).map(Condition::SmallBusiness),
        "us_person" => t.yes(key).map(|()| Condition::UsPerson),
        "platform" => t.str(key).map(|s| Condition::Platform(s.value.to_owned())),
        "asks" => t.text(key).map(Condition::Asks),
        "sells" => t.yes(key).map(|()| Condition::Sells),
        "sells_or_shares" => t.yes(key).map(|()| Condition::SellsOrShares),
        "sells_sensitive" => t.yes(key).map(|()| Condition::SellsSensitive),
        "sensitive" => {
            let kinds: Vec<String> = t.strs(key).into_iter().map(|s| s.value.to_owned()).collect();
            whole(t, key, kinds).map(Condition::Sensitive)
        }
        _ => {
            let list = t.words(key);
            whole(t, key, list).map(Condition::Audience)
        }
    }
}

fn share(mut t: Table, key: &'static str) -> Option<f64> {
    let n = t.number(key)?;
    if n > 1.0 {
        t.fault(t.at, format!("`{key}` = {n} is no share"), "write a number from 0.0 to 1.0; half is 0.5");
        return None;
    }
    Some(n)
}

/// The list, if every member could be read and there is one.
fn whole<T>(mut t: Table, key: &'static str, list: Vec<T>) -> Option<Vec<T>> {
    let written = t.array(key).len();
    if written == 0 {
        t.fault(t.at, format!("`{key}` names nothing"), "name at least one, or take the condition away");
    }
    (written > 0 && written == list.len()).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Source;

    #[test]
    fn every_condition_word_is_listed() {
        for key in Condition::KEYS {
            let text = match key {
                "market" | "seat_outside" | "seat_in" => format!("{key} = \"US\""),
                "small_business" => format!("{key} = false"),
                "platform" => format!("{key} = \"amazon\""),
                "asks" => format!("{key} = {{ en = \"x\", zh = \"某\" }}"),
                "sensitive" => format!("{key} = [\"health\"]"),
                "audience" => format!("{key} = [\"children\"]"),
                "us_person" => format!("{key} = true"),
                k if k.starts_with("sells") => format!("{key} = true"),
                _ => format!("{key} = 1"),
            };
            let (source, document) = Source::open("x.toml", &text);
            let read = condition(Table::new(&source, document.get_ref(), 0, "x"));
            assert_eq!(read.map(|c| c.key()), Some(key), "{:?}", source.into_faults());
        }
    }
}
