//! The engine against a clock of numbers: every rule of the state machine, no network, no waiting.

mod codes;
mod silence;
mod size;

use super::*;
use wire::error::ErrorCode;

const EPOCH: Uuid = Uuid::from_u128(7);

fn scope(n: u128) -> ScopeId {
    ScopeId(Uuid::from_u128(n))
}

fn done(v: i64) -> Exchanged {
    Exchanged {
        cursors: vec![Cursor {
            scope: scope(1),
            epoch: EPOCH,
            v,
        }],
        ..Exchanged::default()
    }
}

fn problem(code: ErrorCode) -> Problem {
    Problem::new(code, "")
}

/// An engine with a clock, and what it last asked for.
struct Bench {
    engine: Engine,
    now: Ticks,
    timer: Option<Ticks>,
    report: Report,
}

impl Bench {
    fn new() -> Self {
        Self {
            engine: Engine::new(Pace::default(), 42),
            now: 1_000,
            timer: None,
            report: Report::default(),
        }
    }

    /// Signed in, first exchange done, stream open and its look-once exchange done.
    fn online(v: i64) -> Self {
        let mut bench = Self::new();
        bench.step(Input::SignedIn { token: true });
        assert!(opens(&bench.step(Input::ExchangeDone(Ok(done(v))))));
        assert!(exchanges(&bench.step(Input::StreamOpened)));
        assert!(!exchanges(&bench.step(Input::ExchangeDone(Ok(done(v))))));
        bench
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.engine.step(self.now, input);
        for effect in &effects {
            match effect {
                Effect::SetTimer(at) => self.timer = *at,
                Effect::Report(report) => self.report = report.clone(),
                _ => {}
            }
        }
        effects
    }

    fn poke(&mut self, v: i64) -> Vec<Effect> {
        self.step(Input::Poke { scope: scope(1), v })
    }

    /// Lets time pass up to the engine's timer and tells it.
    fn tick(&mut self) -> Vec<Effect> {
        let at = self.timer.take().expect("the engine waits for something");
        self.now = self.now.max(at);
        self.step(Input::Timer)
    }

    /// Lets time pass, with a server that answers probes, until the engine wants something else.
    fn wait(&mut self) -> (u64, Vec<Effect>) {
        let began = self.now;
        loop {
            let mut effects = self.tick();
            if effects.contains(&Effect::Probe) {
                effects.extend(self.step(Input::Heard(Heard::Answer)));
            }
            let probes = |e: &Effect| matches!(e, Effect::Probe | Effect::SetTimer(_));
            if !effects.iter().all(probes) {
                return (self.now - began, effects);
            }
        }
    }
}

fn order(effects: &[Effect]) -> Option<&Order> {
    effects.iter().find_map(|e| match e {
        Effect::Exchange(order) => Some(order),
        _ => None,
    })
}

fn exchanges(effects: &[Effect]) -> bool {
    order(effects).is_some()
}

fn opens(effects: &[Effect]) -> bool {
    effects.contains(&Effect::OpenStream)
}

#[test]
fn it_does_nothing_until_someone_signs_in() {
    let mut bench = Bench::new();
    for input in [
        Input::Submitted,
        Input::SyncNow,
        Input::Timer,
        Input::NetworkChanged,
    ] {
        assert_eq!(bench.step(input), []);
    }
}

#[test]
fn the_first_exchange_opens_the_stream_and_looks_once_more() {
    let bench = Bench::online(3);
    assert!(bench.report.online);
    assert!(!bench.report.syncing);
}

#[test]
fn without_a_token_it_refreshes_first() {
    let mut bench = Bench::new();
    let effects = bench.step(Input::SignedIn { token: false });
    assert!(effects.contains(&Effect::Refresh) && !exchanges(&effects));
    assert!(exchanges(&bench.step(Input::RefreshDone(Ok(())))));
}

#[test]
fn a_submit_is_sent_at_once_and_only_one_exchange_is_in_flight() {
    let mut bench = Bench::online(3);
    assert!(exchanges(&bench.step(Input::Submitted)));
    for _ in 0..50 {
        assert!(!exchanges(&bench.step(Input::Submitted)));
    }
    assert!(
        exchanges(&bench.step(Input::ExchangeDone(Ok(done(4))))),
        "what came meanwhile follows at once"
    );
    assert!(!exchanges(&bench.step(Input::ExchangeDone(Ok(done(5))))));
}

