//! Problems with codes of a newer server.

use super::*;

fn unknown(status: u16) -> Problem {
    let mut problem = problem("depot_closed".parse().unwrap());
    problem.status = status;
    problem
}

#[test]
fn a_code_that_is_not_known_is_shown_and_tried_again_and_ends_no_session() {
    for status in [401, 403, 409, 426, 500] {
        let mut bench = Bench::online(0);
        bench.step(Input::Submitted);
        let effects = bench.step(Input::ExchangeDone(Err(unknown(status))));
        let acts = |effect: &Effect| {
            matches!(
                effect,
                Effect::Exchange(_)
                    | Effect::Refresh
                    | Effect::RenewClient
                    | Effect::SessionEnded(_)
            )
        };
        assert!(!effects.iter().any(acts), "{status}: {effects:?}");
        assert_eq!(bench.report.problem, Some(unknown(status)));
        assert!(!bench.report.online);
        bench.now = bench.timer.unwrap();
        assert!(exchanges(&bench.step(Input::Timer)), "{status}");
    }
}

#[test]
fn whatever_a_newer_server_calls_it_a_413_halves_the_next_request() {
    let mut bench = Bench::online(0);
    let first = order(&bench.step(Input::Submitted)).unwrap().clone();
    let effects = bench.step(Input::ExchangeDone(Err(unknown(413))));
    let second = order(&effects).unwrap().clone();
    assert_eq!(second.max_command_bytes * 2, first.max_command_bytes);
}
