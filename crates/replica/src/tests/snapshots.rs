//! Replicas made from snapshots: the same as those made from cuts, whenever it is interrupted.

use super::{fixture::*, server::Server};
use crate::{
    Chunk, Cut, DATABASE_FILE, Layer, ReplicaError, STAGING_FILE, Staged, Staging, derived, row,
};
use domain::{command::Action, entity::Table, id::ScopeId};
use snapshot::Manifest;
use std::path::Path;
use wire::ipc::{Query, QueryResult};

/// A hub with work in it: enough for several chunks.
fn busy() -> Server {
    let mut server = Server::new();
    let other = console(&mut server, 900);
    for part in 0..4_u128 {
        let names: Vec<String> = (0..30).map(|n| format!("S-{part}-{n:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        other.submit(part + 1, &create(0, &names)).unwrap();
    }
    other.submit(20, &create(1, &["OTHER-1"])).unwrap();
    other.exchange(&mut server);
    server
}

/// One of the dispatcher's consoles, in step; `n` tells their clients apart.
fn console(server: &mut Server, n: u128) -> Desk {
    let desk = Desk::new(0);
    let client = domain::id::ClientId(uuid(0xFF_0000 + n));
    desk.replica
        .new_client(client, &crate::Requeue::Waiting)
        .unwrap();
    desk.exchange(server);
    desk
}

fn scopes(hubs: &[u128]) -> Vec<ScopeId> {
    hubs.iter().map(|h| hub(*h).into()).collect()
}

/// Takes in what is missing of the scopes' snapshots.
fn take_in(server: &Server, mut staging: Staging, scopes: &[ScopeId]) -> Staging {
    for scope in scopes {
        let dir = tempfile::tempdir().unwrap();
        let manifest = server.snapshot(*scope, dir.path());
        let next = match staging.standing(*scope).unwrap() {
            Some((_, next)) => next,
            None => {
                staging.begin(&manifest).unwrap();
                0
            }
        };
        for n in next..manifest.chunks.len() {
            add(&mut staging, &manifest, n, &chunk(dir.path(), n)).unwrap();
        }
    }
    staging
}

fn add(staging: &mut Staging, manifest: &Manifest, n: usize, bytes: &[u8]) -> crate::Result<u64> {
    staging.add(manifest, Chunk::read(manifest, n, bytes)?)
}

/// A snapshot of the hub in `files`, of which the first chunk is taken in.
fn begun(server: &mut Server, desk: &Desk, files: &Path) -> (Manifest, Staging) {
    let manifest = server.snapshot(hub(0).into(), files);
    assert!(manifest.chunks.len() > 2, "{}", manifest.chunks.len());
    let mut staging = desk.replica.staging().unwrap();
    staging.begin(&manifest).unwrap();
    add(&mut staging, &manifest, 0, &chunk(files, 0)).unwrap();
    (manifest, staging)
}

fn chunk(dir: &Path, n: usize) -> Vec<u8> {
    std::fs::read(dir.join(snapshot::chunk_file(n))).unwrap()
}

/// Applies the cut that follows the snapshots; also the last number the server has.
fn follow(desk: &Desk, server: &mut Server, staging: Staging) -> (Staged, i64) {
    let staged = staging.finish().unwrap();
    let client = desk.replica.identity().unwrap().unwrap().client;
    let (head, lines) = server.exchange(desk.user, client, &staged.cursors().unwrap(), &[]);
    let last_seq = head.last_seq;
    let applied = staged.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(applied.mismatched, []);
    (staged, last_seq)
}

fn bootstrap(desk: &Desk, server: &mut Server, scopes: &[ScopeId]) -> crate::Result<()> {
    let staging = take_in(server, desk.replica.staging().unwrap(), scopes);
    let (staged, last_seq) = follow(desk, server, staging);
    desk.replica.adopt(staged, last_seq, NOON).map(drop)
}

#[test]
fn what_a_restored_server_lost_is_shown_while_it_waits_though_everything_came_anew() {
    let mut server = busy();
    let desk = console(&mut server, 1);
    let action = Action::SetPriority { priority: 87 };
    desk.submit(50, &act(0, &[delivery_id(0, "S-0-00")], action))
        .unwrap();
    let shown = || desk.dump(Layer::Live).contains("\"priority\":87");
    desk.exchange(&mut server);
    assert!(shown());
    // A server that never heard of it, and whose history is another one.
    let mut restored = busy();
    let scope = ScopeId::from(hub(0));
    let lost = crate::Restored {
        scope,
        epoch: uuid(0xE9),
        v: 0,
    };
    let client = domain::id::ClientId(uuid(0xFA));
    desk.replica.send_again(&[lost], client).unwrap();
    desk.replica.forget_cursor(scope).unwrap();
    bootstrap(&desk, &mut restored, &scopes(&[0, 1])).unwrap();
    assert_eq!(desk.replica.waiting().unwrap(), 1);
    assert!(shown());
    super::oracle::check(&desk);
}

#[test]
fn a_replica_made_from_snapshots_is_the_one_made_from_cuts() {
    let mut server = busy();
    let (cuts, snapshots) = (Desk::synced(0, &mut server), Desk::new(0));
    bootstrap(&snapshots, &mut server, &scopes(&[0, 1])).unwrap();
    assert_eq!(snapshots.dump(Layer::Base), cuts.dump(Layer::Base));
    assert_eq!(snapshots.dump(Layer::Base), server.dump(0));
    assert_eq!(snapshots.replica.verify().unwrap().1, []);
    assert_eq!(snapshots.replica.check_owed().unwrap(), []);
    assert!(!snapshots.dir.path().join(STAGING_FILE).exists());
    snapshots
        .replica
        .inner
        .read(|conn| {
            let sql = format!(
                "SELECT {}, open, due_at FROM delivery",
                row::sql(Table::Delivery).columns
            );
            let mut statement = conn.prepare(&sql)?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(found) = rows.next()? {
                let values = row::read(found, Table::Delivery, 0)?.values;
                let derived = derived::values(Table::Delivery, &values)?;
                assert_eq!(derived[0], found.get(width - 2)?);
                assert_eq!(derived[1], found.get(width - 1)?);
            }
            Ok(())
        })
        .unwrap();
    let indexes = |desk: &Desk| {
        desk.replica
            .inner
            .read(|conn| {
                Ok(conn
                    .prepare(
                        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
                    )?
                    .query_map([], |row| {
                        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
                    })?
                    .collect::<rusqlite::Result<Vec<_>>>()?)
            })
            .unwrap()
    };
    assert_eq!(indexes(&snapshots), indexes(&cuts));
    // It goes on like any other.
    cuts.submit(50, &create(0, &["LATER"])).unwrap();
    cuts.exchange(&mut server);
    cuts.exchange(&mut server);
    assert_eq!(snapshots.exchange(&mut server).mismatched, []);
    assert_eq!(snapshots.dump(Layer::Live), cuts.dump(Layer::Live));
}

#[test]
fn waiting_commands_are_carried_over_and_laid_over_the_new_rows() {
    let mut server = busy();
    let desk = Desk::synced(0, &mut server);
    let of = |n: u32| delivery_id(0, &format!("S-0-{n:02}"));
    desk.submit(
        30,
        &act(
            0,
            &[of(1)],
            Action::Assign {
                courier: courier(0, 1),
            },
        ),
    )
    .unwrap();
    // Sent, taken by the server, and the answer lost.
    let sent = desk.replica.next_commands(10, 1 << 20).unwrap();
    let client = desk.replica.identity().unwrap().unwrap().client;
    server.exchange(0, client, &[], &sent);
    desk.submit(
        31,
        &act(
            0,
            &[of(2)],
            Action::Assign {
                courier: courier(0, 2),
            },
        ),
    )
    .unwrap();
    let live = desk.dump(Layer::Live);
    bootstrap(&desk, &mut server, &scopes(&[0, 1])).unwrap();
    assert_eq!(desk.replica.waiting().unwrap(), 2);
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    let courier_of = |dump: &str, n: u32| {
        dump.lines()
            .find(|line| line.contains(&format!("S-0-{n:02}")))
            .map(|line| line.contains(&courier(0, u128::from(n)).to_string()))
    };
    for n in [1, 2] {
        assert_eq!(courier_of(&live, n), Some(true));
        assert_eq!(courier_of(&desk.dump(Layer::Live), n), Some(true));
    }
    desk.exchange(&mut server);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
    assert_eq!(
        server
            .decided
            .keys()
            .filter(|id| **id == command_id(30))
            .count(),
        1
    );
}

#[test]
fn a_crash_at_any_step_leaves_the_old_replica_or_the_new() {
    let mut server = busy();
    let mut steps = 0;
    loop {
        let mut desk = console(&mut server, 2 * steps as u128);
        let old = desk.dump(Layer::Base);
        let author = console(&mut server, 2 * steps as u128 + 1);
        author
            .submit(100 + steps as u128, &create(0, &[&format!("NEW-{steps}")]))
            .unwrap();
        author.exchange(&mut server);
        let note = act(
            0,
            &[delivery_id(0, "S-1-01")],
            Action::SetPriority {
                priority: 10 + steps as i32,
            },
        );
        desk.submit(200 + steps as u128, &note).unwrap();
        let staging = take_in(&server, desk.replica.staging().unwrap(), &scopes(&[0]));
        let (staged, last_seq) = follow(&desk, &mut server, staging);
        desk.replica.inner.faults.fail_at(steps);
        let adopted = desk.replica.adopt(staged, last_seq, NOON);
        desk.replica.inner.faults.fail_at(-1);
        let done = adopted.is_ok();
        if let Err(error) = adopted {
            assert!(matches!(error, ReplicaError::Injected(_)), "{error}");
        }
        // As it is, and as a process that starts anew finds it.
        for _ in 0..2 {
            let base = desk.dump(Layer::Base);
            assert!(base == old || base == server.dump(0), "step {steps}");
            assert!(!done || base == server.dump(0));
            assert_eq!(desk.replica.waiting().unwrap(), 1, "step {steps}");
            assert_eq!(desk.replica.verify().unwrap().1, []);
            desk.reopen();
        }
        bootstrap(&desk, &mut server, &scopes(&[0])).unwrap();
        assert_eq!(desk.dump(Layer::Base), server.dump(0), "step {steps}");
        desk.exchange(&mut server);
        assert_eq!(desk.replica.waiting().unwrap(), 0);
        if done {
            break;
        }
        steps += 1;
    }
    assert!(steps >= 6, "{steps}");
}

#[test]
fn it_goes_on_with_the_chunk_after_the_last_that_was_taken_in() {
    let mut server = busy();
    let desk = Desk::new(0);
    let files = tempfile::tempdir().unwrap();
    let scope = hub(0).into();
    let (manifest, mut staging) = begun(&mut server, &desk, files.path());
    // One that breaks off, one that is damaged, one out of turn: nothing of them is kept.
    let good = chunk(files.path(), 1);
    assert!(add(&mut staging, &manifest, 1, &good[..good.len() / 2]).is_err());
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 4;
    assert!(add(&mut staging, &manifest, 1, &bad).is_err());
    assert!(add(&mut staging, &manifest, 2, &chunk(files.path(), 2)).is_err());
    drop(staging);
    let staging = desk.replica.staging().unwrap();
    assert_eq!(
        staging.standing(scope).unwrap(),
        Some((manifest.clone(), 1))
    );
    assert_eq!(staging.rows().unwrap(), manifest.chunks[0].rows);
    let staging = take_in(&server, staging, &[scope]);
    let (staged, last_seq) = follow(&desk, &mut server, staging);
    desk.replica.adopt(staged, last_seq, NOON).unwrap();
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
}

#[test]
fn of_a_chunk_that_fails_halfway_nothing_is_kept() {
    let mut server = busy();
    let desk = Desk::new(0);
    let files = tempfile::tempdir().unwrap();
    let scope = hub(0).into();
    let (manifest, mut staging) = begun(&mut server, &desk, files.path());
    // Known only when all of its rows are in.
    let mut other = manifest.clone();
    other.chunks[1].rows += 1;
    assert!(add(&mut staging, &other, 1, &chunk(files.path(), 1)).is_err());
    drop(staging);
    let staging = desk.replica.staging().unwrap();
    assert_eq!(
        staging.standing(scope).unwrap(),
        Some((manifest, 0)),
        "the chunks of one transaction go together"
    );
    let staging = take_in(&server, staging, &[scope]);
    let (staged, last_seq) = follow(&desk, &mut server, staging);
    desk.replica.adopt(staged, last_seq, NOON).unwrap();
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
}

#[test]
fn damage_of_what_is_staged_begins_it_afresh() {
    let server = busy();
    let desk = Desk::new(0);
    let staging = take_in(&server, desk.replica.staging().unwrap(), &scopes(&[0]));
    drop(staging);
    let path = desk.dir.path().join(STAGING_FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let staging = desk.replica.staging().unwrap();
    assert_eq!(staging.standing(hub(0).into()).unwrap(), None);
}

#[test]
fn no_text_of_a_snapshot_touches_the_disk() {
    let mut server = busy();
    let desk = Desk::new(0);
    let readable = |what: &str| {
        let files = std::fs::read_dir(desk.dir.path()).unwrap();
        for entry in files.flatten() {
            let bytes = std::fs::read(entry.path()).unwrap();
            for text in ["501234567", "S-1-07", "King Fahd", "CREATE TABLE"] {
                let found = bytes.windows(text.len()).any(|w| w == text.as_bytes());
                assert!(!found, "{text} is in {:?} {what}", entry.file_name());
            }
        }
    };
    let files = tempfile::tempdir().unwrap();
    let manifest = server.snapshot(hub(0).into(), files.path());
    let mut staging = desk.replica.staging().unwrap();
    staging.begin(&manifest).unwrap();
    for n in 0..manifest.chunks.len() {
        add(&mut staging, &manifest, n, &chunk(files.path(), n)).unwrap();
        readable("while chunks come in");
    }
    let (staged, last_seq) = follow(&desk, &mut server, staging);
    readable("before it is shown");
    desk.replica.adopt(staged, last_seq, NOON).unwrap();
    readable("afterwards");
}

#[test]
fn a_row_that_moved_between_two_snapshots_is_there_once() {
    for newer_first in [false, true] {
        let mut server = busy();
        let desk = Desk::new(0);
        let before = server.clone();
        server.move_courier(courier(0, 1), hub(1));
        // The hub it left as it was before, the hub it went to as it is now.
        let mut staging = desk.replica.staging().unwrap();
        let parts = [(&before, hub(0)), (&server, hub(1))];
        let order = if newer_first { [1, 0] } else { [0, 1] };
        for n in order {
            staging = take_in(parts[n].0, staging, &[parts[n].1.into()]);
        }
        let (staged, last_seq) = follow(&desk, &mut server, staging);
        desk.replica.adopt(staged, last_seq, NOON).unwrap();
        assert_eq!(desk.dump(Layer::Base), server.dump(0));
        assert_eq!(desk.replica.verify().unwrap().1, []);
    }
}

#[test]
fn rows_that_do_not_add_up_to_what_they_came_with_come_anew() {
    let mut server = busy();
    let desk = Desk::new(0);
    bootstrap(&desk, &mut server, &scopes(&[0, 1])).unwrap();
    desk.replica
        .inner
        .write(
            crate::store::Durability::Normal,
            [
                crate::points::Point::ApplyWritten,
                crate::points::Point::ApplyCommitted,
            ],
            |tx| {
                Ok(tx.conn.execute(
                    "UPDATE delivery SET priority = 99 WHERE reference = 'S-1-03'",
                    [],
                )?)
            },
        )
        .unwrap();
    assert_eq!(desk.replica.check_owed().unwrap(), scopes(&[0]));
    assert_eq!(desk.replica.check_owed().unwrap(), [], "once");
    desk.exchange(&mut server);
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    assert_eq!(desk.replica.verify().unwrap().1, []);
}

#[test]
fn of_a_hub_lost_meanwhile_nothing_is_carried_over() {
    let mut server = busy();
    let desk = Desk::synced(0, &mut server);
    desk.submit(30, &create(1, &["SECRET-REF"])).unwrap();
    server.set_grant(0, 1, false);
    let staging = take_in(&server, desk.replica.staging().unwrap(), &scopes(&[0]));
    let (staged, last_seq) = follow(&desk, &mut server, staging);
    let refused = desk.replica.adopt(staged, last_seq, NOON).unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].command_id, command_id(30));
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert!(!desk.dump(Layer::Live).contains("SECRET-REF"));
    let payload: Option<String> = desk
        .replica
        .inner
        .read(|conn| Ok(conn.query_row("SELECT command FROM outbox", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(payload, None);
}

#[test]
fn the_search_index_is_made_afterwards_and_finds_all_meanwhile() {
    let mut server = busy();
    let desk = Desk::new(0);
    bootstrap(&desk, &mut server, &scopes(&[0, 1])).unwrap();
    let found = |desk: &Desk, text: &str| {
        let query = Query::Search {
            hub: hub(0),
            text: text.into(),
            limit: 200,
        };
        match desk.replica.query(&query, NOON).unwrap() {
            QueryResult::Search(hits) => hits.len(),
            other => panic!("{other:?}"),
        }
    };
    assert!(desk.replica.search_left().unwrap() > 100);
    assert_eq!(found(&desk, "S-2-07"), 1);
    assert_eq!(found(&desk, "0501234567"), 120);
    let mut left = desk.replica.build_search(50).unwrap();
    assert!(left > 0);
    assert_eq!(found(&desk, "S-2-07"), 1);
    assert_eq!(found(&desk, "0501234567"), 120);
    // Killed and started again, it goes on.
    let mut desk = desk;
    desk.reopen();
    left = desk.replica.build_search(50).unwrap();
    // Exactly as many as there are.
    let rest = u32::try_from(left).unwrap();
    assert_eq!(desk.replica.build_search(rest).unwrap(), 0);
    assert_eq!(desk.replica.search_left().unwrap(), 0);
    let owed = |desk: &Desk| desk.replica.inner.read(crate::search::owed_from).unwrap();
    assert_eq!(owed(&desk), None, "nothing is looked through any more");
    for text in ["S-2-07", "0501234567", "\u{646}\u{648}\u{631}\u{647}"] {
        let cuts = Desk::synced(0, &mut server);
        assert_eq!(found(&desk, text), found(&cuts, text), "{text}");
        assert!(found(&desk, text) > 0, "{text}");
    }
    assert!(desk.dir.path().join(DATABASE_FILE).exists());
}
