//! Requests that something before the server refuses for their size.

use super::*;

const TOO_LARGE: ErrorCode = ErrorCode::BodyTooLarge;

/// A proxy that lets so many bytes pass, and commands of these sizes that wait behind it.
struct Proxied {
    bench: Bench,
    limit: usize,
    commands: Vec<usize>,
    /// Bytes of each request with commands, and whether it passed.
    requests: Vec<(usize, bool)>,
}

impl Proxied {
    fn new(limit: usize, commands: Vec<usize>) -> Self {
        Self {
            bench: Bench::online(0),
            limit,
            commands,
            requests: Vec::new(),
        }
    }

    /// As the replica batches: at least one command, then as many as fit.
    fn batch(&self, order: &Order) -> Vec<usize> {
        let mut bytes = 0;
        let batch = self.commands.iter().copied().take(order.max_commands);
        let fits = |(n, size): &(usize, usize)| {
            bytes += size;
            *n == 0 || bytes <= order.max_command_bytes
        };
        batch
            .enumerate()
            .take_while(fits)
            .map(|(_, size)| size)
            .collect()
    }

    /// Answers exchanges until none follows at once.
    fn play(&mut self, mut effects: Vec<Effect>) {
        for _ in 0..1_000 {
            let Some(order) = order(&effects).cloned() else {
                return;
            };
            let batch = self.batch(&order);
            let bytes = 500 + batch.iter().sum::<usize>();
            self.bench.step(Input::Carried {
                commands: batch.len(),
                bytes,
            });
            self.bench.now += 50;
            let passes = bytes <= self.limit;
            if !batch.is_empty() {
                self.requests.push((bytes, passes));
            }
            let answer = if passes {
                self.commands.drain(..batch.len());
                Ok(Exchanged {
                    waiting: self.commands.len() as u64,
                    more_commands: !self.commands.is_empty(),
                    ..done(1)
                })
            } else {
                Err(problem(TOO_LARGE))
            };
            effects = self.bench.step(Input::ExchangeDone(answer));
            assert!(self.bench.report.online, "a refusal for size is an answer");
        }
        panic!("it never ends: {:?}", self.requests);
    }

    fn submitted(&mut self) {
        let effects = self.bench.step(Input::Submitted);
        self.play(effects);
    }

    fn refused(&self) -> usize {
        self.requests.iter().filter(|(_, passed)| !passed).count()
    }
}

#[test]
fn a_body_too_large_is_halved_until_it_fits() {
    let mut bench = Bench::online(0);
    let first = order(&bench.step(Input::Submitted)).unwrap().clone();
    let effects = bench.step(Input::ExchangeDone(Err(problem(ErrorCode::BodyTooLarge))));
    let second = order(&effects).unwrap().clone();
    assert_eq!(second.max_command_bytes * 2, first.max_command_bytes);
    let mut tries = 0;
    while exchanges(&bench.step(Input::ExchangeDone(Err(problem(ErrorCode::BodyTooLarge))))) {
        tries += 1;
    }
    assert!(tries < 12, "not for ever");
    assert_eq!(bench.report.problem, Some(problem(ErrorCode::BodyTooLarge)));
}

#[test]
fn what_waits_comes_through_a_small_proxy_and_the_size_is_remembered() {
    for (limit, refusals) in [(4 << 20, 0), (1 << 20, 2), (300_000, 3)] {
        let mut day = Proxied::new(limit, vec![250_000; 20]);
        day.commands.extend([300; 10]);
        day.submitted();
        assert_eq!(day.commands, [0; 0], "all of it arrives");
        assert!(day.refused() <= refusals, "{limit}: {:?}", day.requests);
        assert_eq!(day.bench.report.problem, None);
        // Hours later it is not refused again.
        let before = day.refused();
        for _ in 0..50 {
            day.commands = vec![200_000; 6];
            day.submitted();
        }
        assert_eq!((day.commands.len(), day.refused()), (0, before));
    }
}

#[test]
fn no_request_goes_out_again_as_it_was() {
    for waiting in [vec![40_000; 7], vec![100; 900], vec![120_000, 50, 50]] {
        let mut day = Proxied::new(131_072, waiting);
        day.submitted();
        assert_eq!(day.commands, [0; 0]);
        for pair in day.requests.windows(2) {
            assert!(pair[0].1 || pair[1].0 < pair[0].0, "{:?}", day.requests);
        }
    }
}

#[test]
fn a_command_that_is_too_large_alone_is_said_with_its_size_and_cuts_go_on() {
    let mut day = Proxied::new(131_072, vec![1_000, 200_000, 300]);
    day.submitted();
    assert_eq!(day.commands, [200_000, 300]);
    let report = day.bench.report.clone();
    assert_eq!(report.too_large, Some(200_500));
    let problem = report.problem.unwrap();
    assert_eq!(problem.code, TOO_LARGE);
    assert!(
        problem.detail.contains("200500 bytes"),
        "{}",
        problem.detail
    );
    // For ten minutes it goes on without commands.
    let tried = day.refused();
    let until = day.bench.now + Pace::default().too_large_again_ms - 60_000;
    while day.bench.now < until {
        let (_, effects) = day.bench.wait();
        day.play(effects);
    }
    assert_eq!(day.refused(), tried, "not for ever the same request");
    assert!(day.bench.report.online && day.bench.report.too_large.is_some());
    // Somebody makes the limit larger.
    day.limit = 1 << 20;
    let effects = day.bench.step(Input::SyncNow);
    day.play(effects);
    assert_eq!(day.commands, [0; 0]);
    assert_eq!(
        (day.bench.report.problem, day.bench.report.too_large),
        (None, None)
    );
}
