//! The catalogue: the embedded files, parsed once per language, surface and digits. Must not know
//! who asks.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::digits::group;
use crate::plural::plural;
use crate::{Arg, Digits, Lang, key};

mod variables;
pub use variables::variables;

macro_rules! files {
    ($lang:literal) => {
        [
            include_str!(concat!("../", $lang, "/frame.ftl")),
            include_str!(concat!("../", $lang, "/states.ftl")),
            include_str!(concat!("../", $lang, "/commands.ftl")),
            include_str!(concat!("../", $lang, "/rejections.ftl")),
            include_str!(concat!("../", $lang, "/deliveries.ftl")),
            include_str!(concat!("../", $lang, "/board.ftl")),
            include_str!(concat!("../", $lang, "/exceptions.ftl")),
            include_str!(concat!("../", $lang, "/sync.ftl")),
            include_str!(concat!("../", $lang, "/settings.ftl")),
            include_str!(concat!("../", $lang, "/map.ftl")),
            include_str!(concat!("../", $lang, "/dashboard.ftl")),
            include_str!(concat!("../", $lang, "/import.ftl")),
            include_str!(concat!("../", $lang, "/firstrun.ftl")),
            include_str!(concat!("../", $lang, "/notifications.ftl")),
            include_str!(concat!("../", $lang, "/api.ftl")),
        ]
    };
}

static EN: [&str; 15] = files!("en");
static AR: [&str; 15] = files!("ar");

pub(crate) fn sources(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => &EN,
        Lang::Ar => &AR,
    }
}

/// Where a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Surface {
    /// HTML: values are wrapped in invisible isolation marks, so that a Latin reference inside an
    /// Arabic sentence does not disturb its order.
    #[default]
    Html,
    /// Canvases, CSV, notifications, logs: no marks.
    Plain,
}

/// One language's texts. Cheap to share: `Send`, `Sync`, and without state that a caller changes.
pub struct Texts {
    lang: Lang,
    digits: Digits,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Texts for HTML with Latin digits.
    pub fn new(lang: Lang) -> Texts {
        Texts::with(lang, Surface::Html, Digits::Latin)
    }

    /// Texts for a surface and digits of one's choice. Parses the catalogue; prefer [`Texts::shared`].
    pub fn with(lang: Lang, surface: Surface, digits: Digits) -> Texts {
        let locale = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        bundle.set_use_isolating(surface == Surface::Html);
        bundle.set_formatter(Some(match digits {
            Digits::Latin => |value, _| number(value, Digits::Latin),
            Digits::Arabic => |value, _| number(value, Digits::Arabic),
        }));
        if let Err(error) = bundle.add_function("PLURAL", plural) {
            debug_assert!(false, "{error}");
        }
        for source in sources(lang) {
            // Whatever is well-formed is used even if some entry is not; a test refuses the rest.
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Texts {
            lang,
            digits,
            bundle,
        }
    }

    /// The process-wide texts of a language, surface and digits, parsed on first use.
    pub fn shared(lang: Lang, surface: Surface, digits: Digits) -> &'static Texts {
        static CELLS: [OnceLock<Texts>; 8] = [const { OnceLock::new() }; 8];
        let index = usize::from(lang == Lang::Ar) * 4
            + usize::from(surface == Surface::Plain) * 2
            + usize::from(digits == Digits::Arabic);
        CELLS[index].get_or_init(|| Texts::with(lang, surface, digits))
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    pub fn digits(&self) -> Digits {
        self.digits
    }

    /// The text of a key; the key itself when there is none.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
            .map_or_else(|| key.to_owned(), |(text, _)| text)
    }

    /// The text of a key with values; the key itself when there is none. A value the message asks
    /// for but did not get shows as its name in braces.
    pub fn t_args(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.format(key, Some(&values(args)))
            .map_or_else(|| key.to_owned(), |(text, _)| text)
    }

    /// The text of a key with values, or `None` when there is none or a value it asks for is
    /// missing.
    pub fn try_t_args(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        self.format(key, Some(&values(args)))
            .and_then(|(text, whole)| whole.then_some(text))
    }

    /// The text of a key, or `None` when there is none.
    pub fn try_t(&self, key: &str) -> Option<String> {
        self.has(key).then(|| self.t(key))
    }

    /// The word for one of the domain's codes; the code itself where there is none, as for one of another release.
    pub fn word(&self, prefix: &str, code: &str) -> String {
        self.try_t(&key(prefix, code))
            .unwrap_or_else(|| code.to_owned())
    }

    /// Whether the catalogue has this key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle
            .get_message(key)
            .is_some_and(|message| message.value().is_some())
    }

    /// The text, and whether every value it asks for was there.
    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<(String, bool)> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        Some((text.into_owned(), errors.is_empty()))
    }
}

fn values<'a>(args: &'a [(&str, Arg<'a>)]) -> FluentArgs<'a> {
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, arg) in args {
        values.set((*name).to_owned(), arg.value());
    }
    values
}

/// Every key of a language, in order.
pub fn keys(lang: Lang) -> BTreeSet<String> {
    variables(lang).into_keys().collect()
}

fn number(value: &FluentValue<'_>, digits: Digits) -> Option<String> {
    match value {
        FluentValue::Number(n) => Some(digits.show(&group(&n.as_string())).into_owned()),
        _ => None,
    }
}
