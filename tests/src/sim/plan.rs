//! Plans: what happens in one simulation, in order, as data. A plan is made from a seed before anything runs, can be
//! written to a file, shortened, and played again. Knows nothing of how a step is carried out.

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};

/// What one simulation does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Also feeds the engines' jitter.
    pub seed: u64,
    pub hubs: u8,
    pub consoles: Vec<Seat>,
    pub steps: Vec<Step>,
}

/// A console and who sits at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Two consoles may be one person's.
    pub user: u8,
    /// How wrong its clock is, milliseconds.
    pub skew_ms: i64,
}

/// Something that happens, a while after what happened before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub after_ms: u32,
    #[serde(flatten)]
    pub what: What,
}

/// What happens. `console`, `hub`, `user` and `pick` are taken modulo how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum What {
    /// A person at the console gives a command; `a` and `b` choose which.
    Command {
        console: u8,
        a: u32,
        b: u32,
    },
    /// The same, but the server will fail on it every time.
    Poison {
        console: u8,
        a: u32,
        b: u32,
    },
    Undo {
        console: u8,
    },
    SyncNow {
        console: u8,
    },
    /// One message under way meets its fate.
    Network {
        pick: u32,
        fate: Fate,
    },
    /// The console's network goes, and comes back with `Reconnect`.
    CutOff {
        console: u8,
    },
    Reconnect {
        console: u8,
    },
    /// The process is killed, or the power fails and unsynced writes are lost; it starts again at once.
    Crash {
        console: u8,
        power: bool,
    },
    /// The same, at the `at`th step of a write from now.
    CrashLater {
        console: u8,
        at: u8,
        power: bool,
    },
    Skew {
        console: u8,
        skew_ms: i64,
    },
    /// The console's disk is copied; the copy is put back later, or into another laptop.
    CopyDisk {
        console: u8,
    },
    RestoreDisk {
        console: u8,
    },
    Clone {
        from: u8,
        to: u8,
    },
    /// An admin gives the user a role in the hub (0 dispatcher, 1 supervisor), or takes it (2).
    Grant {
        user: u8,
        hub: u8,
        role: u8,
    },
    /// A command by an admin through the server's interface.
    Office {
        hub: u8,
        a: u32,
        b: u32,
    },
    /// A delivery goes to another hub.
    Move {
        pick: u32,
        hub: u8,
    },
    /// A finished delivery leaves its hub.
    Archive {
        pick: u32,
    },
    /// The server forgets evictions up to now.
    CollectEvictions {
        hub: u8,
    },
    /// The server's database cannot take commands for so long.
    Sick {
        for_ms: u32,
    },
    Backup,
    /// The server is restored from one of its backups.
    Restore {
        pick: u32,
    },
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Arrive,
    Lose,
    /// It arrives, and once more later.
    Twice,
    /// It breaks off after so many thousandths.
    Cut(u16),
    /// The server has begun with it, and goes on when it is picked again.
    Begin,
}

/// The steps of a plan made from a seed: never fewer.
pub const STEPS: usize = 300;

impl Plan {
    /// The plan of this seed.
    pub fn of(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let count = rng.random_range(2..=8_u8).min(rng.random_range(2..=8));
        let hubs = rng.random_range(2..=3);
        let users = rng.random_range(2..=count.max(2));
        let consoles: Vec<Seat> = (0..count)
            .map(|n| Seat {
                user: if n < users {
                    n
                } else {
                    rng.random_range(0..users)
                },
                skew_ms: skew(&mut rng),
            })
            .collect();
        // Half of the plans restore no server: otherwise little else would be seen for long.
        let restores = rng.random_bool(0.5);
        let mut steps = Vec::with_capacity(STEPS + 60);
        for n in 0..STEPS + rng.random_range(0..60_usize) {
            // Everyone has synced once before things go wrong, in most plans.
            let what = if n < usize::from(count) * 3 {
                network(&mut rng, true)
            } else {
                some(&mut rng, count, restores)
            };
            steps.push(Step {
                after_ms: after(&mut rng),
                what,
            });
        }
        Self {
            seed,
            hubs,
            consoles,
            steps,
        }
    }
}

fn skew(rng: &mut StdRng) -> i64 {
    match rng.random_range(0..4) {
        0 => 0,
        1 => rng.random_range(-5_000..5_000),
        2 => rng.random_range(-600_000..600_000),
        _ => rng.random_range(-86_400_000..86_400_000),
    }
}

fn after(rng: &mut StdRng) -> u32 {
    match rng.random_range(0..20) {
        0..10 => rng.random_range(0..50),
        10..18 => rng.random_range(50..1_000),
        18 => rng.random_range(1_000..8_000),
        _ => rng.random_range(8_000..45_000),
    }
}

fn network(rng: &mut StdRng, calm: bool) -> What {
    let fate = match rng.random_range(0..if calm { 70 } else { 100 }) {
        0..70 => Fate::Arrive,
        70..84 => Fate::Begin,
        84..89 => Fate::Lose,
        89..96 => Fate::Twice,
        _ => Fate::Cut(rng.random_range(0..1000)),
    };
    What::Network {
        pick: rng.random(),
        fate,
    }
}

fn some(rng: &mut StdRng, consoles: u8, restores: bool) -> What {
    let console = rng.random_range(0..consoles);
    let (a, b, pick) = (rng.random(), rng.random(), rng.random());
    match rng.random_range(0..1000) {
        0..300 => What::Command { console, a, b },
        300..310 => What::Poison { console, a, b },
        310..325 => What::Undo { console },
        325..345 => What::SyncNow { console },
        345..770 => network(rng, false),
        770..790 => What::CutOff { console },
        790..820 => What::Reconnect { console },
        820..840 => What::Crash {
            console,
            power: rng.random(),
        },
        840..870 => What::CrashLater {
            console,
            at: rng.random_range(0..40),
            power: rng.random(),
        },
        870..875 => What::Skew {
            console,
            skew_ms: skew(rng),
        },
        875..880 => What::CopyDisk { console },
        880..885 => What::RestoreDisk { console },
        885..889 => What::Clone {
            from: console,
            to: rng.random_range(0..consoles),
        },
        889..915 => What::Grant {
            user: rng.random(),
            hub: rng.random(),
            role: rng.random_range(0..3),
        },
        915..940 => What::Office {
            hub: rng.random(),
            a,
            b,
        },
        940..965 => What::Move {
            pick,
            hub: rng.random(),
        },
        965..972 => What::Archive { pick },
        972..978 => What::CollectEvictions { hub: rng.random() },
        978..985 => What::Sick {
            for_ms: rng.random_range(0..4_000),
        },
        985..993 => What::Backup,
        _ if restores => What::Restore { pick },
        _ => What::SyncNow { console },
    }
}
