//! Damage: found out, set aside, and what was not sent is kept.

use super::{fixture::*, server::Server};
use crate::{Cut, DAMAGED_FILE, DATABASE_FILE, Layer, Replica, ReplicaError};
use domain::{
    command::{Action, Command, Other},
    entity::Table,
};
use wire::{ipc::Query, sync::ScopeMode};

/// A replica with many rows, some waiting commands, closed.
fn closed(server: &mut Server) -> (tempfile::TempDir, crate::Key, usize) {
    let desk = Desk::synced(0, server);
    let names: Vec<String> = (0..200).map(|n| format!("D-{n:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    desk.submit(1, &create(0, &names)).unwrap();
    desk.exchange(server);
    for n in 0..3 {
        let id = delivery_id(0, &format!("D-00{n}"));
        desk.submit(10 + n, &act(0, &[id], Action::SetPriority { priority: 7 }))
            .unwrap();
    }
    let Desk {
        replica, key, dir, ..
    } = desk;
    drop(replica);
    let size = std::fs::metadata(dir.path().join(DATABASE_FILE))
        .unwrap()
        .len();
    (dir, key, usize::try_from(size).unwrap())
}

fn flip(dir: &std::path::Path, at: usize) {
    let path = dir.join(DATABASE_FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[at] ^= 0x10;
    std::fs::write(path, bytes).unwrap();
}

/// Whoever works with the replica meets the damage somewhere.
fn meet(replica: &Replica) {
    let _ = replica.verify();
    let _ = replica.query(&Query::Sync, NOON);
    let _ = replica.exchanges(100);
    let _ = replica.next_commands(100, 1 << 20);
}

#[test]
fn a_flipped_byte_anywhere_is_found_and_the_outbox_kept() {
    let mut server = Server::new();
    let (dir, key, size) = closed(&mut server);
    let good = std::fs::read(dir.path().join(DATABASE_FILE)).unwrap();
    let mut kept = 0;
    let places: Vec<usize> = [3, 40, 4_000]
        .into_iter()
        .chain((1..20).map(|n| n * size / 20))
        .collect();
    for at in &places {
        std::fs::write(dir.path().join(DATABASE_FILE), &good).unwrap();
        flip(dir.path(), *at);
        let rescued = match Replica::open_or_rescue(dir.path(), &key) {
            Ok(replica) => {
                meet(&replica);
                // Damage of what nobody asks for is found when somebody looks through everything.
                if !dir.path().join(crate::open::SUSPECT_FILE).exists()
                    && !dir.path().join(DAMAGED_FILE).exists()
                {
                    assert!(replica.rescue().unwrap().is_some(), "byte {at}");
                }
                drop(replica);
                Replica::open_or_rescue(dir.path(), &key).unwrap()
            }
            Err(error) => panic!("byte {at}: {error}"),
        };
        assert!(
            dir.path().join(DAMAGED_FILE).exists(),
            "byte {at} was not noticed"
        );
        std::fs::remove_file(dir.path().join(DAMAGED_FILE)).unwrap();
        // What is left is whole: an empty base, and as much of the outbox as could be read.
        assert_eq!(rescued.verify().unwrap(), (0, vec![]));
        assert_eq!(rescued.cursors().unwrap(), []);
        kept += rescued.waiting().unwrap();
        drop(rescued);
    }
    // Damage of the schema, or of the outbox itself, leaves nothing of it; that is few of the places.
    assert!(
        kept >= 3 * (places.len() as u64 - 4),
        "{kept} commands at {} places",
        places.len()
    );
}

#[test]
fn after_the_rescue_everything_comes_from_the_server_and_the_commands_go_to_it() {
    let mut server = Server::new();
    let (dir, key, size) = closed(&mut server);
    flip(dir.path(), size / 3 * 2);
    let replica = Replica::open_or_rescue(dir.path(), &key).unwrap();
    meet(&replica);
    let running = replica.rescue().unwrap();
    let rescued = match running {
        Some(rescued) => rescued,
        None => panic!("the damage was not found"),
    };
    assert_eq!(rescued.commands, 3);
    let desk = Desk {
        replica,
        key,
        dir,
        user: 0,
    };
    desk.exchange(&mut server);
    desk.exchange(&mut server);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
    assert_eq!(server.dump(0).matches("\"priority\":7").count(), 3);
    assert_eq!(desk.replica.rescue().unwrap(), None);
}

#[test]
fn a_rescue_interrupted_anywhere_is_finished_at_the_next_opening() {
    let mut server = Server::new();
    let (dir, key, size) = closed(&mut server);
    flip(dir.path(), size / 3 * 2);
    // As a crash leaves it after the saved file had its name: the damaged one still in its place, or not any more.
    for moved in [false, true] {
        let copy = tempfile::tempdir().unwrap();
        let of = |dir: &tempfile::TempDir| dir.path().join(DATABASE_FILE);
        std::fs::copy(of(&dir), of(&copy)).unwrap();
        {
            let replica = Replica::open_or_rescue(copy.path(), &key).unwrap();
            replica.rescue().unwrap();
        }
        let (path, saved) = (
            copy.path().join(DATABASE_FILE),
            copy.path().join("replica.rescue.db"),
        );
        std::fs::rename(&path, &saved).unwrap();
        if !moved {
            std::fs::rename(copy.path().join(DAMAGED_FILE), &path).unwrap();
        }
        let replica = Replica::open(copy.path(), &key).unwrap();
        assert_eq!(replica.waiting().unwrap(), 3);
        assert!(!saved.exists() && copy.path().join(DAMAGED_FILE).exists());
    }
}

#[test]
fn another_key_is_no_damage() {
    let mut server = Server::new();
    let (dir, _, _) = closed(&mut server);
    let wrong = crate::Key::from_bytes([9; 32]);
    assert!(matches!(
        Replica::open_or_rescue(dir.path(), &wrong),
        Err(ReplicaError::WrongKey)
    ));
    assert!(!dir.path().join(DAMAGED_FILE).exists());
}

#[test]
fn work_a_restored_server_lost_waits_again_once() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R-1"])).unwrap();
    desk.exchange(&mut server);
    let backup = server.clone();
    desk.submit(2, &create(0, &["R-2"])).unwrap();
    desk.exchange(&mut server);
    let scope = hub(0).into();
    let at = |server: &Server| server.dump(0).matches("\"reference\":\"R-").count();
    assert_eq!((at(&server), at(&backup)), (2, 1));
    let mut server = backup;
    let v = desk
        .replica
        .cursors()
        .unwrap()
        .iter()
        .find(|c| c.scope == scope)
        .unwrap()
        .v
        - 1;
    let restored = [crate::Restored {
        scope,
        epoch: uuid(0xEE),
        v,
    }];
    let fresh = domain::id::ClientId(uuid(0xF0F0));
    assert_eq!(desk.replica.send_again(&restored, fresh).unwrap(), 1);
    assert_eq!(desk.replica.send_again(&restored, fresh).unwrap(), 0);
    assert_eq!(desk.replica.waiting().unwrap(), 1);
    desk.replica.forget_cursor(scope).unwrap();
    let sent = desk.replica.next_commands(10, 1 << 20).unwrap();
    assert_eq!(sent.iter().map(|e| e.seq).collect::<Vec<_>>(), [1]);
    server.exchange(0, fresh, &[], &sent);
    assert_eq!(at(&server), 2);
}

#[test]
fn a_delta_of_a_forked_history_goes_on_only_from_where_the_replica_is() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let author = Desk::new(0);
    let other = domain::id::ClientId(uuid(0xFE));
    author
        .replica
        .new_client(other, &crate::Requeue::Waiting)
        .unwrap();
    author.exchange(&mut server);
    let note = Command::Other(Other::AddNote {
        hub: hub(0),
        entity_table: Table::Courier,
        items: vec![courier(0, 0).0],
        body: "later".into(),
    });
    author.submit(1, &note).unwrap();
    author.exchange(&mut server);
    let cut = |server: &mut Server, from: i64| {
        let client = desk.replica.identity().unwrap().unwrap().client;
        let cursors = desk.replica.cursors().unwrap();
        let (mut head, lines) = server.exchange(0, client, &cursors, &[]);
        for part in &mut head.scopes {
            // As after a restore to a version the replica has not passed.
            part.epoch = uuid(0xE2);
            part.from += from;
        }
        Cut::of(head, lines)
    };
    let skipping = desk.replica.apply(cut(&mut server, 1), NOON);
    assert!(matches!(skipping, Err(ReplicaError::Gap { .. })));
    let going_on = cut(&mut server, 0);
    let applied = desk.replica.apply(going_on, NOON).unwrap();
    assert_eq!((applied.mismatched, applied.rows > 0), (vec![], true));
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    let cursors = desk.replica.cursors().unwrap();
    assert!(cursors.iter().all(|c| c.epoch == uuid(0xE2)));
    // Told to forget where it is, it goes on from nowhere.
    let hub = hub(0).into();
    desk.replica.forget_cursor(hub).unwrap();
    let (mut head, _) = server.exchange(0, other, &[], &[]);
    for part in &mut head.scopes {
        part.mode = ScopeMode::Delta;
        part.from = part.to;
        part.epoch = uuid(0xE2);
    }
    let nowhere = desk.replica.apply(Cut::of(head, vec![]), NOON);
    assert!(matches!(nowhere, Err(ReplicaError::Gap { scope, .. }) if scope == hub));
}