#[test]
fn the_first_poke_is_answered_at_once_and_a_storm_as_often_as_exchanges_are_quick() {
    // Milliseconds an exchange takes, and how many there may be in ten seconds: a burst of five, then one in four times
    // as long, at least 20 ms and at most 200.
    for (takes, count) in [
        (1, 500..=505),
        (5, 500..=505),
        (10, 250..=255),
        (50, 50..=55),
        (100, 50..=55),
        (400, 24..=26),
    ] {
        let mut bench = Bench::online(0);
        let (mut v, mut done_at, mut made) = (0, None, 0);
        // A poke every millisecond.
        for _ in 0..10_000 {
            bench.now += 1;
            v += 1;
            let mut effects = bench.poke(v);
            if done_at.is_some_and(|at| at <= bench.now) {
                done_at = None;
                effects.extend(bench.step(Input::ExchangeDone(Ok(done(v)))));
            }
            if bench.timer.is_some_and(|at| at <= bench.now) {
                effects.extend(bench.step(Input::Timer));
            }
            if exchanges(&effects) {
                made += 1;
                done_at = Some(bench.now + takes);
            }
        }
        assert!(
            count.contains(&made),
            "{made} exchanges of {takes} ms in ten seconds, not {count:?}"
        );
    }
}

#[test]
fn a_poke_for_what_is_here_already_is_passed_over() {
    let mut bench = Bench::online(9);
    assert!(!exchanges(&bench.poke(9)));
    // Our own command's poke overtakes the answer that brings its effect.
    assert!(exchanges(&bench.step(Input::Submitted)));
    assert!(!exchanges(&bench.poke(10)));
    assert!(!exchanges(&bench.step(Input::ExchangeDone(Ok(done(10))))));
    // A poke beyond the answer is followed.
    assert!(exchanges(&bench.step(Input::Submitted)));
    bench.poke(12);
    assert!(exchanges(&bench.step(Input::ExchangeDone(Ok(done(11))))));
}

#[test]
fn a_poke_without_a_version_means_look() {
    let mut bench = Bench::online(9);
    assert!(exchanges(&bench.poke(0)));
    assert!(!exchanges(&bench.step(Input::ExchangeDone(Ok(done(9))))));
}

#[test]
fn with_commands_waiting_a_slow_rebase_leaves_time_for_work() {
    let mut bench = Bench::online(0);
    bench.poke(1);
    let slow = Exchanged {
        waiting: 5_000,
        apply_ms: 300,
        ..done(1)
    };
    bench.step(Input::ExchangeDone(Ok(slow)));
    assert!(!exchanges(&bench.poke(2)));
    let (waited, effects) = bench.wait();
    assert_eq!(waited, 1_500);
    assert!(exchanges(&effects));
}

#[test]
fn it_looks_every_half_minute_anyway() {
    let mut bench = Bench::online(0);
    let mut waits = Vec::new();
    for _ in 0..100 {
        let (waited, effects) = bench.wait();
        assert!(exchanges(&effects));
        bench.step(Input::ExchangeDone(Ok(done(0))));
        waits.push(waited);
    }
    assert!(waits.iter().all(|w| (22_500..=37_500).contains(w)));
    assert!(waits.windows(2).any(|w| w[0] != w[1]), "jittered");
}

#[test]
fn a_broken_stream_makes_it_look_at_once() {
    let mut bench = Bench::online(0);
    bench.now += 60_000;
    assert!(exchanges(&bench.step(Input::StreamClosed(Closed::Broken))));
    assert!(bench.report.online, "not known yet");
    bench.step(Input::ExchangeDone(Err(problem(
        ErrorCode::ServerUnreachable,
    ))));
    assert!(!bench.report.online);
    assert_eq!(
        bench.report.problem,
        Some(problem(ErrorCode::ServerUnreachable))
    );
}

#[test]
fn a_stream_that_keeps_breaking_is_opened_less_and_less_often() {
    let mut bench = Bench::online(0);
    let mut opened = 0;
    let end = bench.now + 600_000;
    let mut effects = bench.step(Input::StreamClosed(Closed::Broken));
    while bench.now < end {
        if exchanges(&effects) {
            effects = bench.step(Input::ExchangeDone(Ok(done(0))));
        } else if opens(&effects) {
            opened += 1;
            effects = bench.step(Input::StreamClosed(Closed::Broken));
        } else {
            effects = bench.wait().1;
        }
    }
    assert!((20..200).contains(&opened), "{opened} times in ten minutes");
}

#[test]
fn retries_back_off_with_full_jitter_and_a_cap() {
    let mut bench = Bench::new();
    bench.step(Input::SignedIn { token: true });
    let mut waits = Vec::new();
    for _ in 0..400 {
        bench.step(Input::ExchangeDone(Err(problem(
            ErrorCode::ServerUnreachable,
        ))));
        assert!(
            !exchanges(&bench.step(Input::Submitted)),
            "waiting is waiting"
        );
        let (waited, effects) = bench.wait();
        assert!(exchanges(&effects));
        waits.push(waited);
    }
    assert!(waits[0] <= 500);
    assert!(waits.iter().all(|w| (100..=15_000).contains(w)));
    let late = &waits[10..];
    assert!(
        late.iter().any(|w| *w < 3_000) && late.iter().any(|w| *w > 12_000),
        "full jitter"
    );
    // Hours later it is still trying, and one success ends the waiting.
    assert!(bench.now > 3_600_000 / 2);
    bench.step(Input::ExchangeDone(Ok(done(1))));
    assert!(bench.report.online && bench.report.problem.is_none());
}

