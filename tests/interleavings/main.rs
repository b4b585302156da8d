//! Every order of concurrent transactions of the real server on a real Postgres holds what sync promises; and each
//! safeguard of theirs, broken alone, is found. `cargo xtask interleave` plays more of them.

use tests::interleave::{Bug, FIRST_FENCES, Grain, hunt, run_all, scenes};

const WORKERS: usize = 3;
/// Orders of long scenes that are drawn, and from where.
const SAMPLE: u64 = 40;
const SEED: u64 = 0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_order_of_two_and_drawn_orders_of_more_hold() {
    let report = run_all(scenes(Grain::Essential, SAMPLE, SEED), WORKERS, |_| {}).await;
    let failed: Vec<_> = report.failures().collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(report.explored.iter().all(|scene| scene.schedules > 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_broken_safeguard_is_found() {
    let report = run_all(hunt(Bug::ALL, Grain::Essential, true), WORKERS, |_| {}).await;
    for found in report.bugs() {
        let held = FIRST_FENCES.iter().find(|(bug, _)| *bug == found.bug);
        let why = held.map(|(_, why)| *why);
        assert_eq!(found.found == 0, why.is_some(), "{found:?}, {why:?}");
    }
    assert_eq!(
        report.bugs().len(),
        Bug::ALL.len(),
        "all of them were broken"
    );
}
