//! Search: what is found, in which words, and while the index is being made.

use super::{
    fixture::*,
    questions::{ask, filled, page, search},
    server::Server,
};
use crate::migrate;
use domain::command::{Action, Command, Other};
use wire::ipc::*;

#[test]
fn search_finds_what_people_type() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let found = |text: &str| -> Vec<String> {
        let mut hits: Vec<String> = search(&desk, text).into_iter().map(|(r, _)| r).collect();
        hits.sort_unstable();
        hits
    };
    assert_eq!(found("BRQ-11"), ["BRQ-11"]);
    assert_eq!(found("brq1"), ["BRQ-11", "BRQ-12"]);
    assert_eq!(found("700"), ["ALF-700"]);
    for phone in [
        "0559876543",
        "+966559876543",
        "00966559876543",
        "98765",
        "٩٨٧٦٥",
        "055 987",
    ] {
        assert_eq!(
            search(&desk, phone),
            [("BRQ-12".to_owned(), "phone".to_owned())],
            "{phone}"
        );
    }
    // Arabic without harakat, with another alef, by the beginning of a word.
    for name in ["احمد", "أحمد", "القرشي", "قرشي القر", "احم"] {
        let expected: &[&str] = if name.starts_with("قرشي") {
            &[]
        } else {
            &["ALF-700"]
        };
        assert_eq!(found(name), expected, "{name}");
    }
    assert_eq!(found("fah harbi"), ["BRQ-12"]);
    assert_eq!(found("shaw"), ["ALF-700", "BRQ-11", "BRQ-12"]);
    assert_eq!(
        found("شاورما").len(),
        0,
        "words are found by their beginning"
    );
    assert_eq!(found("الشاورما").len(), 3);
    assert_eq!(found("king fahd").len(), 3);
    assert_eq!(found("rrrd2929").len(), 3);
    // The first letter of a next word changes nothing; the second one does. A longer beginning than any looked up whole.
    for text in ["fahad a", "fahad al h", "Fahad Al-Har"] {
        assert_eq!(found(text), ["BRQ-12"], "{text}");
    }
    assert_eq!(found("fahad zz"), Vec::<String>::new());
    // In the middle of a reference, where nothing begins so.
    assert_eq!(found("RQ-1"), ["BRQ-11", "BRQ-12"]);
    assert_eq!(found("nobody"), Vec::<String>::new());
    // Letters with marks that stand for themselves, and letters of no alphabet.
    for text in ["हिन्दी ते", "ⒶⒷ", "עִבְרִית"] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(found("\"' OR * ) ("), Vec::<String>::new());
    assert_eq!(found("b"), Vec::<String>::new());
    // Open ones first; an index that follows every change, also those that are taken back.
    let id = delivery_id(0, "BRQ-11");
    desk.submit(5, &act(0, &[id], Action::Cancel { reason: "x".into() }))
        .unwrap();
    let order: Vec<String> = search(&desk, "brq").into_iter().map(|(r, _)| r).collect();
    assert_eq!(order, ["BRQ-12", "BRQ-11"]);
    desk.replica.undo(None, command_id(6), NOON, NOON).unwrap();
    assert_eq!(search(&desk, "brq").len(), 2);
    assert_eq!(found("OTHER"), Vec::<String>::new(), "another hub's");
}

#[test]
fn words_that_many_have_meet_like_words_that_few_have() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let deliveries = (0..200)
        .map(|n| {
            let mut delivery = new_delivery(&format!("W-{n:03}"));
            let first = if n < 50 { "Saad" } else { "Noura" };
            let last = if n % 2 == 0 {
                "Al-Qahtani"
            } else {
                "Al-Otaibi"
            };
            delivery.dropoff.name = format!("{first} {last}");
            delivery
        })
        .collect();
    let create = Other::Create {
        hub: hub(0),
        deliveries,
    };
    desk.submit(1, &Command::Other(create)).unwrap();
    for (text, count) in [
        ("saad", 50),
        ("saad al", 50),
        ("al saad", 50),
        ("saad qah", 25),
        ("noura al", 150),
        ("noura qah", 75),
        ("qah noura w", 75),
        ("saad noura", 0),
        ("noura al w-060", 1),
        ("saad otaibi w-060", 0),
    ] {
        let query = Query::Search {
            hub: hub(0),
            text: text.into(),
            limit: 200,
        };
        let QueryResult::Search(hits) = ask(&desk, query) else {
            panic!()
        };
        assert_eq!(hits.len(), count, "{text}");
    }
}

#[test]
fn a_hit_says_what_the_list_says_of_it() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    // One courier has two, of which one search finds one: the other is on the way to it all the same.
    let both = ["BRQ-11", "BRQ-12"].map(|reference| delivery_id(0, reference));
    let assign = Action::Assign {
        courier: courier(0, 1),
    };
    // What is kept in memory is from before it.
    assert_eq!(search(&desk, "shaw").len(), 3);
    desk.submit(5, &act(0, &both, assign)).unwrap();
    let mut hits = Vec::new();
    for text in ["BRQ-11", "fahad", "ALF-700"] {
        let query = Query::Search {
            hub: hub(0),
            text: text.into(),
            limit: 10,
        };
        match ask(&desk, query) {
            QueryResult::Search(found) => hits.extend(found.into_iter().map(|hit| hit.row)),
            other => panic!("{other:?}"),
        }
    }
    let listed = page(&desk, |_| {});
    assert_eq!(hits.len(), 3);
    assert!(hits.iter().any(|row| row.slack_secs.is_some()));
    for hit in hits {
        assert!(listed.contains(&hit), "{hit:?} {listed:?}");
    }
}

#[test]
fn a_replica_of_an_earlier_schema_is_indexed_anew() {
    let mut server = Server::new();
    let mut desk = filled(&mut server);
    desk.replica
        .inner
        .maintain(|conn| {
            for table in ["words", "phones", "parts", "doc"] {
                conn.execute_batch(&format!("DROP TABLE search_{table}"))?;
            }
            conn.execute_batch(migrate::MIGRATIONS[3])?;
            conn.execute_batch("CREATE INDEX delivery_done ON delivery (delivered_at)")?;
            conn.execute_batch("DROP TABLE backfill")?;
            Ok(conn.pragma_update(None, "user_version", 4)?)
        })
        .unwrap();
    desk.reopen();
    assert!(desk.replica.search_left().unwrap() > 0);
    assert_eq!(search(&desk, "BRQ-12").len(), 1, "found meanwhile");
    while desk.replica.build_search(2).unwrap() > 0 {}
    for text in ["ALF-700", "fah harbi", "0559876543"] {
        assert_eq!(search(&desk, text).len(), 1, "{text}");
    }
}
