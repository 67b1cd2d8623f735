//! Words that a person reads, in both languages. A string with one language alone does not compile.

use tidegate_types::Lang;

/// Declares `Words`, whose fields are the words of one language, and `words(lang)`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $zh:literal;)+) => {
        #[derive(Debug)]
        pub struct Words { $($(#[$doc])* pub $name: &'static str,)+ }

        static EN: Words = Words { $($name: $en,)+ };
        static ZH: Words = Words { $($name: $zh,)+ };

        pub fn words(lang: tidegate_types::Lang) -> &'static Words {
            match lang {
                tidegate_types::Lang::En => &EN,
                tidegate_types::Lang::Zh => &ZH,
            }
        }

        impl Words {
            /// For the test that no string is empty.
            #[cfg(test)]
            pub fn all(&self) -> Vec<(&'static str, &'static str)> { vec![$((stringify!($name), self.$name),)+] }
        }
    };
}

pub(crate) use words;

pub(crate) fn pick(lang: Lang, en: &'static str, zh: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// That no word lacks a language, and that Chinese is Chinese but for the words of `same`.
#[cfg(test)]
pub(crate) fn whole(en: Vec<(&'static str, &'static str)>, zh: Vec<(&'static str, &'static str)>, same: &[&str]) {
    let has_han = |s: &str| s.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for ((name, en), (_, zh)) in en.into_iter().zip(zh) {
        assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{name}");
        assert!(!has_han(en), "{name}: {en}");
        assert!(has_han(zh) || same.contains(&name), "{name}: {zh}");
    }
}
