//! Forged histories: each rule is seen to fail, and a good history to pass.

use super::*;
use crate::history::{Reading, Rows, Served};
use serde_json::json;

const HUB: Uuid = Uuid::from_u128(1);
const EPOCH: Uuid = Uuid::from_u128(2);
/// A delivery that everybody has.
const DELIVERY: u128 = 10;

fn id(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}

/// A dump of the delivery at `rev`, and the notes of `commands`.
fn rows(rev: i64, commands: &[u128]) -> Rows {
    let row = |table: &str, key: u128, rev: i64, command: Option<u128>| {
        json!({ "table": table, "scope": HUB, "v": 1, "rev": rev, "values": {
            "id": Uuid::from_u128(key), "entity_table": "delivery",
            "command_id": command.map(Uuid::from_u128) } })
        .to_string()
    };
    let mut lines = vec![row("delivery", DELIVERY, rev, None)];
    lines.extend(commands.iter().map(|n| row("note", 1000 + n, 1, Some(*n))));
    Rows::of(&lines.join("\n"))
}

fn reading(v: i64, base: Rows, live: Rows, outbox: &[(u128, OutboxState)]) -> Step {
    Step::Read(Reading {
        cursors: BTreeMap::from([(HUB, (EPOCH, v))]),
        base,
        live,
        outbox: outbox.iter().map(|(n, state)| (id(*n), *state)).collect(),
    })
}

fn served(rows: Rows, outcomes: &[(u128, &str)]) -> Step {
    let mut by_command: BTreeMap<CommandId, Vec<String>> = BTreeMap::new();
    for (n, word) in outcomes {
        by_command.entry(id(*n)).or_default().push((*word).into());
    }
    Step::Served(Served {
        hub: HUB,
        rows,
        outcomes: by_command,
    })
}

fn founded() -> Step {
    Step::Founded(Served {
        hub: HUB,
        ..Served::default()
    })
}

fn history(steps: Vec<(&str, Step)>) -> Vec<Entry> {
    let entry = |(who, step): (&str, Step)| Entry {
        who: who.into(),
        step,
    };
    std::iter::once(("", founded()))
        .chain(steps)
        .map(entry)
        .collect()
}

/// Just this rule is broken, once for each thing said.
#[track_caller]
fn breaks(property: Property, what: &[&str], steps: Vec<(&str, Step)>) {
    let broken = check(&history(steps));
    assert_eq!(broken.len(), what.len(), "{broken:#?}");
    for (found, what) in broken.iter().zip(what) {
        assert_eq!(found.property, property, "{broken:#?}");
        assert!(found.what.contains(what), "{broken:#?}");
    }
}

use OutboxState::{Applied, Queued, Rejected};

#[test]
fn a_good_history_is_found_good() {
    let good = history(vec![
        ("a", reading(3, rows(1, &[]), rows(1, &[]), &[])),
        ("a", Step::Given(id(1))),
        ("a", reading(3, rows(1, &[]), rows(1, &[1]), &[(1, Queued)])),
        ("b", reading(3, rows(1, &[]), rows(1, &[]), &[])),
        // Durable, but killed before its id was printed.
        (
            "a",
            reading(
                3,
                rows(1, &[]),
                rows(1, &[1, 2]),
                &[(1, Queued), (2, Queued)],
            ),
        ),
        (
            "a",
            reading(
                4,
                rows(2, &[1]),
                rows(2, &[1]),
                &[(1, Applied), (2, Rejected)],
            ),
        ),
        ("b", reading(4, rows(2, &[1]), rows(2, &[1]), &[])),
        (
            "",
            served(rows(2, &[1]), &[(1, "applied"), (2, "rejected")]),
        ),
    ]);
    assert_eq!(check(&good), []);
}

#[test]
fn a_printed_command_that_vanishes_is_seen() {
    breaks(
        Property::ReadYourWrites,
        &["vanished from the outbox"],
        vec![
            ("a", Step::Given(id(1))),
            ("a", reading(3, rows(1, &[]), rows(1, &[]), &[])),
        ],
    );
}

#[test]
fn a_command_seen_in_the_outbox_that_vanishes_is_seen() {
    breaks(
        Property::ReadYourWrites,
        &["vanished from the outbox"],
        vec![
            ("a", reading(3, rows(1, &[]), rows(1, &[1]), &[(1, Queued)])),
            ("a", reading(3, rows(1, &[]), rows(1, &[]), &[])),
        ],
    );
}

#[test]
fn a_waiting_command_without_effect_and_a_refused_one_with_one_are_seen() {
    breaks(
        Property::ReadYourWrites,
        &["waits without an effect", "was refused, and is in"],
        vec![(
            "a",
            reading(
                3,
                rows(1, &[]),
                rows(1, &[2]),
                &[(1, Queued), (2, Rejected)],
            ),
        )],
    );
}