#[test]
fn a_person_or_the_network_cuts_a_wait_short() {
    for input in [Input::SyncNow, Input::NetworkChanged] {
        let mut bench = Bench::new();
        bench.step(Input::SignedIn { token: true });
        bench.step(Input::ExchangeDone(Err(problem(
            ErrorCode::ServerUnreachable,
        ))));
        assert!(exchanges(&bench.step(input)));
    }
}

#[test]
fn the_servers_word_on_when_is_kept() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    let busy = Problem {
        retry_after_secs: Some(20),
        ..problem(ErrorCode::Overloaded)
    };
    bench.step(Input::ExchangeDone(Err(busy)));
    let (waited, effects) = bench.wait();
    assert!(waited >= 20_000 && exchanges(&effects));
    let later = Exchanged {
        more_commands: true,
        retry_after_ms: Some(3_000),
        ..done(0)
    };
    assert!(!exchanges(&bench.step(Input::ExchangeDone(Ok(later)))));
    let (waited, effects) = bench.wait();
    assert!(waited >= 3_000 && exchanges(&effects));
}

#[test]
fn an_expired_token_is_refreshed_and_the_exchange_repeated() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    let effects = bench.step(Input::ExchangeDone(Err(problem(ErrorCode::TokenExpired))));
    assert!(effects.contains(&Effect::Refresh));
    assert!(exchanges(&bench.step(Input::RefreshDone(Ok(())))));
    assert!(bench.report.online, "an expired token is not an outage");
}

#[test]
fn tokens_that_never_work_become_a_problem_not_a_loop() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    let mut refreshed = 0;
    loop {
        let effects = bench.step(Input::ExchangeDone(Err(problem(ErrorCode::TokenInvalid))));
        if !effects.contains(&Effect::Refresh) {
            break;
        }
        refreshed += 1;
        bench.step(Input::RefreshDone(Ok(())));
    }
    assert!(refreshed <= 4);
    assert_eq!(bench.report.problem, Some(problem(ErrorCode::TokenInvalid)));
    assert!(bench.timer.is_some(), "it tries again later");
}

#[test]
fn a_refused_refresh_ends_the_session_and_a_lost_one_does_not() {
    let mut bench = Bench::new();
    bench.step(Input::SignedIn { token: false });
    bench.step(Input::RefreshDone(Err(problem(
        ErrorCode::ServerUnreachable,
    ))));
    let (_, effects) = bench.wait();
    assert!(effects.contains(&Effect::Refresh));
    let effects = bench.step(Input::RefreshDone(Err(problem(ErrorCode::RefreshInvalid))));
    assert!(effects.contains(&Effect::SessionEnded(problem(ErrorCode::RefreshInvalid))));
    assert_eq!(bench.timer, None);
    assert_eq!(
        bench.report.problem,
        Some(problem(ErrorCode::RefreshInvalid))
    );
    assert!(!exchanges(&bench.step(Input::Submitted)));
    assert!(exchanges(&bench.step(Input::SignedIn { token: true })));
}

#[test]
fn a_new_client_id_is_taken_and_the_outbox_sent_again() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    let effects = bench.step(Input::ExchangeDone(Err(problem(ErrorCode::NewClient))));
    assert!(effects.contains(&Effect::RenewClient) && !exchanges(&effects));
    assert!(exchanges(&bench.step(Input::ClientRenewed(Ok(())))));
}

#[test]
fn batches_shrink_while_the_line_breaks_and_grow_again() {
    let mut bench = Bench::online(0);
    let whole = order(&bench.step(Input::Submitted)).unwrap().max_commands;
    let mut sent = Vec::new();
    for _ in 0..6 {
        bench.step(Input::ExchangeDone(Err(problem(
            ErrorCode::ServerUnreachable,
        ))));
        sent.push(order(&bench.step(Input::SyncNow)).unwrap().max_commands);
    }
    assert_eq!(sent, [2, 4, 8, 16, 16, 16].map(|part| whole / part));
    sent.clear();
    for _ in 0..5 {
        let effects = bench.step(Input::ExchangeDone(Ok(Exchanged {
            more_commands: true,
            ..done(0)
        })));
        sent.push(order(&effects).unwrap().max_commands);
    }
    assert_eq!(sent, [8, 4, 2, 1, 1].map(|part| whole / part));
}

