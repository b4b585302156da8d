//! How well a name fits what was typed, so that the one meant stands first: what begins so before what has it within.
//! Pure; Arabic and Latin spellings alike.

use domain::text::fold;

/// How well something fits; the better is the less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Begins with all that was typed.
    Begins,
    /// Has it from the beginning of a word on: a family name, the name in the other language.
    FromAWord,
    /// Has words that begin with those typed, in their order.
    InOrder,
    /// Has words that begin with those typed.
    WordByWord,
    /// Has what was typed somewhere within.
    Within,
}

/// A typed text, folded once for many names.
pub struct Typed {
    whole: String,
    words: Vec<String>,
}

impl Typed {
    pub fn new(typed: &str) -> Self {
        let whole = fold(typed);
        let words = whole.split_whitespace().map(str::to_owned).collect();
        Self { whole, words }
    }

    /// How a name, and the further words it is found by, fit; `None` where they do not have all that was typed.
    pub fn fit(&self, name: &str, also: &str) -> Option<Fit> {
        let name = fold(name);
        let all = format!("{name} {}", fold(also));
        if name.starts_with(&self.whole) {
            return Some(Fit::Begins);
        }
        if bare(&name).starts_with(bare(&self.whole))
            || format!(" {all}").contains(&format!(" {}", self.whole))
        {
            return Some(Fit::FromAWord);
        }
        if self.in_order(&all) {
            return Some(Fit::InOrder);
        }
        let begins = |word: &String| all.split(' ').any(|w| begins(w, word));
        if self.words.iter().all(begins) {
            return Some(Fit::WordByWord);
        }
        let within = |word: &String| all.contains(word.as_str());
        self.words.iter().all(within).then_some(Fit::Within)
    }

    fn in_order(&self, all: &str) -> bool {
        let mut words = all.split(' ');
        self.words
            .iter()
            .all(|typed| words.any(|word| begins(word, typed)))
    }
}

/// Whether a word begins so, with or without the Arabic article.
fn begins(word: &str, typed: &str) -> bool {
    word.starts_with(typed) || bare(word).starts_with(typed)
}

/// Without the Arabic article.
fn bare(word: &str) -> &str {
    word.strip_prefix("ال").unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(names: &[(&'a str, &'a str)], typed: &str) -> Vec<&'a str> {
        let typed = Typed::new(typed);
        let mut found: Vec<(Fit, &str)> = names
            .iter()
            .filter_map(|(en, ar)| Some((typed.fit(en, ar)?, *en)))
            .collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, name)| name).collect()
    }

    const COURIERS: [(&str, &str); 5] = [
        ("Fahad Al Juhani", "فهد الجهني"),
        ("Fahad Al Anazi", "فهد العنزي"),
        ("Khalid Al Fahad", "خالد الفهد"),
        ("Anas Al Harbi", "أنس الحربي"),
        ("Bandar Khan", "بندر خان"),
    ];

    #[test]
    fn a_match_of_the_typed_start_wins() {
        assert_eq!(
            best(&COURIERS, "fahad al an"),
            ["Fahad Al Anazi", "Fahad Al Juhani"]
        );
        assert_eq!(best(&COURIERS, "fahad an")[0], "Fahad Al Anazi");
        assert_eq!(best(&COURIERS, "an")[0], "Anas Al Harbi");
        assert_eq!(best(&COURIERS, "anazi fah"), ["Fahad Al Anazi"]);
        assert_eq!(best(&COURIERS, "fahad").last(), Some(&"Khalid Al Fahad"));
        assert!(best(&COURIERS, "sara").is_empty());
        assert_eq!(best(&COURIERS, "").len(), COURIERS.len());
    }

    #[test]
    fn in_arabic_too_with_and_without_the_article() {
        assert_eq!(best(&COURIERS, "فهد الع"), ["Fahad Al Anazi"]);
        assert_eq!(best(&COURIERS, "فهد عنز"), ["Fahad Al Anazi"]);
        assert_eq!(best(&COURIERS, "عنزي"), ["Fahad Al Anazi"]);
        assert_eq!(best(&COURIERS, "انس"), ["Anas Al Harbi"]);
        // The family name after the first name.
        assert_eq!(best(&COURIERS, "فهد").last(), Some(&"Khalid Al Fahad"));
    }
}
