//! A fixed set of simulations, the same ones on every run, and some of the seeded bugs, to see that the checks see.
//! `cargo xtask sim` plays thousands.

use tests::sim::{
    ServerBug,
    hunt::{Safeguard, hunt},
    run, template,
};

#[test]
fn every_invariant_holds_through_the_fixed_seeds() {
    let report = run::run(0, 8, 2, &template().unwrap());
    let broken: Vec<_> = report
        .failures
        .iter()
        .map(|(seed, failure)| (seed, &failure.played.broken))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
    for invariant in tests::sim::INVARIANTS {
        let times = report.looked.get(invariant).copied().unwrap_or(0);
        assert!(times > 0, "{invariant} was never looked at");
    }
}

#[test]
fn broken_safeguards_are_found() {
    use replica::seeded::Bug;
    let broken = [
        Safeguard::Console(Bug::ShadowNotRestored),
        Safeguard::Console(Bug::SubmitNotDurable),
        Safeguard::Server(ServerBug::VersionNotStamped),
        Safeguard::Server(ServerBug::DedupeOff),
    ];
    for found in hunt(&broken, 0, 3, 2, &template().unwrap(), |_| {}) {
        assert!(found.found > 0, "{} was not found", found.safeguard.word());
    }
}
