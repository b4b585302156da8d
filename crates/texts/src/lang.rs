//! The two languages and their direction. Knows nothing of any text.

use std::fmt;

/// A language of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    En,
    Ar,
}

/// The direction a language is laid out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dir {
    Ltr,
    Rtl,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ar];

    /// Reads a language tag: `ar`, `ar-SA`, `en_US.UTF-8`; `None` for any other language.
    pub fn parse(tag: &str) -> Option<Lang> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("ar") {
            Some(Lang::Ar)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Lang::En)
        } else {
            None
        }
    }

    /// The tag for an HTML `lang` attribute and for settings.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ar => "ar",
        }
    }

    pub const fn dir(self) -> Dir {
        match self {
            Lang::En => Dir::Ltr,
            Lang::Ar => Dir::Rtl,
        }
    }

    /// Of the two names an entity may carry, the one to show; the other when this one is empty.
    pub fn pick<'a>(self, ar: &'a str, en: &'a str) -> &'a str {
        let (first, second) = match self {
            Lang::Ar => (ar, en),
            Lang::En => (en, ar),
        };
        if first.trim().is_empty() {
            second
        } else {
            first
        }
    }
}

impl Dir {
    /// The value of an HTML `dir` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Dir::Ltr => "ltr",
            Dir::Rtl => "rtl",
        }
    }

    pub const fn is_rtl(self) -> bool {
        matches!(self, Dir::Rtl)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Dir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
