//! What a server of another release says is read as far as it goes, one part at a time.

use domain::decide::Verdict;
use serde_json::{Value, json};
use wire::{
    error::{ErrorCode, ObstacleKind, Problem},
    sync::{Head, HeadError, Outcome},
};

const SCOPE: &str = "00000000-0000-8000-8000-000000000001";

fn id(n: u8) -> String {
    format!("00000000-0000-0000-0000-0000000000{n:02x}")
}

fn head(outcomes: Value, mode: &str) -> Value {
    json!({
        "server_time": 5, "schema": 1, "last_seq": 3, "outcomes": outcomes,
        "scopes": [{"scope": SCOPE, "epoch": id(1), "mode": mode, "from": 0, "to": 4, "sum": null}],
    })
}

fn read(head: &Value) -> Result<Head, HeadError> {
    Head::read(head.to_string().as_bytes())
}

#[test]
fn one_outcome_that_cannot_be_read_is_that_command_s_alone() {
    let applied = json!([{"id": id(9), "verdict": "applied", "rev": 2}]);
    let deferred = json!({"outcome": "deferred", "until": 12, "notes": [{"code": "x"}]});
    for unreadable in [
        deferred,
        json!({"outcome": "applied", "items": "all"}),
        json!({"outcome": "rejected", "rejection": {"reason": "no code"}}),
        json!({"verdict": "without an outcome"}),
    ] {
        let mut second = unreadable.clone();
        second["seq"] = 2.into();
        second["command_id"] = id(2).into();
        let said = head(
            json!([
                {"seq": 1, "command_id": id(1), "outcome": "applied", "items": applied},
                second,
                {"seq": 3, "command_id": id(3), "outcome": "rejected", "rejection": {"code": "battery_low"}},
            ]),
            "delta",
        );
        let read = read(&said).unwrap();
        let seqs: Vec<i64> = read.outcomes.iter().map(|o| o.seq).collect();
        assert_eq!(seqs, [1, 2, 3]);
        let Outcome::Applied { items } = &read.outcomes[0].outcome else {
            panic!("{read:?}");
        };
        assert_eq!(items[0].verdict, Verdict::Applied { rev: 2 });
        assert_eq!(read.outcomes[1].outcome, Outcome::Unknown(unreadable));
        let Outcome::Rejected { rejection } = &read.outcomes[2].outcome else {
            panic!("{read:?}");
        };
        assert_eq!(rejection.code.word(), "battery_low");
        // Kept, it is what came.
        let again: Value = serde_json::to_value(&read.outcomes).unwrap();
        assert_eq!(again[1], said["outcomes"][1]);
        assert_eq!(again[2]["rejection"]["code"], "battery_low");
    }
}

#[test]
fn what_names_no_command_hides_no_other() {
    let quarantined =
        json!({"seq": 3, "command_id": id(3), "outcome": "quarantined", "reason": "x"});
    let said = head(
        json!([{"command_id": id(1), "outcome": "applied", "items": []}, 7, {"batch": 1}, quarantined]),
        "delta",
    );
    let read = read(&said).unwrap();
    assert_eq!(
        serde_json::to_value(&read.outcomes).unwrap(),
        json!([quarantined])
    );
}

#[test]
fn a_scope_that_comes_in_an_unknown_way_is_told_apart_from_what_is_no_head() {
    let unknown = HeadError::UnknownMode {
        scope: SCOPE.into(),
        mode: "torrent".into(),
    };
    assert_eq!(read(&head(json!([]), "torrent")), Err(unknown));
    assert!(read(&head(json!([]), "full")).is_ok());
    for bad in ["", "{", "[]", r#"{"scopes":[{"mode":"full"}]}"#] {
        let error = Head::read(bad.as_bytes());
        assert!(matches!(error, Err(HeadError::Unreadable(_))), "{error:?}");
    }
}

#[test]
fn an_error_code_of_another_release_is_kept_and_needs_a_person() {
    let said = json!({
        "code": "depot_closed", "title": "The depot is closed", "status": 409, "detail": "Until six.",
        "rejection": {"reason": "no code"}, "obstacle": {"kind": "flood", "about": "here"},
    });
    let problem: Problem = serde_json::from_value(said).unwrap();
    assert_eq!(
        (problem.code.word(), problem.title.as_str()),
        ("depot_closed", "The depot is closed")
    );
    assert!(!problem.code.passes());
    assert_eq!((&problem.rejection, &problem.obstacle), (&None, &None));
    let again = serde_json::to_value(&problem).unwrap();
    assert_eq!(again["code"], "depot_closed");
    for code in ErrorCode::ALL {
        let mut problem = Problem::new(*code, "x").obstacle(ObstacleKind::Silent, "here");
        problem.rejection = Some(domain::rejection::Rejection::new(
            domain::rejection::RejectCode::NotGranted,
        ));
        let text = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
    }
}
