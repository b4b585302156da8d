//! Imports, undone and imported again: rows that come back go on counting, and what nobody touched goes all the same,
//! whether the commands come one by one or in one transaction.

use crate::{
    fixture::{Org, served},
    harness::Server,
};
use domain::decide::Verdict;
use serde_json::{Value, json};
use sync_server::ids;
use uuid::Uuid;
use wire::sync::{Envelope, Outcome};

fn import(org: &Org, batch: Uuid, references: &[&str]) -> Value {
    let rows = references.iter().map(|reference| {
        let mut row = serde_json::to_value(org.new_delivery(reference)).unwrap();
        row["note"] = json!("Locker: 12");
        row
    });
    json!({
        "name": "import_rows.v1", "hub": org.here,
        "import": { "batch": batch, "file_name": "big.csv", "format": "onfleet", "part": 1, "parts": 1,
                    "accepted": references.len(), "quarantined": 0 },
        "rows": rows.collect::<Vec<_>>(), "problems": [],
    })
}

fn undo(org: &Org, batch: Uuid, references: &[&str]) -> Value {
    let items: Vec<_> = references.iter().map(|r| org.delivery(r)).collect();
    json!({ "name": "undo_import.v1", "hub": org.here, "batch": batch, "items": items })
}

/// How many deliveries, notes and exceptions the server has.
async fn left(server: &Server) -> (i64, i64, i64) {
    sqlx::query_as(
        "SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM note), (SELECT count(*) FROM exception)",
    )
    .fetch_one(&server.db.pool)
    .await
    .unwrap()
}

fn verdicts(outcome: &Outcome) -> Vec<&str> {
    let Outcome::Applied { items } = outcome else {
        panic!("{outcome:?}")
    };
    fn word(verdict: &Verdict) -> &str {
        match verdict {
            Verdict::Applied { .. } => "applied",
            Verdict::Unchanged => "unchanged",
            Verdict::Rejected { rejection } => rejection.code.word(),
            Verdict::Contested { .. } | Verdict::Conflict { .. } => "kept",
            Verdict::Unknown(_) => "unknown",
        }
    }
    items.iter().map(|item| word(&item.verdict)).collect()
}

#[tokio::test]
async fn what_was_undone_and_imported_again_is_undone_again() {
    for at_once in [false, true] {
        let (server, org) = served().await;
        let mut console = server.console("noura").await;
        let before = left(&server).await;
        let (first, second) = (ids::fresh(), ids::fresh());
        let all = ["A-1", "A-2", "A-3"];
        let half = ["A-2", "A-3"];
        let commands = [
            import(&org, first, &all),
            undo(&org, first, &all),
            import(&org, second, &half),
            undo(&org, second, &half),
            // The same batch once more.
            import(&org, first, &half),
            undo(&org, first, &half),
        ];
        let envelopes: Vec<Envelope> = commands
            .into_iter()
            .map(|command| console.envelope(command))
            .collect();
        let mut outcomes = Vec::new();
        let size = if at_once { envelopes.len() } else { 1 };
        for some in envelopes.chunks(size) {
            let cut = console.sync(some.to_vec()).await;
            outcomes.extend(cut.head.outcomes);
        }
        for outcome in &outcomes {
            let applied = verdicts(&outcome.outcome);
            assert!(applied.iter().all(|word| *word == "applied"), "{applied:?}");
        }
        assert_eq!(left(&server).await, before, "at once: {at_once}");
    }
}

#[tokio::test]
async fn what_was_touched_in_the_same_transaction_stays() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let batch = ids::fresh();
    let all = ["A-1", "A-2", "A-3"];
    let commands = [
        import(&org, batch, &all),
        org.on("hold.v1", &["A-1"], json!({ "reason": "asked to wait" })),
        org.note("asked for the evening", &["A-2"]),
        undo(&org, batch, &all),
    ];
    let envelopes = commands.map(|command| console.envelope(command));
    let cut = console.sync(envelopes.to_vec()).await;
    let undone = verdicts(&cut.head.outcomes.last().unwrap().outcome);
    assert_eq!(undone, ["batch_touched", "batch_touched", "applied"]);
    let again = console.submit(undo(&org, batch, &all)).await;
    assert_eq!(
        verdicts(&again),
        ["batch_touched", "batch_touched", "unchanged"]
    );
}
