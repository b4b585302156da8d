//! Processes that stand still (SIGSTOP) at a point for longer than others wait for them, and then go on as if nothing
//! had been.

use super::team::{Member, Team};
use serde_json::Value;
use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tests::console::Ended;

/// What takes longer does not happen.
const PATIENCE: Duration = Duration::from_secs(90);

#[test]
fn a_server_that_stands_still_with_a_commit_untold_is_waited_for_or_left() {
    let mut team = Team::start(&["--request-timeout-secs", "1"]);
    team.fleet.server.kill();
    team.fleet
        .server
        .restart_with(&[], &[("BARQ_STOP_AT", "commands.committed")]);
    let process = team.fleet.server.pid().unwrap();
    let (dana, omar) = (team.member("dana"), team.member("omar"));
    dana.submit(&team.witness, &team.commands(0, 0), &[]);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| dana.sync(&team.witness, &[]));
        until_stopped(process);
        // Longer than the server gives a request and than a console waits for a token.
        omar.submit(&team.witness, &team.commands(1, 1), &[]);
        let left = omar.sync(&team.witness, &[]);
        assert_eq!(
            (left.code, left.error().as_str()),
            (5, "server_unreachable"),
            "{left:?}"
        );
        go_on(process);
        let ended = waiting.join().unwrap();
        assert!(matches!(ended.code, 0 | 5), "{ended:?}");
    });
    team.settle();
}

#[test]
fn a_console_that_stands_still_before_its_commit_keeps_nobody_from_anything() {
    stands_still("apply.written");
}

#[test]
fn a_console_that_stands_still_until_its_token_has_run_out_goes_on() {
    stands_still("numbers.committed");
}

/// Seconds an access token works.
const TOKEN_SECS: &str = "5";
const OUTLIVED: Duration = Duration::from_secs(6);

fn stands_still(point: &str) {
    let team = Team::start(&[
        "--request-timeout-secs",
        "1",
        "--access-token-secs",
        TOKEN_SECS,
    ]);
    let (dana, omar) = (team.member("dana"), team.member("omar"));
    dana.submit(&team.witness, &team.commands(0, 0), &[]);
    let mut child = dana
        .console
        .command(["sync"])
        .env("BARQ_STOP_AT", point)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until_stopped(child.id());
    let began = Instant::now();
    let mut round = 1;
    while began.elapsed() < OUTLIVED || round < 4 {
        omar.submit(&team.witness, &team.commands(round, 1), &[]);
        let ended = omar.sync(&team.witness, &[]);
        assert_eq!(ended.code, 0, "{ended:?}");
        round += 1;
    }
    // The profile is in use; looking at it goes on.
    let refused = submit(&team, dana);
    assert_eq!(refused.error(), "profile_in_use", "{refused:?}");
    let page = dana.console.ask(["query", "deliveries", "--limit", "1"]);
    assert_ne!(page["data"]["total"], Value::from(0), "{page}");
    go_on(child.id());
    let status = child.wait().unwrap();
    assert!(status.success(), "{status:?}");
    team.settle();
}

fn submit(team: &Team, member: &Member) -> Ended {
    member.submit(&team.witness, &team.commands(9, 0), &[])
}

/// Waits until the process stands still.
#[track_caller]
fn until_stopped(process: u32) {
    let began = Instant::now();
    loop {
        let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        // The state follows the name, which is in brackets.
        let state = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
        if state.starts_with('T') {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "it was not stopped: {text}");
        std::thread::yield_now();
    }
}

#[track_caller]
fn go_on(process: u32) {
    let status = Command::new("kill")
        .args(["-CONT", &process.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}
