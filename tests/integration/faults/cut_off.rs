//! Connections cut in the middle of what a console sends and of what the server answers, at seeded places.

use super::team::Team;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tests::Proxy;

/// Cuts in each direction.
const CUTS: u32 = 9;
/// A request with a few commands and its token, and its answer, are shorter.
const LONGEST: u32 = 6_000;

#[test]
fn nothing_is_lost_or_done_twice_when_requests_are_cut_in_the_middle() {
    cut(0x5eed, Proxy::cut_requests_after);
}

#[test]
fn nothing_is_lost_or_done_twice_when_answers_are_cut_in_the_middle() {
    cut(0xbeef, Proxy::cut_after);
}

fn cut(seed: u64, cut_after: impl Fn(&Proxy, u32)) {
    let mut seeded = StdRng::seed_from_u64(seed);
    let mut team = Team::start(&[]);
    let proxy = Proxy::start(team.fleet.server.address()).unwrap();
    team.join("sara", "sara", &proxy.url());
    let mut broken = 0;
    for round in 0..CUTS {
        let sara = team.member("sara");
        sara.submit(&team.witness, &team.commands(round, 3), &[]);
        // Every part of the range has its cut: the renewal of the token, heads, bodies, the end.
        let part = LONGEST / CUTS;
        let at = round * part + seeded.random_range(0..part);
        cut_after(&proxy, at);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let omar = team.member("omar");
                omar.give(&team.witness, &team.commands(round, 1), &[]);
            });
            let ended = sara.sync(&team.witness, &[]);
            assert!(matches!(ended.code, 0 | 5), "cut after {at}: {ended:?}");
            broken += u32::from(ended.code == 5);
        });
        team.witness.look("sara", &sara.console);
        proxy.admit().unwrap();
        if round % 3 == 2 {
            team.settle();
        }
    }
    assert!(broken >= 3, "only {broken} of {CUTS} were felt");
    team.settle();
}
