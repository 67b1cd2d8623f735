//! Closed lists of words: the vocabulary that law files, profiles, flows and the command line share. A word that is not
//! in its list is a fault, never a rule that silently does not apply.

/// A closed list of words.
pub trait Word: Copy + Eq + 'static {
    /// What the words are called in a message: `purpose`.
    const WHAT: &'static str;
    const ALL: &'static [(&'static str, Self)];

    /// Its place in [`Word::ALL`].
    fn index(self) -> usize {
        Self::ALL.iter().position(|(_, w)| *w == self).unwrap_or(0)
    }

    /// The word that is written so.
    fn named(s: &str) -> Option<Self> {
        Self::ALL.iter().find(|(word, _)| *word == s).map(|(_, w)| *w)
    }
}

/// `adverts` is no purpose; write one of …
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}; write one of {known}")]
pub struct WordError {
    pub found: String,
    pub what: &'static str,
    pub known: String,
}

/// A set of words; no list has more than 32.
#[derive(PartialEq, Eq, Hash)]
pub struct Words<W>(u32, std::marker::PhantomData<W>);

impl<W> Clone for Words<W> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<W> Copy for Words<W> {}

impl<W: Word> Words<W> {
    pub const NONE: Self = Words(0, std::marker::PhantomData);

    /// Every word of the list.
    pub fn all() -> Self {
        W::ALL.iter().map(|(_, w)| *w).collect()
    }

    pub fn of(w: W) -> Self {
        Words(1 << w.index(), std::marker::PhantomData)
    }

    pub fn has(self, w: W) -> bool {
        self.meets(Self::of(w))
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Has it every word of `other`?
    pub fn holds(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    pub fn with(self, other: Self) -> Self {
        Words(self.0 | other.0, std::marker::PhantomData)
    }

    pub fn without(self, other: Self) -> Self {
        Words(self.0 & !other.0, std::marker::PhantomData)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = W> {
        W::ALL.iter().map(|(_, w)| *w).filter(move |w| self.has(*w))
    }
}

impl<W: Word> FromIterator<W> for Words<W> {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        words.into_iter().fold(Self::NONE, |set, w| set.with(Self::of(w)))
    }
}

impl<W: Word + std::fmt::Display> std::fmt::Debug for Words<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(|w| w.to_string())).finish()
    }
}

impl<W: Word + serde::Serialize> serde::Serialize for Words<W> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.iter())
    }
}

/// For `FromStr`: the word, or what may be written.
pub fn parse<W: Word>(s: &str) -> Result<W, WordError> {
    W::named(s).ok_or_else(|| WordError {
        found: s.to_owned(),
        what: W::WHAT,
        known: W::ALL.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "),
    })
}

/// An enum whose variants are words, with one spelling for files, JSON and people.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $crate::word::Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [(&'static str, Self)] = &[$(($word, $name::$variant),)+];
            fn index(self) -> usize { self as usize }
        }
        impl $name {
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::word::WordError;
            fn from_str(s: &str) -> Result<Self, Self::Err> { $crate::word::parse(s) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.as_str()) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let s = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                s.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::{DataClass, Purpose};

    #[test]
    fn sets_of_words() {
        assert!(DataClass::ALL.len() <= 32);
        let all = Words::<Purpose>::all();
        let sale = Words::of(Purpose::Sale);
        assert!(all.holds(sale) && all.meets(sale) && !all.without(sale).meets(sale));
        assert_eq!(all.without(sale).with(sale), all);
        assert!(Words::<Purpose>::NONE.is_empty() && all.holds(Words::NONE));
        assert_eq!(sale.iter().collect::<Vec<_>>(), [Purpose::Sale]);
        for (i, (_, p)) in Purpose::ALL.iter().enumerate() {
            assert_eq!(p.index(), i);
        }
    }
}