#[test]
fn an_acknowledgement_without_its_effect_is_seen() {
    breaks(
        Property::ReadYourWrites,
        &["is applied, and not in the base"],
        vec![("a", reading(3, rows(1, &[]), rows(1, &[]), &[(1, Applied)]))],
    );
}

#[test]
fn a_cursor_a_revision_and_a_row_that_go_back_are_seen() {
    breaks(
        Property::MonotonicReads,
        &[
            "went from 4 back to 3",
            "went from 2 back to 1",
            "vanished from the base",
        ],
        vec![
            ("a", reading(4, rows(2, &[1]), rows(2, &[1]), &[])),
            ("a", reading(3, rows(1, &[]), rows(1, &[]), &[])),
        ],
    );
}

#[test]
fn a_row_the_server_evicted_may_vanish() {
    let key = ("note".to_owned(), Uuid::from_u128(1001));
    let history = history(vec![
        ("a", reading(4, rows(2, &[1]), rows(2, &[1]), &[])),
        ("", Step::Evicted(key)),
        ("a", reading(5, rows(2, &[]), rows(2, &[]), &[])),
    ]);
    assert_eq!(check(&history), []);
}

#[test]
fn an_outcome_that_is_taken_back_is_seen_unless_the_server_was_restored() {
    let applied = || reading(4, rows(1, &[1]), rows(1, &[1]), &[(1, Applied)]);
    let waits = || reading(4, rows(1, &[1]), rows(1, &[1]), &[(1, Queued)]);
    breaks(
        Property::MonotonicReads,
        &["was applied and is queued"],
        vec![("a", applied()), ("a", waits())],
    );
    let restored = vec![
        ("a", applied()),
        ("", Step::Restored),
        // It has not heard of it yet.
        ("a", applied()),
        ("a", waits()),
    ];
    assert_eq!(check(&history(restored)), []);
}

#[test]
fn an_effect_that_came_twice_is_seen() {
    let mut twice = rows(1, &[1]);
    for row in twice.0.values_mut().filter(|row| row.effect_of.is_some()) {
        row.rev = 2;
    }
    breaks(
        Property::ExactlyOnce,
        &["2 times"],
        vec![
            ("a", Step::Given(id(1))),
            (
                "a",
                reading(4, twice.clone(), twice.clone(), &[(1, Applied)]),
            ),
            ("", served(twice, &[(1, "applied")])),
        ],
    );
}

#[test]
fn an_effect_nobody_gave_is_seen() {
    let two = || rows(1, &[9]);
    breaks(
        Property::ExactlyOnce,
        &["nobody gave it"],
        vec![
            ("a", reading(4, two(), two(), &[])),
            ("", served(two(), &[])),
        ],
    );
}

#[test]
fn no_outcome_two_outcomes_and_another_one_than_the_console_has_are_seen() {
    let given = |state, base: &[u128]| reading(4, rows(1, base), rows(1, base), &[(1, state)]);
    breaks(
        Property::ExactlyOnce,
        &["0 outcomes"],
        vec![
            ("a", given(Applied, &[1])),
            ("", served(rows(1, &[1]), &[])),
        ],
    );
    breaks(
        Property::ExactlyOnce,
        &["2 outcomes"],
        vec![
            ("a", given(Applied, &[1])),
            (
                "",
                served(rows(1, &[1]), &[(1, "applied"), (1, "rejected")]),
            ),
        ],
    );
    breaks(
        Property::ExactlyOnce,
        &["against its effects", "a has it as applied"],
        vec![
            ("a", given(Applied, &[1])),
            ("", served(rows(1, &[1]), &[(1, "rejected")])),
        ],
    );
}

#[test]
fn an_applied_command_that_has_no_effect_on_the_server_is_seen() {
    breaks(
        Property::ExactlyOnce,
        &["applied against its effects"],
        vec![
            ("a", Step::Given(id(1))),
            ("a", Step::Retired),
            ("", served(rows(1, &[]), &[(1, "applied")])),
        ],
    );
}

#[test]
fn two_that_differ_at_the_same_cursor_are_seen() {
    breaks(
        Property::Convergence,
        &["b and a differ at version 3"],
        vec![
            ("a", reading(3, rows(1, &[]), rows(1, &[]), &[])),
            ("b", reading(3, rows(2, &[]), rows(2, &[]), &[])),
        ],
    );
}

#[test]
fn who_is_not_the_server_in_the_end_or_still_waits_is_seen() {
    breaks(
        Property::Convergence,
        &["of the base", "of the live"],
        vec![
            ("a", reading(3, rows(1, &[]), rows(1, &[]), &[])),
            ("", served(rows(2, &[]), &[])),
        ],
    );
    breaks(
        Property::Convergence,
        &["still queued", "of the live"],
        vec![
            ("a", reading(3, rows(1, &[]), rows(1, &[1]), &[(1, Queued)])),
            ("", served(rows(1, &[]), &[(1, "rejected")])),
        ],
    );
}
