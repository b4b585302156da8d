//! Plays many seeds on all cores, some of them twice, and tells what came of them.

use super::{
    checks::INVARIANTS,
    plan::Plan,
    play::{Played, play},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

/// One seed in so many is played twice and must come to the same.
const TWICE: u64 = 20;

/// A seed whose play broke an invariant.
#[derive(Clone, Debug)]
pub struct Failure {
    pub plan: Plan,
    pub played: Played,
}

/// What came of many seeds.
#[derive(Debug, Default)]
pub struct Report {
    pub seeds: u64,
    pub steps: u64,
    /// By seed.
    pub failures: BTreeMap<u64, Failure>,
    pub looked: BTreeMap<&'static str, u64>,
    pub seconds: f64,
}

/// Plays `count` seeds from `first` on.
pub fn run(first: u64, count: u64, threads: usize, template: &[u8]) -> Report {
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let report = Mutex::new(Report::default());
    let work = || {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= count {
                return;
            }
            let plan = Plan::of(first + n);
            let mut played = play(&plan, template);
            if n.is_multiple_of(TWICE) && played.broken.is_none() {
                let again = play(&plan, template);
                if again.trace != played.trace {
                    played.broken = Some((
                        played.steps,
                        super::Broken {
                            invariant: "Deterministic",
                            what: "the same plan came to something else".into(),
                        },
                    ));
                }
            }
            let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
            report.seeds += 1;
            report.steps += played.steps as u64;
            for (invariant, times) in &played.looked {
                *report.looked.entry(invariant).or_default() += times;
            }
            if played.broken.is_some() {
                report.failures.insert(plan.seed, Failure { plan, played });
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    report.seconds = began.elapsed().as_secs_f64();
    report
}

impl Report {
    /// The figures as one JSON object; `plan_file` is where the first failing plan was written.
    pub fn json(&self, plan_file: Option<&str>) -> Value {
        let looked = |name: &&'static str| {
            let times = self.looked.get(name).copied().unwrap_or(0);
            ((*name).to_owned(), json!(times))
        };
        let invariants: serde_json::Map<String, Value> = INVARIANTS.iter().map(looked).collect();
        let first = self.failures.values().next().and_then(|failure| {
            let (step, broken) = failure.played.broken.as_ref()?;
            Some(json!({
                "seed": failure.plan.seed,
                "step": step,
                "invariant": broken.invariant,
                "what": broken.what,
                "plan": plan_file,
            }))
        });
        json!({
            "seeds": self.seeds,
            "steps": self.steps,
            "failures": self.failures.len(),
            "invariants": invariants,
            "seconds": (self.seconds * 10.0).round() / 10.0,
            "first_failure": first,
        })
    }
}
