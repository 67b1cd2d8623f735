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
