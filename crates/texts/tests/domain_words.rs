//! Every word of the domain that people see has a text in both languages.

use domain::entities::{
    AttemptOutcome, AttemptReason, ContactOutcome, ContactWho, CourierStatus, DeliveryKind,
    DeliveryState, ExceptionKind, GeoQuality, NoteKind, PayMethod, Proof, ReportedBy, Resolution,
    Role, ShiftState, VehicleKind, VehicleStatus,
};
use domain::{command::EditGroup, rejection::RejectCode, schema::SCHEMA, value::Field};
use texts::{Digits, Lang, Surface, Texts, key};
use wire::error::ObstacleKind;

fn all_there(prefix: &str, words: impl IntoIterator<Item = impl AsRef<str>>, suffix: &str) {
    let missing: Vec<String> = words
        .into_iter()
        .map(|word| key(prefix, word.as_ref()) + suffix)
        .flat_map(|key| Lang::ALL.map(|lang| (lang, key.clone())))
        .filter(|(lang, key)| !Texts::shared(*lang, Surface::Plain, Digits::Latin).has(key))
        .map(|(lang, key)| format!("{lang} {key}"))
        .collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
}

macro_rules! words {
    ($($prefix:literal: $name:ident),+ $(,)?) => {$(
        all_there($prefix, $name::ALL.iter().map(|v| v.word()), "");
    )+};
}

/// Words of columns, as far as this build's schema has them.
macro_rules! stored_words {
    ($($prefix:literal: $name:ident),+ $(,)?) => {$(
        let words = <$name as Field>::WORDS.iter();
        all_there($prefix, words.filter(|w| w.since <= SCHEMA).map(|w| w.word), "");
    )+};
}

#[test]
fn closed_lists() {
    stored_words! {
        "state": DeliveryState,
        "kind": DeliveryKind,
        "geo": GeoQuality,
        "proof": Proof,
        "method": PayMethod,
        "role": Role,
        "courier-status": CourierStatus,
        "vehicle": VehicleKind,
        "vehicle-status": VehicleStatus,
        "shift-state": ShiftState,
        "attempt-outcome": AttemptOutcome,
        "reason": AttemptReason,
        "reported-by": ReportedBy,
        "note-kind": NoteKind,
        "contact-who": ContactWho,
        "contact-outcome": ContactOutcome,
        "exception-kind": ExceptionKind,
        "resolution": Resolution,
        "group": EditGroup,
    }
}

#[test]
fn rejections() {
    words! { "rejection": RejectCode }
}

#[test]
fn commands_as_actions_and_on_the_timeline() {
    // Names are written once, beside the payloads, so they are read from there.
    let source = include_str!("../../domain/src/command.rs");
    let names: Vec<&str> = source
        .split("rename = \"")
        .skip(1)
        .filter_map(|rest| {
            rest.split('"')
                .next()?
                .split_once(".v")
                .map(|(name, _)| name)
        })
        .collect();
    assert!(names.len() > 30, "{names:?}");
    all_there("command", &names, "");
    all_there("command", &names, "-done");
}

#[test]
fn errors() {
    all_there(
        "error",
        wire::error::ErrorCode::ALL.iter().map(|code| code.word()),
        "",
    );
}

#[test]
fn obstacles() {
    words! { "obstacle": ObstacleKind }
}
