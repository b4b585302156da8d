//! What another release may say and this one has no name for: codes that keep their word, and parts that are left out
//! where they cannot be read. One unknown word spoils nothing around it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use std::fmt;

/// A code of another release, as it came; of a longer one what fits. Small and without a heap, so that the codes stay
/// `Copy`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word {
    bytes: [u8; Self::MAX],
    len: u8,
}

impl Word {
    /// Bytes of the longest word that is kept whole.
    pub const MAX: usize = 47;
    /// Words of our own are shorter than what is left of any that was cut, so that none is taken for ours.
    pub const LONGEST_KNOWN: usize = Self::MAX - 4;

    pub fn new(text: &str) -> Self {
        let cut = &text.as_bytes()[..text.floor_char_boundary(Self::MAX)];
        let mut bytes = [0; Self::MAX];
        bytes[..cut.len()].copy_from_slice(cut);
        Self {
            bytes,
            len: cut.len() as u8,
        }
    }

    pub fn as_str(&self) -> &str {
        let word = &self.bytes[..usize::from(self.len)];
        std::str::from_utf8(word).unwrap_or_default()
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;

        impl serde::de::Visitor<'_> for Text {
            type Value = Word;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a code")
            }
            fn visit_str<E>(self, text: &str) -> Result<Word, E> {
                Ok(Word::new(text))
            }
        }

        from.deserialize_str(Text)
    }
}

/// Reads what may be absent; what cannot be read here is absent too.
pub fn or_none<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let json = Option::<serde_json::Value>::deserialize(from)?;
    Ok(json.and_then(|json| serde_json::from_value(json).ok()))
}

/// As [`text_enum!`](crate::text_enum), for codes that other releases may have more of: one that is not known here is
/// `Unknown` with its word, and goes on as it came. It is only shown and compared: no column has this type, and
/// whatever acts on a code acts on known ones alone.
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
            /// Of another release. Made from its word by `from` or `parse`, which know the others.
            Unknown($crate::open::Word),
        }

        impl $name {
            /// The known ones.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown(word) => word.as_str(),
                }
            }
        }

        const _: () = { $(assert!($word.len() <= $crate::open::Word::LONGEST_KNOWN);)+ };

        impl From<$crate::open::Word> for $name {
            fn from(word: $crate::open::Word) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)+
                    _ => Self::Unknown(word),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Ok($crate::open::Word::new(text).into()) }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                <$crate::open::Word as serde::Deserialize>::deserialize(from).map(Self::from)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        decide::{ItemVerdict, Verdict},
        rejection::{RejectCode, Rejection},
    };
    use serde_json::json;

    #[test]
    fn a_word_of_another_release_is_kept() {
        let text = r#""battery_low""#;
        let code: RejectCode = serde_json::from_str(text).unwrap();
        assert!(matches!(code, RejectCode::Unknown(_)), "{code:?}");
        assert_eq!(
            (code.word(), code.to_string().as_str()),
            ("battery_low", "battery_low")
        );
        assert_eq!(serde_json::to_string(&code).unwrap(), text);
        assert_eq!("battery_low".parse(), Ok(code));
        assert!(!RejectCode::ALL.contains(&code));
        assert_ne!(code, "battery_high".parse().unwrap());
    }

    #[test]
    fn known_words_are_what_they_were() {
        for code in RejectCode::ALL {
            let text = format!("{:?}", code.word());
            assert_eq!(serde_json::to_string(code).unwrap(), text);
            assert_eq!(serde_json::from_str::<RejectCode>(&text).unwrap(), *code);
            assert_eq!(code.word().parse(), Ok(*code));
            assert!(!matches!(code, RejectCode::Unknown(_)));
        }
    }

    #[test]
    fn a_long_word_is_cut_between_characters_and_is_never_an_error() {
        for (text, kept) in [
            ("x".repeat(47), 47),
            ("x".repeat(48), 47),
            (format!("{}ش", "x".repeat(46)), 46),
            ("ش".repeat(400), 46),
            (String::new(), 0),
        ] {
            let code: RejectCode = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(code.word(), &text[..kept]);
            let again: RejectCode = code.word().parse().unwrap();
            assert_eq!(again, code, "what was cut is itself from then on");
        }
        assert_eq!(size_of::<Word>(), 48);
        assert!(Word::new("a") < Word::new("ab") && Word::new("ab") < Word::new("b"));
    }

    #[test]
    fn what_a_rejection_names_of_another_release_is_left_out_and_its_code_stands() {
        let said = json!({
            "code": "wrong_state", "params": {"action": "deliver"}, "from": "at_locker",
            "entity": ["locker", "00000000-0000-0000-0000-000000000001"], "overridable": true,
        });
        let read: Rejection = serde_json::from_value(said).unwrap();
        let mut expected = Rejection::new(RejectCode::WrongState)
            .with("action", "deliver")
            .overridable();
        assert_eq!(read, expected);
        expected.from = Some(crate::entities::DeliveryState::OnHold);
        expected = expected.on(crate::entity::Table::Delivery, uuid::Uuid::from_u128(1));
        let text = serde_json::to_value(&expected).unwrap();
        assert_eq!(serde_json::from_value::<Rejection>(text).unwrap(), expected);
    }

    #[test]
    fn a_verdict_of_another_release_is_one_item_s_alone_and_goes_on_as_it_came() {
        let id = uuid::Uuid::from_u128(7);
        let said = json!([
            {"id": id, "verdict": "applied", "rev": 3},
            {"id": id, "verdict": "deferred", "until": 12, "why": {"code": ["a", null, 0.5]}},
            {"id": id, "verdict": "rejected", "rejection": "in words"},
            {"id": id, "verdict": "rejected", "rejection": {"code": "battery_low"}},
        ]);
        let items: Vec<ItemVerdict> = serde_json::from_value(said.clone()).unwrap();
        assert_eq!(items[0].verdict, Verdict::Applied { rev: 3 });
        let deferred =
            json!({"verdict": "deferred", "until": 12, "why": {"code": ["a", null, 0.5]}});
        assert_eq!(items[1].verdict, Verdict::Unknown(deferred));
        assert!(matches!(&items[2].verdict, Verdict::Unknown(_)));
        let Verdict::Rejected { rejection } = &items[3].verdict else {
            panic!("{:?}", items[3]);
        };
        assert_eq!(rejection.code.word(), "battery_low");
        for item in &items[1..3] {
            assert!(!item.is_applied() && !item.is_rejected());
        }
        assert_eq!(
            serde_json::to_value(&items[..3]).unwrap(),
            json!(said.as_array().unwrap()[..3])
        );
    }
}
