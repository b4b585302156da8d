//! The catalogue is whole: both languages say the same things, in well-formed messages, with every
//! plural form Arabic has.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement, VariantKey};
use texts::{Arg, Digits, Lang, Surface, Texts, keys, variables};

fn files(lang: Lang) -> BTreeMap<String, String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(lang.code());
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn every_file_is_well_formed_and_embedded() {
    for lang in Lang::ALL {
        let embedded = keys(lang);
        let mut seen = BTreeSet::new();
        for (name, source) in files(lang) {
            let resource = FluentResource::try_new(source)
                .unwrap_or_else(|(_, errors)| panic!("{lang}/{name}: {errors:?}"));
            for entry in resource.entries() {
                match entry {
                    Entry::Message(message) => {
                        let key = message.id.name.to_owned();
                        assert!(embedded.contains(&key), "{lang}/{name}: {key} not embedded");
                        assert!(seen.insert(key.clone()), "{lang}: {key} is there twice");
                    }
                    Entry::Junk { content } => panic!("{lang}/{name}: {content}"),
                    _ => {}
                }
            }
        }
        assert_eq!(seen, embedded, "{lang}");
    }
}

#[test]
fn both_languages_have_the_same_keys_in_the_same_files() {
    let (en, ar) = (keys(Lang::En), keys(Lang::Ar));
    let missing: Vec<_> = en.symmetric_difference(&ar).collect();
    assert!(missing.is_empty(), "in one language only: {missing:?}");
    let names = |lang| files(lang).into_keys().collect::<Vec<_>>();
    assert_eq!(names(Lang::En), names(Lang::Ar));
}

#[test]
fn both_languages_use_the_same_variables() {
    let (en, ar) = (variables(Lang::En), variables(Lang::Ar));
    for (key, names) in &en {
        // A plural form such as "توصيلتان" may do without the number, no message may do without
        // the variable.
        assert_eq!(Some(names), ar.get(key), "{key}");
    }
}

#[test]
fn no_message_is_empty_or_left_in_the_other_language() {
    for lang in Lang::ALL {
        let texts = Texts::with(lang, Surface::Plain, Digits::Latin);
        for (key, names) in variables(lang) {
            for n in [0, 1, 2, 5, 11, 100] {
                let args: Vec<(&str, Arg<'_>)> =
                    names.iter().map(|v| (v.as_str(), Arg::from(n))).collect();
                let text = texts.t_args(&key, &args);
                assert!(!text.trim().is_empty(), "{lang} {key} is empty for {n}");
                assert_ne!(text, key, "{lang} {key} reads as its key");
                assert!(!text.contains("{$"), "{lang} {key}: {text}");
                let arabic = text.chars().any(|c| ('\u{0621}'..='\u{064A}').contains(&c));
                if lang == Lang::En && key != "language-ar" {
                    assert!(!arabic, "{key} has Arabic letters: {text}");
                }
            }
        }
    }
}

#[test]
fn arabic_counts_have_all_six_forms() {
    let forms: BTreeSet<&str> = ["zero", "one", "two", "few", "many", "other"].into();
    for (name, source) in files(Lang::Ar) {
        let resource = FluentResource::try_new(source).unwrap();
        for entry in resource.entries() {
            let Entry::Message(message) = entry else {
                continue;
            };
            let Some(pattern) = &message.value else {
                continue;
            };
            for element in &pattern.elements {
                let PatternElement::Placeable { expression } = element else {
                    continue;
                };
                let Expression::Select { selector, variants } = expression else {
                    continue;
                };
                assert!(
                    matches!(selector, InlineExpression::FunctionReference { id, .. } if id.name == "PLURAL"),
                    "{name}: {} must count with PLURAL($…)",
                    message.id.name
                );
                let found: BTreeSet<&str> = variants
                    .iter()
                    .map(|v| match v.key {
                        VariantKey::Identifier { name } => name,
                        VariantKey::NumberLiteral { value } => value,
                    })
                    .collect();
                assert_eq!(found, forms, "{name}: {}", message.id.name);
            }
        }
    }
}

#[test]
fn english_messages_that_count_do_so_in_arabic_too() {
    let selects = |lang| -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for (_, source) in files(lang) {
            let resource = FluentResource::try_new(source).unwrap();
            for entry in resource.entries() {
                let Entry::Message(message) = entry else {
                    continue;
                };
                let counts = message.value.iter().flat_map(|p| &p.elements).any(|e| {
                    matches!(
                        e,
                        PatternElement::Placeable {
                            expression: Expression::Select { .. }
                        }
                    )
                });
                if counts {
                    out.insert(message.id.name.to_owned());
                }
            }
        }
        out
    };
    let (en, ar) = (selects(Lang::En), selects(Lang::Ar));
    let lacking: Vec<_> = en.difference(&ar).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}
