//! The server is killed at every one of its points while consoles work, and started again.

use super::team::{KILLED, Member, PATIENCE, Team};
use std::{path::Path, time::Instant};
use sync_server::points::Point;
use tests::{Console, commands, history::Step};

/// How many tests the points are spread over.
const PARTS: usize = 2;

#[test]
fn nothing_is_lost_or_done_twice_when_the_server_dies_at_a_point_1_of_2() {
    every_point(0);
}

#[test]
fn nothing_is_lost_or_done_twice_when_the_server_dies_at_a_point_2_of_2() {
    every_point(1);
}

fn every_point(part: usize) {
    let dir = tempfile::tempdir().unwrap();
    let mut team = Team::start(&options(dir.path()));
    let chosen = std::env::var(super::CHOSEN).ok();
    for (n, point) in Point::ALL.iter().enumerate().skip(part).step_by(PARTS) {
        if chosen.as_deref().is_some_and(|word| word != point.word()) {
            continue;
        }
        let round = u32::try_from(n).unwrap();
        let began = Instant::now();
        let signal = die(&mut team, *point, round);
        assert_eq!(signal, KILLED, "{point} was not reached");
        let died = Step::Told(format!("died at {point}"));
        team.witness.note("", died);
        begin_again(&mut team, *point);
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

/// Lets the server die at `point` in the middle of work; the signal that ended it.
fn die(team: &mut Team, point: Point, round: u32) -> Option<i32> {
    use Point as P;
    team.fleet.server.kill();
    // Half of them at the second time.
    let first = [("BARQ_KILL_AT", point.word())];
    let nth = format!("{point}:{}", round % 2 + 1);
    let nth = [("BARQ_KILL_AT", nth.as_str())];
    match point {
        P::CommandsBegun
        | P::ClientLocked
        | P::ScopesLocked
        | P::CommandsDecided
        | P::CommandsWritten
        | P::CommandsCommitted
        | P::CommandsTold
        | P::CutBegun
        | P::CutPlanned
        | P::CutAcknowledged
        | P::CutRead
        | P::CutClosed
        | P::RefreshWritten
        | P::RefreshCommitted => {
            team.fleet.server.restart_with(&[], &nth);
            team.work(round);
        }
        P::FailureWritten | P::FailureRecorded => {
            team.fleet.database.execute(&format!(
                "ALTER TABLE note ADD CONSTRAINT poison_{round} CHECK (body <> 'poison {round}')"
            ));
            team.fleet.server.restart_with(&[], &nth);
            let dana = team.member("dana");
            let body = format!("poison {round}");
            let poison = commands::add_note(team.fleet.hub, team.delivery(round), &body);
            dana.give(&team.witness, &[poison], &[]);
        }
        P::EpochWritten | P::EpochCommitted => {
            restore(team, round);
            // A console that has seen more than the database has brings it up.
            team.fleet.server.restart_with(&[], &first);
            let dana = team.member("dana");
            dana.sign_in(&team.witness, &[]);
        }
        P::IdentityWritten | P::IdentityCommitted => {
            team.fleet
                .database
                .execute("UPDATE database_identity SET database_oid = 1");
            return team.fleet.server.restart_in_vain(&first);
        }
        P::RevocationWritten | P::RevocationCommitted => {
            // A copy of a laptop comes with a token that was used long ago.
            team.fleet.server.restart();
            let dana = team.member("dana");
            let copy = dana.console.cloned();
            for _ in 0..2 {
                assert_eq!(dana.sync(&team.witness, &[]).code, 0);
            }
            // Long enough ago that it is no copy of a request that is still under way.
            team.fleet
                .database
                .execute("UPDATE refresh_token SET expires_at = expires_at - 3600000");
            team.fleet.server.kill();
            team.fleet.server.restart_with(&[], &first);
            let refused = copy.run(["sync"]);
            assert_ne!(refused.code, 0, "{refused:?}");
        }
        P::RowsRepairWritten | P::RowsRepairCommitted => {
            team.fleet.database.execute(&format!(
                "UPDATE delivery SET instructions = 'typed {round}' WHERE reference = 'T-00001'"
            ));
            scrubbed(team, &[], &first);
        }
        P::SumRepairWritten | P::SumRepairCommitted => {
            team.fleet.database.execute(
                "UPDATE scope SET sum = decode(repeat('ab', 16), 'hex') WHERE kind = 'hub'",
            );
            scrubbed(team, &[], &first);
        }
        P::FloorWritten | P::FloorCommitted => {
            team.fleet.database.execute(
                "INSERT INTO eviction (scope_id, tbl, pk, v, rev, evicted_at)
                 SELECT scope_id, 'note', gen_random_uuid(), v, 1, now() - interval '60 days'
                 FROM scope WHERE kind = 'hub'",
            );
            scrubbed(team, &["--eviction-days", "30"], &first);
        }
        P::ScrubRead => scrubbed(team, &[], &first),
        P::SnapshotBegun | P::SnapshotBuilt | P::SnapshotRegistered => {
            team.fleet
                .server
                .restart_with(&["--snapshot-changes", "0"], &first);
            // None of the snapshots there are is of this version.
            team.work(round);
            let name = format!("sara {round}");
            let sara = Member {
                username: "sara",
                name: name.clone(),
                console: Console::new(),
                url: team.fleet.server.url(),
            };
            sara.sign_in(&team.witness, &[]);
            let signal = team.fleet.server.ended();
            team.fleet.server.restart();
            sara.catch_up(&team.witness);
            team.consoles.push(sara);
            team.settle();
            team.leave(&name);
            return signal;
        }
    }
    team.fleet.server.ended()
}

/// Starts the server without the variable; what it was putting right has to be put right before anybody can agree.
fn begin_again(team: &mut Team, point: Point) {
    let figure = match point {
        Point::RowsRepairWritten => "barq_repaired_rows_total",
        Point::SumRepairWritten => "barq_repaired_sums_total",
        // Started already.
        Point::SnapshotBegun | Point::SnapshotBuilt | Point::SnapshotRegistered => return,
        _ => return team.fleet.server.restart(),
    };
    scrubbed(team, &[], &[]);
    let began = Instant::now();
    let is_done = |line: &str| line.starts_with(figure) && !line.ends_with(" 0");
    loop {
        let figures = team.fleet.server.get("/metrics").unwrap();
        if figures.lines().any(is_done) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "nothing was repaired");
        std::thread::yield_now();
    }
}

/// Starts the server so that it looks through everything at once.
fn scrubbed(team: &mut Team, options: &[&str], env: &[(&str, &str)]) {
    let options = [&["--scrub-secs", "1"], options].concat();
    team.fleet.server.restart_with(&options, env);
}

/// Puts the database back to an earlier state as a copy of its files would, so that nobody knows; a console has seen
/// more. The server is not running.
fn restore(team: &mut Team, round: u32) {
    team.fleet.database.back_up();
    team.fleet.server.restart();
    team.work(round);
    team.fleet.server.kill();
    team.fleet.database.restore();
    // The database is another one for Postgres, and the same for whoever looks.
    team.fleet.database.execute(
        "UPDATE database_identity SET database_oid =
           (SELECT oid::bigint FROM pg_database WHERE datname = current_database())",
    );
    team.witness.note("", Step::Restored);
}
