//! The seeded bugs: breaks one safeguard after the other and counts in how many of the first seeds that is found, and
//! by which invariant first.

use super::{
    plan::Plan,
    play::play,
    server::bugs::{self, ServerBug},
};
use replica::seeded::{self, Bug};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A safeguard of either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safeguard {
    Console(Bug),
    Server(ServerBug),
}

impl Safeguard {
    /// All of them.
    pub fn all() -> Vec<Self> {
        let console = Bug::ALL.iter().copied().map(Self::Console);
        let server = ServerBug::ALL.iter().copied().map(Self::Server);
        console.chain(server).collect()
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Console(bug) => bug.word(),
            Self::Server(bug) => bug.word(),
        }
    }

    fn side(self) -> &'static str {
        match self {
            Self::Console(_) => "console",
            Self::Server(_) => "server",
        }
    }

    /// Breaks it on this thread, and nothing else.
    pub fn break_it(self) {
        mend();
        match self {
            Self::Console(bug) => seeded::break_only(Some(bug)),
            Self::Server(bug) => bugs::break_only(Some(bug)),
        }
    }
}

/// Breaks nothing on this thread.
pub fn mend() {
    seeded::break_only(None);
    bugs::break_only(None);
}

/// In how many seeds a broken safeguard was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub safeguard: Safeguard,
    pub seeds: u64,
    pub found: u64,
    /// The first seed that found it.
    pub first: Option<u64>,
    /// How often each invariant was the first to break.
    pub by: BTreeMap<&'static str, u64>,
}

impl Found {
    pub fn json(&self) -> Value {
        json!({
            "bug": self.safeguard.word(),
            "side": self.safeguard.side(),
            "seeds": self.seeds,
            "found": self.found,
            "first_seed": self.first,
            "by": self.by,
        })
    }
}

/// Plays `count` seeds from `first` on with each of `safeguards` broken.
pub fn hunt(
    safeguards: &[Safeguard],
    first: u64,
    count: u64,
    threads: usize,
    template: &[u8],
    tell: impl Fn(&Found) + Sync,
) -> Vec<Found> {
    let next = AtomicUsize::new(0);
    let all: Mutex<BTreeMap<usize, Found>> = Mutex::default();
    let work = || {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(safeguard) = safeguards.get(n).copied() else {
                return;
            };
            safeguard.break_it();
            let mut found = Found {
                safeguard,
                seeds: count,
                found: 0,
                first: None,
                by: BTreeMap::new(),
            };
            for seed in first..first + count {
                if let Some((_, broken)) = play(&Plan::of(seed), template).broken {
                    found.found += 1;
                    found.first.get_or_insert(seed);
                    *found.by.entry(broken.invariant).or_default() += 1;
                }
            }
            mend();
            tell(&found);
            all.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(n, found);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    all.into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .into_values()
        .collect()
}