#[test]
fn a_protocol_that_does_not_fit_is_a_problem_and_is_tried_again_later() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    bench.step(Input::ExchangeDone(Err(problem(ErrorCode::ProtocolTooOld))));
    assert_eq!(
        bench.report.problem,
        Some(problem(ErrorCode::ProtocolTooOld))
    );
    assert!(exchanges(&bench.wait().1));
}

#[test]
fn a_checksum_that_differs_resnapshots_once_per_version() {
    let mut bench = Bench::online(3);
    bench.step(Input::Submitted);
    let differs = |v| {
        Input::ExchangeDone(Ok(Exchanged {
            mismatched: vec![scope(1)],
            ..done(v)
        }))
    };
    let effects = bench.step(differs(4));
    assert_eq!(order(&effects).unwrap().resnapshot, [scope(1)]);
    assert!(!exchanges(&bench.step(differs(4))), "once");
    bench.step(Input::Submitted);
    let effects = bench.step(differs(5));
    assert_eq!(
        order(&effects).unwrap().resnapshot,
        [scope(1)],
        "another version, once more"
    );
}

#[test]
fn more_commands_follow_at_once() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    let more = Exchanged {
        more_commands: true,
        waiting: 4_000,
        ..done(1)
    };
    assert!(exchanges(&bench.step(Input::ExchangeDone(Ok(more)))));
}

#[test]
fn a_stopping_server_is_left_alone_for_as_long_as_it_asked() {
    let mut bench = Bench::online(0);
    let effects = bench.step(Input::StreamClosed(Closed::Goodbye { after_ms: 2_000 }));
    assert!(!exchanges(&effects) && !opens(&effects));
    assert!(!bench.report.online);
    let (waited, effects) = bench.wait();
    assert!((2_000..=4_000).contains(&waited) && exchanges(&effects));
}

#[test]
fn a_stream_refused_for_its_token_refreshes() {
    let mut bench = Bench::online(0);
    let effects = bench.step(Input::StreamClosed(Closed::Refused(problem(
        ErrorCode::TokenExpired,
    ))));
    assert!(effects.contains(&Effect::Refresh));
}

#[test]
fn signing_out_stops_everything() {
    let mut bench = Bench::online(0);
    bench.step(Input::Submitted);
    let effects = bench.step(Input::SignedOut);
    assert!(effects.contains(&Effect::CloseStream));
    assert!(!bench.report.online);
    // The exchange that was in flight ends into nothing.
    assert!(!exchanges(&bench.step(Input::ExchangeDone(Ok(done(9))))));
    assert_eq!(bench.step(Input::Submitted), []);
}

/// Whatever happens in whatever order: one exchange in flight, and never stuck.
#[test]
fn any_sequence_keeps_one_exchange_in_flight_and_never_gets_stuck() {
    for seed in 0..200 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut bench = Bench::new();
        let mut in_flight = 0_i32;
        let mut pending: Vec<Input> = Vec::new();
        bench.step(Input::SignedIn { token: true });
        in_flight += 1;
        pending.push(Input::ExchangeDone(Ok(done(0))));
        let mut v = 0;
        for _ in 0..300 {
            bench.now += rng.random_range(0..2_000);
            let input = match rng.random_range(0..9) {
                0 => Input::Submitted,
                1 => {
                    v += 1;
                    Input::Poke { scope: scope(1), v }
                }
                2 => Input::SyncNow,
                3 if matches!(bench.engine.stream, Stream::Open { .. }) => {
                    Input::StreamClosed(Closed::Broken)
                }
                4 if bench.engine.stream == Stream::Opening => Input::StreamOpened,
                5..=7 if !pending.is_empty() => {
                    let input = pending.swap_remove(rng.random_range(0..pending.len()));
                    match input {
                        Input::ExchangeDone(_) => {
                            in_flight -= 1;
                            match rng.random_range(0..6) {
                                0 => {
                                    Input::ExchangeDone(Err(problem(ErrorCode::ServerUnreachable)))
                                }
                                1 => Input::ExchangeDone(Err(problem(ErrorCode::TokenExpired))),
                                2 => Input::ExchangeDone(Err(problem(ErrorCode::NewClient))),
                                _ => Input::ExchangeDone(Ok(done(v))),
                            }
                        }
                        other => other,
                    }
                }
                _ => Input::Timer,
            };
            for effect in bench.step(input) {
                match effect {
                    Effect::Exchange(_) => {
                        in_flight += 1;
                        pending.push(Input::ExchangeDone(Ok(done(v))));
                    }
                    Effect::Refresh => pending.push(Input::RefreshDone(Ok(()))),
                    Effect::RenewClient => pending.push(Input::ClientRenewed(Ok(()))),
                    _ => {}
                }
            }
            assert!(in_flight <= 1, "seed {seed}");
            assert!(
                !pending.is_empty() || bench.timer.is_some(),
                "seed {seed} is stuck"
            );
        }
    }
}
