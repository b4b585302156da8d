//! A console is killed at every one of its points while others work, and started again.

use super::{
    damage,
    team::{KILLED, Member, PATIENCE, Team},
};
use replica::points::Point;
use serde_json::json;
use std::{path::Path, time::Instant};
use tests::{
    Console, commands,
    console::Ended,
    fleet::{grant, own_id},
    history::Step,
};

/// How many tests the points are spread over.
const PARTS: usize = 3;

#[test]
fn nothing_is_lost_or_done_twice_when_a_console_dies_at_a_point_1_of_3() {
    every_point(0);
}

#[test]
fn nothing_is_lost_or_done_twice_when_a_console_dies_at_a_point_2_of_3() {
    every_point(1);
}

#[test]
fn nothing_is_lost_or_done_twice_when_a_console_dies_at_a_point_3_of_3() {
    every_point(2);
}

fn every_point(part: usize) {
    let dir = tempfile::tempdir().unwrap();
    let mut team = Team::start(&options(dir.path()));
    let url = team.fleet.server.url();
    team.join("sara", "sara", &url);
    // Two are enough to disagree.
    team.leave("dana");
    let chosen = std::env::var(super::CHOSEN).ok();
    for (n, point) in Point::ALL.iter().enumerate().skip(part).step_by(PARTS) {
        if chosen.as_deref().is_some_and(|word| word != point.word()) {
            continue;
        }
        let began = Instant::now();
        let round = u32::try_from(n).unwrap();
        let ended = die(&mut team, *point, round);
        assert_eq!(ended.signal, KILLED, "{point} was not reached: {ended:?}");
        team.settle();
        eprintln!("{point}: {:.1?}", began.elapsed());
    }
}

/// Scopes of more than a few rows come as snapshots.
fn options(dir: &Path) -> [&str; 6] {
    [
        "--snapshots",
        dir.to_str().unwrap(),
        "--snapshot-rows",
        "20",
        "--snapshot-chunk-kib",
        "64",
    ]
}

/// Lets a console die at `point` while another one works; how its process ended. What it had to do is begun again.
fn die(team: &mut Team, point: Point, round: u32) -> Ended {
    use Point as P;
    let at = [("BARQ_KILL_AT", point.word())];
    match point {
        P::SubmitWritten | P::SubmitCommitted => beside_work(team, round, |team, sara| {
            let commands = team.commands(round, 3);
            sara.submit(&team.witness, &commands, &at)
        }),
        P::UndoWritten | P::UndoCommitted => beside_work(team, round, |team, sara| {
            let n = team.next();
            let item = [team.delivery(n)];
            let priority = i32::try_from(n % 100).unwrap();
            let change = commands::set_priority(team.fleet.hub, &item, priority);
            sara.submit(&team.witness, &[change], &[]);
            team.witness.run("sara", &sara.console, &["undo"], "", &at)
        }),
        P::ValueWritten
        | P::ValueCommitted
        | P::NumbersWritten
        | P::NumbersCommitted
        | P::ApplyWritten
        | P::ApplyCommitted
        | P::ExchangeWritten
        | P::ExchangeCommitted => beside_work(team, round, |team, sara| {
            sara.give(&team.witness, &team.commands(round, 3), &at)
        }),
        P::FreshClientWritten | P::FreshClientCommitted => {
            // The server has forgotten how far it was with anybody.
            team.fleet
                .database
                .execute("UPDATE client SET last_seq = 0");
            beside_work(team, round, |team, sara| {
                sara.give(&team.witness, &team.commands(round, 3), &at)
            })
        }
        P::ResendWritten | P::ResendCommitted => {
            restore(team, round);
            beside_work(team, round, |team, sara| sara.sign_in(&team.witness, &at))
        }
        P::PositionsWritten | P::PositionsCommitted => {
            report_position(team);
            beside_work(team, round, |team, sara| sara.watch(&team.witness, &at))
        }
        P::StagingWritten
        | P::StagingCommitted
        | P::SnapshotBegunWritten
        | P::SnapshotBegunCommitted
        | P::ChunkWritten
        | P::ChunkCommitted
        | P::StagedIndexWritten
        | P::StagedIndexCommitted
        | P::StagedWritten
        | P::StagedCommitted
        | P::CarryWritten
        | P::CarryCommitted
        | P::AdoptClosed
        | P::AdoptFolded
        | P::AdoptAlone
        | P::AdoptRenamed
        | P::IndexWritten
        | P::IndexCommitted
        | P::CheckedWritten
        | P::CheckedCommitted => {
            if matches!(point, P::AdoptRenamed) {
                restore(team, round);
                team.member("sara").sign_in_only(&team.witness);
            } else {
                forget_histories(team);
            }
            beside_work(team, round, |team, sara| {
                sara.submit(&team.witness, &team.commands(round, 3), &[]);
                sara.watch(&team.witness, &at)
            })
        }
        P::ForgetWritten | P::ForgetCommitted => {
            damage::alter_a_row(&team.member("sara").console);
            let ended = unseen(team, round, |team, sara| sara.watch(&team.witness, &at));
            heal(team);
            ended
        }
        P::PurgeRewritten | P::PurgeEmptied | P::PurgeWritten | P::PurgeCommitted => {
            let user = own_id(&team.member("sara").console);
            team.member("sara").catch_up(&team.witness);
            team.fleet.command(&grant(user, team.fleet.hub, None));
            team.witness.evictions(&team.fleet);
            let ended = beside_work(team, round, |team, sara| sara.sync(&team.witness, &at));
            team.member("sara").catch_up(&team.witness);
            team.fleet
                .command(&grant(user, team.fleet.hub, Some("supervisor")));
            ended
        }
        P::RescueCopied
        | P::RescueNamed
        | P::RescueAside
        | P::RescuePlaced
        | P::ToldWritten
        | P::ToldCommitted => {
            let sara = team.member("sara");
            sara.submit(&team.witness, &team.commands(round, 3), &[]);
            damage::flip_a_byte(&sara.console);
            let aside = sara.console.dir().join(replica::DAMAGED_FILE);
            let ended = unseen(team, round, |team, sara| sara.sync(&team.witness, &at));
            team.member("sara").catch_up(&team.witness);
            std::fs::remove_file(aside).unwrap();
            ended
        }
        P::SchemaWritten
        | P::SchemaCommitted
        | P::OwnerWritten
        | P::OwnerCommitted
        | P::ProfileWritten
        | P::ProfileNamed => {
            let fresh = fresh(team, round);
            let ended = fresh.sign_in(&team.witness, &at);
            let again = fresh.sign_in(&team.witness, &[]);
            assert_eq!(again.code, 0, "{again:?}");
            fresh.submit(&team.witness, &team.commands(round, 3), &[]);
            let name = fresh.name.clone();
            team.consoles.push(fresh);
            team.settle();
            team.leave(&name);
            ended
        }
        P::SwitchMoved => {
            let sara = team.member("sara");
            sara.submit(&team.witness, &team.commands(round, 3), &[]);
            // Somebody else takes the laptop, and gives it back.
            let ended = sara.sign_in_as("dana", &team.witness, &at);
            let taken = sara.sign_in_as("dana", &team.witness, &[]);
            assert_eq!(taken.code, 0, "{taken:?}");
            let back = sara.sign_in(&team.witness, &[]);
            assert_eq!(back.code, 0, "{back:?}");
            team.witness.look("sara", &sara.console);
            ended
        }
        P::WipeMarked | P::WipeShredded | P::WipeKeyless | P::WipeRemoved => {
            let fresh = fresh(team, round);
            let signed_in = fresh.sign_in(&team.witness, &[]);
            assert_eq!(signed_in.code, 0, "{signed_in:?}");
            let device = damage::device_of(&fresh.console);
            team.fleet.server.admin(&["device", "wipe", &device], &[]);
            let ended = fresh.sync(&team.witness, &at);
            team.witness.note(&fresh.name, Step::Retired);
            // Whoever comes next finds that it is done.
            let next = fresh.sync(&team.witness, &[]);
            assert_eq!(next.error(), "device_wiped", "{next:?}");
            damage::assert_wiped(&fresh.console);
            let again = fresh.sign_in(&team.witness, &[]);
            assert_eq!(again.code, 0, "{again:?}");
            ended
        }
    }
}

