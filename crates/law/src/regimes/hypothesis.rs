//! Does a law reach the business once the use of data that is asked about takes place?

use crate::applies::counts;
use crate::book::Law;
use crate::judge::{Seen, Subject, Verdict};
use crate::scope::{Condition, Scope};
use jiff::civil::Date;
use tidegate_types::word::Word;
use tidegate_types::{DataClass, RowId};

/// What the business is taken to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deal {
    Neither,
    Shares,
    Sells,
}

pub(crate) const DEALS: [Deal; 3] = [Deal::Neither, Deal::Shares, Deal::Sells];

/// Does a row count, for each deal, for children or not, and for each class of data where that matters?
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reach {
    verdicts: Vec<Verdict>,
    /// Without it one verdict serves all classes.
    by_class: bool,
}

impl Reach {
    /// Of a class that is not known, the verdict that reaches furthest.
    pub fn under(&self, deal: Deal, data: Option<DataClass>, child: bool) -> Verdict {
        match (self.by_class, data) {
            (false, _) => self.verdicts[slot(deal, child)],
            (true, Some(class)) => self.verdicts[class.index() * SLOTS + slot(deal, child)],
            (true, None) => DataClass::ALL.iter().map(|(_, c)| self.under(deal, Some(*c), child)).fold(Verdict::No, Verdict::or),
        }
    }

    pub fn by_class(&self) -> bool {
        self.by_class
    }

    pub fn ever(&self) -> bool {
        self.verdicts.iter().any(|v| *v != Verdict::No)
    }
}

const SLOTS: usize = DEALS.len() * 2;

fn slot(deal: Deal, child: bool) -> usize {
    deal as usize * 2 + usize::from(child)
}

/// The scopes of one law, each judged under every hypothesis.
pub(crate) struct Reaches<'a> {
    scopes: Vec<(&'a Scope, Vec<Verdict>)>,
    by_class: bool,
}

impl<'a> Reaches<'a> {
    pub fn new(law: &'a Law, subject: &Subject, date: Date) -> Self {
        let by_class = law.scopes.iter().flat_map(|s| &s.all).any(|c| matches!(c, Condition::Sensitive(_) | Condition::SellsSensitive));
        let supposed = supposed(subject.seen, by_class);
        let judge = |scope: &'a Scope| {
            let stale = counts(law, scope, date)?;
            // Markets and numbers stay as they are, whatever is supposed.
            let (varying, fixed): (Vec<_>, Vec<_>) = scope.all.iter().partition(|c| c.asks_what_is_done());
            let fixed = fixed.iter().map(|c| subject.judge(c, &law.place)).fold(Verdict::Yes, Verdict::and);
            let under = |seen: &Seen| {
                let subject = Subject { profile: subject.profile, seen };
                stale.settle(varying.iter().map(|c| subject.judge(c, &law.place)).fold(fixed, Verdict::and))
            };
            Some((scope, supposed.iter().map(under).collect()))
        };
        Reaches { scopes: law.scopes.iter().filter_map(judge).collect(), by_class }
    }

    pub fn of(&self, row: &RowId) -> Reach {
        let mut verdicts: Vec<Verdict> = Vec::new();
        for (_, of_scope) in self.scopes.iter().filter(|(s, _)| s.brings(row)) {
            if verdicts.is_empty() {
                verdicts.clone_from(of_scope);
            } else {
                verdicts.iter_mut().zip(of_scope).for_each(|(v, other)| *v = v.or(*other));
            }
        }
        if verdicts.is_empty() {
            return Reach { verdicts: vec![Verdict::No; SLOTS], by_class: false };
        }
        Reach { verdicts, by_class: self.by_class }
    }
}

/// Every hypothesis: by class of data where that matters, by deal, and by whether it is a child.
fn supposed(seen: &Seen, by_class: bool) -> Vec<Seen> {
    let classes: Vec<Option<DataClass>> = if by_class { DataClass::ALL.iter().map(|(_, c)| Some(*c)).collect() } else { vec![None] };
    let of_class = |class| DEALS.into_iter().flat_map(move |deal| [false, true].map(|child| suppose(seen, deal, class, child)));
    classes.into_iter().flat_map(of_class).collect()
}

/// What would be seen if the use took place. Kinds are named as profiles name them.
fn suppose(seen: &Seen, deal: Deal, class: Option<DataClass>, child: bool) -> Seen {
    let mut seen = seen.clone();
    match deal {
        Deal::Neither => {}
        Deal::Shares => seen.shares = Some(true),
        Deal::Sells => seen.sells = Some(true),
    }
    if child {
        seen.children = Some(true);
    }
    match class {
        None | Some(DataClass::Ordinary | DataClass::Device) => {}
        Some(class) => {
            seen.sensitive.push(class.as_str().to_owned());
            seen.sells_sensitive = (deal == Deal::Sells).then_some(true);
        }
    }
    seen
}
