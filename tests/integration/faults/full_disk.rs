//! A console whose disk is full: what happens is said with its code, what was given is kept, everything can still be
//! read, and work goes on when there is space again.

use super::team::{Member, Team};
use tests::{Console, console::Ended, disk::SmallDisk};

/// A replica with its log, and room to work.
const DISK_KIB: u32 = 24 * 1024;

/// A team with a console on a small disk; `None` where there can be none.
fn team(options: &[&str]) -> Option<(Team, Member)> {
    let Some(disk) = SmallDisk::of_kib(DISK_KIB) else {
        eprintln!("left out: this user may make no mount namespace, so there is no disk to fill");
        return None;
    };
    let team = Team::start(options);
    let small = Member {
        username: "sara",
        name: "small".into(),
        console: Console::on(disk),
        url: team.fleet.server.url(),
    };
    Some((team, small))
}

fn disk(member: &Member) -> &SmallDisk {
    member.console.disk().unwrap()
}

#[track_caller]
fn assert_full(ended: &Ended) {
    assert_eq!(
        (ended.code, ended.error().as_str()),
        (10, "disk_full"),
        "{ended:?}"
    );
}

/// Opening a replica takes so much, for the index of its log; one that is open needs nothing to be read.
const OPENING_KIB: u64 = 64;

#[track_caller]
fn assert_readable(ended: &Ended, kib: u64) {
    if ended.code == 0 || kib >= OPENING_KIB {
        assert_eq!(ended.code, 0, "{kib} KiB: {ended:?}");
    } else {
        assert_full(ended);
    }
}

#[test]
fn giving_a_command_on_a_full_disk_is_refused_and_what_was_given_is_kept() {
    let Some((mut team, small)) = team(&[]) else {
        return;
    };
    assert_eq!(small.sign_in(&team.witness, &[]).code, 0);
    let before = small.submit(&team.witness, &team.commands(0, 0), &[]);
    assert_eq!(before.code, 0, "{before:?}");
    // From plenty to nothing at all: each is met somewhere else.
    for kib in [256, 64, 32, 16, 8, 4, 0] {
        disk(&small).fill_but(kib);
        let mut refused = None;
        for round in 1..100 {
            let ended = small.submit(&team.witness, &team.commands(round, 0), &[]);
            if ended.code != 0 && ended.code != 3 {
                refused = Some(ended);
                break;
            }
        }
        assert_full(&refused.expect("the disk gets full"));
        // Everything can still be read.
        for question in [&["query", "deliveries", "--limit", "1"][..], &["outbox"]] {
            assert_readable(&small.console.run(question), kib);
        }
        team.witness.look("small", &small.console);
        disk(&small).free();
        let again = small.submit(&team.witness, &team.commands(0, 0), &[]);
        assert!(matches!(again.code, 0 | 3), "{kib} KiB: {again:?}");
    }
    team.consoles.push(small);
    team.settle();
}

#[test]
fn a_cut_that_finds_no_room_is_taken_when_there_is_some() {
    let Some((mut team, small)) = team(&[]) else {
        return;
    };
    assert_eq!(small.sign_in(&team.witness, &[]).code, 0);
    let mut full = 0;
    for kib in [512, 128, 64, 32, 8, 0] {
        let given = small.submit(&team.witness, &team.commands(0, 0), &[]);
        assert!(matches!(given.code, 0 | 3), "{given:?}");
        // Meanwhile others do so much that it does not fit.
        let dana = team.member("dana");
        let many: Vec<_> = (0..100).flat_map(|_| team.commands(1, 1)).collect();
        dana.submit(&team.witness, &many, &[]);
        dana.catch_up(&team.witness);
        disk(&small).fill_but(kib);
        let ended = small.sync(&team.witness, &[]);
        if ended.code != 0 {
            assert_full(&ended);
            full += 1;
        }
        let outbox = small.console.run(["outbox"]);
        assert_readable(&outbox, kib);
        team.witness.look("small", &small.console);
        disk(&small).free();
        small.catch_up(&team.witness);
    }
    assert!(full >= 3, "it was full {full} times");
    team.consoles.push(small);
    team.settle();
}

#[test]
fn a_first_sync_that_finds_no_room_is_finished_when_there_is_some() {
    for snapshots in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let options = [
            "--snapshots",
            dir.path().to_str().unwrap(),
            "--snapshot-rows",
            "20",
            "--snapshot-chunk-kib",
            "64",
        ];
        let Some((mut team, small)) = team(if snapshots { &options } else { &[] }) else {
            return;
        };
        for kib in [1024, 512, 256, 128, 64, 16, 0] {
            disk(&small).fill_but(kib);
            let ended = small.sign_in(&team.witness, &[]);
            if ended.code == 0 {
                continue;
            }
            assert_full(&ended);
        }
        disk(&small).free();
        assert_eq!(small.sign_in(&team.witness, &[]).code, 0);
        small.submit(&team.witness, &team.commands(0, 0), &[]);
        team.consoles.push(small);
        team.settle();
    }
}
