//! Enums that are stored, sent and shown by one fixed word.

/// Declares an enum with one lower-case word per variant, used in SQL, on the wire and as text key. A word that came
/// later than schema 1 says since when it exists and what a reader of an older schema gets instead:
/// `Night = "night" since 2 else "day"`.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal
        $(since $since:tt else $stand_in:literal)?),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }

        #[allow(unused_doc_comments, reason = "a variant's attributes also say whether it is compiled")]
        impl $name {
            pub const ALL: &'static [Self] = &[$($(#[$vmeta])* Self::$variant),+];
            pub const fn word(self) -> &'static str { match self { $($(#[$vmeta])* Self::$variant => $word),+ } }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|v| v.word() == text)
                    .ok_or_else(|| format!("{text:?} is not one of {}", Self::ALL.iter().map(|v| v.word()).collect::<Vec<_>>().join(", ")))
            }
        }

        #[allow(unused_doc_comments, reason = "as above")]
        impl $crate::value::Field for $name {
            const KIND: $crate::value::Kind = $crate::value::Kind::Text;
            const WORDS: &'static [$crate::schema::Word] = &[$($(#[$vmeta])* $crate::text_enum!(@word $word $($since $stand_in)?)),+];
            fn put(&self) -> $crate::value::Value { $crate::value::Value::Text(self.word().into()) }
            fn take(value: $crate::value::Value) -> Result<Self, String> {
                <String as $crate::value::Field>::take(value)?.parse()
            }
        }
    };
    (@word $word:literal) => {
        $crate::schema::Word { word: $word, since: $crate::schema::FIRST, stand_in: None }
    };
    (@word $word:literal $since:tt $stand_in:literal) => {
        $crate::schema::Word { word: $word, since: $since, stand_in: Some($stand_in) }
    };
}