/// Does `dying` on the console of sara while the others work, and looks at what is left.
fn beside_work(
    team: &Team,
    round: u32,
    dying: impl FnOnce(&Team, &Member) -> Ended + Send,
) -> Ended {
    let ended = unseen(team, round, dying);
    team.witness.look("sara", &team.member("sara").console);
    ended
}

/// As [`beside_work`], where what is left cannot be looked at before somebody has opened it.
fn unseen(team: &Team, round: u32, dying: impl FnOnce(&Team, &Member) -> Ended + Send) -> Ended {
    let sara = team.member("sara");
    std::thread::scope(|scope| {
        let ends = scope.spawn(|| dying(team, sara));
        let omar = team.member("omar");
        omar.give(&team.witness, &team.commands(round, 1), &[]);
        team.witness.look("omar", &omar.console);
        ends.join().unwrap()
    })
}

/// Lets the console of sara find out in the background what is wrong with its rows, and fetch them.
fn heal(team: &Team) {
    let sara = team.member("sara");
    let hub = team.fleet.hub.to_string();
    let began = Instant::now();
    while sara.console.dump("--base", &hub) != team.fleet.dump() {
        assert!(began.elapsed() < PATIENCE, "it does not heal");
        sara.catch_up(&team.witness);
    }
}

/// A console nobody has signed in on.
fn fresh(team: &Team, round: u32) -> Member {
    Member {
        username: "sara",
        name: format!("fresh {round}"),
        console: Console::new(),
        url: team.fleet.server.url(),
    }
}

/// The server loses what was done last, and says so.
fn restore(team: &mut Team, round: u32) {
    team.fleet.server.kill();
    team.fleet.database.back_up();
    team.fleet.server.restart();
    team.work(round);
    team.fleet.server.kill();
    team.fleet.database.restore();
    team.fleet.server.admin(&["restore"], &[]);
    team.witness.note("", Step::Restored);
    team.fleet.server.restart();
}

/// Every scope's history is one that no console knows: all of it is to be fetched again.
fn forget_histories(team: &Team) {
    team.fleet
        .database
        .execute("DELETE FROM scope_epoch; UPDATE scope SET epoch = gen_random_uuid()");
    team.witness.note("", Step::Restored);
}

fn report_position(team: &Team) {
    let sign_in =
        json!({ "username": "admin", "password": tests::fleet::PASSWORD, "device_name": "API" });
    let tokens = team.fleet.server.post("/api/v1/auth/sign-in", "", &sign_in);
    let report = json!([{ "courier": team.fleet.couriers[0], "lon": 46.7, "lat": 24.7, "at": tests::fleet::now() }]);
    let token = tokens["access_token"].as_str().unwrap();
    let answer = team
        .fleet
        .server
        .try_post("/api/v1/positions", token, &report);
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
}
