//! Networks that swallow packets, and lines that are slow but alive.

use super::*;

/// What people may believe at most that a dead line is alive.
const AT_MOST: u64 = 10_000;

/// Lets time pass with nothing coming; the moment it is said that nothing comes.
fn noticed(bench: &mut Bench) -> u64 {
    let began = bench.now;
    while bench.report.online || bench.report.problem.is_none() {
        bench.tick();
        assert!(bench.now - began < 60_000, "it is never noticed");
    }
    bench.now - began
}

#[test]
fn a_network_that_swallows_packets_is_noticed_whatever_is_under_way() {
    for under_way in [None, Some(Input::Submitted), Some(Input::SyncNow)] {
        for since in [0, 1_000, 3_999, 20_000] {
            let mut bench = Bench::online(0);
            while bench.now < 1_000 + since {
                if bench.tick().contains(&Effect::Probe) {
                    bench.step(Input::Heard(Heard::Answer));
                }
            }
            if let Some(input) = under_way.clone() {
                bench.step(input);
            }
            let took = noticed(&mut bench);
            assert!(took <= AT_MOST, "{took} ms");
            let problem = bench.report.problem.clone().unwrap();
            assert_eq!(problem.code, ErrorCode::ServerUnreachable);
            assert!(problem.detail.contains("seconds"), "{}", problem.detail);
        }
    }
}

#[test]
fn a_start_into_silence_is_noticed_too() {
    let mut bench = Bench::new();
    bench.step(Input::SignedIn { token: true });
    assert!(noticed(&mut bench) <= AT_MOST);
    let mut bench = Bench::new();
    bench.step(Input::SignedIn { token: false });
    assert!(noticed(&mut bench) <= AT_MOST);
}

#[test]
fn an_exchange_may_take_as_long_as_it_likes_while_the_server_answers_probes() {
    let mut bench = Bench::online(0);
    assert!(exchanges(&bench.step(Input::Submitted)));
    let until = bench.now + 3_600_000;
    while bench.now < until {
        let effects = bench.tick();
        assert!(!exchanges(&effects) && !effects.contains(&Effect::GiveUp));
        if effects.contains(&Effect::Probe) {
            // It takes a good while to answer.
            bench.now += 4_500;
            bench.step(Input::Heard(Heard::Answer));
        }
        assert!(bench.report.online && bench.report.syncing);
    }
}

#[test]
fn a_slow_line_that_moves_is_alive_and_nothing_on_it_is_given_up() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    let until = bench.now + 4 * 3_600_000;
    while bench.now < until {
        if bench.tick().contains(&Effect::Probe) {
            bench.now += 4_900;
            let effects = bench.step(Input::Heard(Heard::Bytes));
            assert!(!effects.contains(&Effect::GiveUp));
        }
        assert!(bench.report.online);
    }
    // Even where it stands still for a while.
    noticed(&mut bench);
    let effects = bench.step(Input::Heard(Heard::Bytes));
    assert!(!effects.contains(&Effect::GiveUp));
    assert!(bench.report.online && bench.report.problem.is_none());
}

#[test]
fn when_the_network_is_back_what_hung_is_given_up_and_made_anew_at_once() {
    let mut bench = Bench::online(0);
    assert!(exchanges(&bench.step(Input::Submitted)));
    noticed(&mut bench);
    let effects = bench.step(Input::Heard(Heard::Answer));
    assert!(effects.contains(&Effect::GiveUp) && effects.contains(&Effect::CloseStream));
    let unreachable = || Input::ExchangeDone(Err(problem(ErrorCode::ServerUnreachable)));
    let effects = bench.step(unreachable());
    assert!(exchanges(&effects), "no waiting");
    assert_eq!(
        order(&effects).unwrap().max_commands,
        Pace::default().max_commands,
        "nor less of it"
    );
    assert!(bench.report.online);
    // On a line where answers take longer than anybody waits it is let be the next time.
    noticed(&mut bench);
    assert!(
        !bench
            .step(Input::Heard(Heard::Answer))
            .contains(&Effect::GiveUp)
    );
    bench.step(Input::ExchangeDone(Ok(done(1))));
    assert!(bench.report.online);
}

#[test]
fn an_idle_console_that_was_silent_exchanges_as_soon_as_the_network_is_back() {
    let mut bench = Bench::online(0);
    noticed(&mut bench);
    // It failed meanwhile, and waits.
    if bench.report.syncing {
        bench.step(Input::ExchangeDone(Err(problem(
            ErrorCode::ServerUnreachable,
        ))));
    }
    for _ in 0..40 {
        bench.tick();
        if bench.report.syncing {
            bench.step(Input::ExchangeDone(Err(problem(
                ErrorCode::ServerUnreachable,
            ))));
        }
    }
    assert!(!bench.report.online);
    assert!(exchanges(&bench.step(Input::Heard(Heard::Answer))));
}

#[test]
fn a_probe_that_is_refused_is_followed_by_an_exchange_at_once() {
    let mut bench = Bench::online(0);
    while !bench.tick().contains(&Effect::Probe) {}
    assert!(exchanges(&bench.step(Input::ProbeFailed)));
    assert!(bench.report.online, "not known yet");
}

#[test]
fn whoever_is_signed_out_or_waits_for_the_next_try_probes_nobody() {
    let mut bench = Bench::online(0);
    bench.step(Input::SignedOut);
    assert_eq!(bench.timer, None);
    let mut bench = Bench::new();
    bench.step(Input::SignedIn { token: true });
    bench.step(Input::ExchangeDone(Err(problem(
        ErrorCode::ServerUnreachable,
    ))));
    assert!(!bench.tick().contains(&Effect::Probe));
}
