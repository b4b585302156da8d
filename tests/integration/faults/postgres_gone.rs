//! Postgres is stopped in the middle of commands as a crash would stop it, and started again; the server stays.

use super::team::Team;
use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    time::{Duration, Instant},
};
use tests::{Database, Fleet, cluster::Cluster};

/// What takes longer does not happen.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is stopped.
const CRASHES: u32 = 3;

#[test]
fn a_postgres_that_crashes_in_the_middle_costs_nothing_but_the_wait() {
    let Some(cluster) = Cluster::start() else {
        eprintln!("left out: Postgres' programs (initdb, pg_ctl) are not on this machine");
        return;
    };
    let database = Database::on(&cluster.url(), "barq_crash");
    let team = Team::of(Fleet::over(database, &[]));
    let process = team.fleet.server.pid();
    for crash in 0..CRASHES {
        let rounds = AtomicU32::new(0);
        let crashed = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for (n, member) in team.consoles.iter().enumerate() {
                let (team, rounds, crashed) = (&team, &rounds, &crashed);
                scope.spawn(move || {
                    // Until the crash has been met.
                    let began = Instant::now();
                    loop {
                        assert!(began.elapsed() < PATIENCE, "nobody noticed the crash");
                        let round = rounds.fetch_add(1, SeqCst);
                        member.submit(&team.witness, &team.commands(round, n), &[]);
                        let ended = member.sync(&team.witness, &[]);
                        team.witness.look(&member.name, &member.console);
                        if ended.code != 0 && crashed.load(SeqCst) {
                            assert_eq!(ended.code, 5, "{ended:?}");
                            return;
                        }
                    }
                });
            }
            until("consoles are at work", || rounds.load(SeqCst) > 3 + crash);
            cluster.stop_immediately();
            crashed.store(true, SeqCst);
        });
        // The server says how things stand: it lives, and is not ready.
        assert!(answer(&team, "/health/live").starts_with("HTTP/1.1 200"));
        assert!(answer(&team, "/health/ready").starts_with("HTTP/1.1 503"));
        let dana = team.member("dana");
        let refused = dana.sync(&team.witness, &[]);
        assert_eq!(
            (refused.code, refused.error().as_str()),
            (5, "database_unavailable"),
            "{refused:?}"
        );
        assert!(refused.stderr.contains("kept"), "{refused:?}");
        cluster.go_on();
        until("the server is ready again", || {
            answer(&team, "/health/ready").starts_with("HTTP/1.1 200")
        });
        team.settle();
        assert_eq!(team.fleet.server.pid(), process, "nobody restarted it");
        // Had a commit been lost, consoles would have known more than the database, and sent it again.
        let epochs = team
            .fleet
            .database
            .rows("SELECT count(*)::text FROM scope_epoch");
        assert_eq!(epochs[0][0].as_deref(), Some("0"), "history has parted");
    }
    drop(team);
    drop(cluster);
}

fn answer(team: &Team, path: &str) -> String {
    team.fleet.server.get(path).unwrap_or_default()
}

#[track_caller]
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        std::thread::yield_now();
    }
}
