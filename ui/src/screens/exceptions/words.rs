//! What an exception says: its title, and what was intended, fact by fact.

use super::{
    desk::Desk,
    values::{Fact, degrees, field_facts, ltr},
};
use crate::{act::reason_text, show};
use domain::{
    command::{Action, Command, Other, Report},
    entities::{Exception, ExceptionKind, Payment},
};
use serde_json::Value;
use wire::ipc::ExceptionView;

/// What was asked for, where it can still be read.
pub fn intended(exception: &Exception) -> Option<Command> {
    serde_json::from_value(exception.intended.0.clone()).ok()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// One line that says what happened.
pub fn title(view: &ExceptionView) -> String {
    let exception = &view.exception;
    let label = exception.label.clone();
    let command = show::command_word(&exception.command_name);
    match exception.kind {
        ExceptionKind::Rejected | ExceptionKind::Quarantined => {
            let aside = exception.kind == ExceptionKind::Quarantined;
            let others = view.items.len().saturating_sub(1);
            let key = match (aside, label.is_empty(), others) {
                (false, true, _) => "exception-rejected-nameless",
                (false, false, 0) => "exception-rejected-what",
                (false, false, _) => "exception-rejected-several",
                (true, true, _) => "exception-quarantined-nameless",
                (true, false, 0) => "exception-quarantined-what",
                (true, false, _) => "exception-quarantined-several",
            };
            show::tr(
                key,
                &[
                    ("command", command.into()),
                    ("ref", label.into()),
                    ("n", others.into()),
                ],
            )
        }
        ExceptionKind::Contested => {
            let command = match view.reports.len() {
                0 | 1 => command,
                _ => view
                    .reports
                    .iter()
                    .map(|report| show::command_word(&report.exception.command_name))
                    .collect::<Vec<_>>()
                    .join(&show::t("list-separator")),
            };
            if let Some(recorded) = &view.recorded {
                return show::tr(
                    "exception-contested-twice",
                    &[
                        ("ref", label.into()),
                        ("who", show::name(&recorded.by).into()),
                        ("time", show::time(recorded.at).into()),
                        ("paid", payments(&recorded.collected).into()),
                    ],
                );
            }
            let then = view.rejection.as_ref().and_then(|r| r.from).or(view.state);
            let state = then.map(show::state).unwrap_or_default();
            show::tr(
                "exception-contested-what",
                &[
                    ("command", command.into()),
                    ("ref", label.into()),
                    ("state", state.into()),
                ],
            )
        }
        ExceptionKind::Conflict => {
            let group = show::word("group", text(&exception.reason.0, "group"));
            show::tr(
                "exception-conflict-what",
                &[("group", group.into()), ("ref", label.into())],
            )
        }
        ExceptionKind::ImportRow => {
            let file = text(&exception.intended.0, "file_name").to_owned();
            let row = exception
                .reason
                .0
                .get("row")
                .and_then(Value::as_i64)
                .unwrap_or(0);
            let reason = import_reason(
                text(&exception.reason.0, "code"),
                text(&exception.reason.0, "why"),
            );
            show::tr(
                "exception-import-what",
                &[
                    ("row", row.into()),
                    ("file", file.into()),
                    ("reason", reason.into()),
                ],
            )
        }
        ExceptionKind::LateRisk => {
            let late = exception
                .reason
                .0
                .get("late_secs")
                .and_then(Value::as_i64)
                .unwrap_or(0);
            show::tr(
                "exception-late-what",
                &[("ref", label.into()), ("n", (late / 60).into())],
            )
        }
    }
}

/// How a delivery was paid, in one line.
pub fn payments(collected: &[Payment]) -> String {
    if collected.is_empty() {
        return show::t("contested-nothing-paid");
    }
    collected
        .iter()
        .map(|paid| {
            let method = show::word("method", paid.method.word());
            format!("{method} {}", show::money(paid.halalas))
        })
        .collect::<Vec<_>>()
        .join(&show::t("list-separator"))
}

/// What a command would have done, fact by fact.
pub fn facts(desk: Desk, command: &Command) -> Vec<Fact> {
    match command {
        Command::Deliveries(on) => {
            let mut facts = action_facts(desk, &on.action);
            facts.extend(on.report.iter().flat_map(report_facts));
            if let Some(overrule) = &on.overrule {
                facts.push((show::t("form-override-reason"), overrule.reason.clone()));
            }
            facts
        }
        Command::Other(Other::Edit { edits, .. }) => edits
            .iter()
            .flat_map(|edit| field_facts(&edit.to))
            .collect(),
        Command::Other(Other::AddNote { body, .. } | Other::Comment { body, .. }) => {
            vec![(show::t("form-note"), body.clone())]
        }
        Command::Other(Other::Create { deliveries, .. }) => deliveries
            .iter()
            .flat_map(|d| {
                [
                    (show::t("field-ref"), ltr(&d.reference)),
                    (show::t("field-recipient"), d.dropoff.name.clone()),
                    (show::t("field-address"), d.dropoff.address.clone()),
                ]
            })
            .collect(),
        Command::Other(_) => Vec::new(),
    }
}

fn action_facts(desk: Desk, action: &Action) -> Vec<Fact> {
    let reason = |reason: &str| vec![(show::t("form-reason"), reason_text(reason))];
    match action {
        Action::Assign { courier }
        | Action::Reassign { courier }
        | Action::HandOver { courier } => {
            vec![(show::t("field-courier"), desk.courier_name(*courier))]
        }
        Action::Deliver {
            collected,
            variance_reason,
            proof,
            proof_waived,
        } => {
            let mut facts: Vec<Fact> = collected
                .iter()
                .map(|p| {
                    (
                        show::word("method", p.method.word()),
                        show::money(p.halalas),
                    )
                })
                .collect();
            if !variance_reason.is_empty() {
                facts.push((show::t("form-variance-reason"), variance_reason.clone()));
            }
            facts.push((
                show::t("contested-proof"),
                show::word("proof", proof.word()),
            ));
            if !proof_waived.is_empty() {
                facts.push((show::t("form-proof-waive-reason"), proof_waived.clone()));
            }
            facts
        }
        Action::RecordAttempt { reason } => {
            vec![(
                show::t("form-attempt-reason"),
                show::word("reason", reason.word()),
            )]
        }
        Action::Reschedule {
            service_date,
            window,
            ..
        } => vec![
            (show::t("field-service-date"), show::day(*service_date)),
            (show::t("field-window"), show::window_text(window)),
        ],
        Action::Return { reason: why }
        | Action::Cancel { reason: why }
        | Action::Hold { reason: why }
        | Action::MarkLost { reason: why } => reason(why),
        Action::CorrectOutcome { to, reason: why } => {
            let mut facts = vec![(show::t("form-correct-to"), show::state(*to))];
            facts.extend(reason(why));
            facts
        }
        Action::RecordReturn { to } => vec![(
            show::t("form-return-to"),
            show::word("custody", &to.to_string()),
        )],
        Action::SetPriority { priority } => {
            vec![(show::t("field-priority"), show::number((*priority).into()))]
        }
        _ => Vec::new(),
    }
}

fn report_facts(report: &Report) -> Vec<Fact> {
    let mut facts = vec![
        (
            show::t("exception-happened"),
            show::weekday_time(report.device_at),
        ),
        (
            show::t("exception-source"),
            show::word("reported-by", report.reported_by.word()),
        ),
    ];
    if let Some(point) = report.point {
        facts.push((
            show::t("contested-point"),
            degrees(point.lon(), point.lat()),
        ));
    }
    facts
}

/// Why a row of a file waits: what is wrong with its cell where that is known, else what its code means.
pub fn import_reason(code: &str, why: &str) -> String {
    match why {
        "" => show::word("import-code", code),
        why => show::word("import-why", why),
    }
}
