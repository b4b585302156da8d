//! Many scenes on several databases at once; and breaking every safeguard, to see where it is found.

use super::{
    bed::{Bed, Template},
    explore::{Explored, Wanted, explore},
    scenes::Scene,
    turns::Grain,
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use sync_server::seeded::Bug;

/// Of the orders of a long scene so many are drawn.
const SAMPLE: u64 = 40;

/// Safeguards behind which another stands, so that alone they let nothing through.
pub const FIRST_FENCES: [(Bug, &str); 2] = [
    (
        Bug::GrantsNotAsked,
        "row-level security shows no row of a hub without a grant",
    ),
    (
        Bug::FenceNotRaised,
        "the handler asks the grants in the same snapshot",
    ),
];

/// One scene to be explored.
pub type Job = Wanted;

/// Every scene with nothing broken.
pub fn all_scenes(grain: Grain, sample: u64, seed: u64) -> Vec<Job> {
    let jobs = Scene::ALL
        .iter()
        .map(|scene| job(*scene, None, grain, sample, seed));
    jobs.collect()
}

fn job(scene: Scene, bug: Option<Bug>, grain: Grain, sample: u64, seed: u64) -> Job {
    let long = scene.is_long();
    Wanted {
        scene,
        bug,
        grain: match long && grain == Grain::Essential {
            true => Grain::Coarse,
            false => grain,
        },
        sample: long.then_some(sample),
        seed,
        schedule: None,
        first_only: false,
    }
}

/// The scenes in which a broken safeguard must show.
pub fn scenes_for(bug: Bug) -> &'static [Scene] {
    use Scene::*;
    match bug {
        Bug::VersionBeforeLock | Bug::ScopeNotLocked => &[SameHub, SameRow],
        Bug::LocksUnsorted => &[BothWays],
        Bug::ClientNotLocked => &[Cloned],
        Bug::RightsBeforeLock => &[GrantTakenAndCommand],
        Bug::DedupeOff => &[RequestTwice, CallTwice],
        Bug::NumberUsedTwice => &[Cloned],
        Bug::GapAccepted => &[Overtaken],
        Bug::OutcomeLoggedLater => &[RequestTwice, CallTwice],
        Bug::SeqNotAdvanced => &[SameHub],
        Bug::OldHashKept => &[SameRow],
        Bug::EvictionNotWritten => &[MoveAndCut, DeleteAndCut],
        Bug::ArchiveWithoutEviction => &[ArchiveAndCut],
        Bug::WokenBeforeCommit => &[SameHub],
        Bug::AckOutsideSnapshot => &[LostAnswer],
        Bug::GrantsOutsideSnapshot => &[GrantTaken, GrantGiven],
        Bug::CutReadCommitted => &[MoveAndCut, MoveAndFullCut],
        Bug::CutInPieces => &[MoveAndCut, MoveAndFullCut],
        Bug::FloorNotCompared => &[CleanAndCut],
        Bug::FloorNotRaised => &[CleanAndCut],
        Bug::EpochNotCompared | Bug::ForkNotCompared => &[Restored],
        Bug::GrantsNotAsked | Bug::FenceNotRaised | Bug::NoFenceAtAll => &[GrantTaken, GrantGiven],
        Bug::CacheWithoutFrom | Bug::CacheWithoutScope => &[TwoCuts],
        Bug::SnapshotReadCommitted | Bug::SnapshotOfOtherVersion => &[SnapshotAndCommand],
        Bug::SnapshotLockNotTaken => &[TwoSnapshots],
        Bug::RepairWithoutVersion => &[ScrubAndCut],
        Bug::BeginAbandoned => &[HungUp],
    }
}

/// What all of it came to.
#[derive(Debug, Default)]
pub struct Report {
    pub explored: Vec<Explored>,
    pub seconds: f64,
}

impl Report {
    /// How many schedules were played.
    pub fn schedules(&self) -> u64 {
        self.explored.iter().map(|e| e.schedules).sum()
    }

    /// Those with nothing broken in which something did not hold.
    pub fn failures(&self) -> impl Iterator<Item = &Explored> {
        let failed = |e: &&Explored| e.bug.is_none() && e.found > 0;
        self.explored.iter().filter(failed)
    }

    /// One line for each safeguard that was broken.
    pub fn bugs(&self) -> Vec<Found> {
        let bugs = Bug::ALL.iter();
        bugs.filter_map(|bug| Found::of(*bug, &self.explored))
            .collect()
    }

    /// The figures.
    pub fn json(&self) -> Value {
        let first = self.failures().next().map(told);
        let bugs = self.bugs();
        let found = bugs.iter().filter(|b| b.found > 0).count();
        json!({
            "schedules": self.schedules(),
            "bugs": bugs.iter().map(Found::json).collect::<Vec<_>>(),
            "bugs_found": found,
            "failures": self.failures().map(|e| e.found).sum::<u64>(),
            "seconds": (self.seconds * 10.0).round() / 10.0,
            "first_failure": first,
        })
    }
}

/// A failing schedule, in words.
pub fn told(explored: &Explored) -> Value {
    let first = explored.first.as_ref();
    json!({
        "scene": explored.scene.word(),
        "bug": explored.bug.map(Bug::word),
        "schedule": first.map(|f| &f.schedule),
        "invariant": first.map(|f| f.finding.invariant),
        "what": first.map(|f| &f.finding.what),
        "trace": first.map(|f| &f.trace),
    })
}

/// In how many schedules a broken safeguard was found.
#[derive(Debug)]
pub struct Found {
    pub bug: Bug,
    pub schedules: u64,
    pub found: u64,
    /// Where first, in which schedule, and what did not hold.
    pub first: Option<(Scene, String, &'static str)>,
}

impl Found {
    fn of(bug: Bug, explored: &[Explored]) -> Option<Self> {
        let mut found = Self {
            bug,
            schedules: 0,
            found: 0,
            first: None,
        };
        for one in explored.iter().filter(|e| e.bug == Some(bug)) {
            found.schedules += one.schedules;
            found.found += one.found;
            if let (None, Some(first)) = (&found.first, &one.first) {
                let invariant = first.finding.invariant;
                found.first = Some((one.scene, first.schedule.clone(), invariant));
            }
        }
        (found.schedules > 0).then_some(found)
    }

    fn json(&self) -> Value {
        let first = self.first.as_ref();
        json!({
            "bug": self.bug.word(), "found": self.found, "schedules": self.schedules,
            "scene": first.map(|f| f.0.word()), "schedule": first.map(|f| &f.1), "broke": first.map(|f| f.2),
        })
    }
}

/// The jobs that break `bugs`, each in its own scenes.
pub fn hunt(bugs: &[Bug], grain: Grain, first_only: bool) -> Vec<Job> {
    let scenes = bugs
        .iter()
        .flat_map(|bug| scenes_for(*bug).iter().map(move |scene| (*bug, *scene)));
    scenes
        .map(|(bug, scene)| Job {
            first_only,
            ..job(scene, Some(bug), grain, SAMPLE, 0)
        })
        .collect()
}

/// Explores all of `jobs` on `workers` databases at once, telling `tell` of each.
pub async fn run_all(
    jobs: Vec<Job>,
    workers: usize,
    tell: impl Fn(&Explored) + Send + Sync + 'static,
) -> Report {
    let began = Instant::now();
    let template = Template::new().await;
    let order = jobs.len();
    let jobs: Arc<Mutex<VecDeque<(usize, Job)>>> =
        Arc::new(Mutex::new(jobs.into_iter().enumerate().collect()));
    let tell = Arc::new(tell);
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..workers.min(order).max(1) {
        let mut bed = Bed::new(&template).await;
        let (jobs, tell) = (jobs.clone(), tell.clone());
        running.spawn(async move {
            let mut explored = Vec::new();
            loop {
                let next = jobs
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .pop_front();
                let Some((n, job)) = next else {
                    return explored;
                };
                let one = explore(&mut bed, &job).await;
                tell(&one);
                explored.push((n, one));
            }
        });
    }
    let mut explored = Vec::new();
    while let Some(done) = running.join_next().await {
        explored.extend(done.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic())));
    }
    explored.sort_by_key(|(n, _)| *n);
    Report {
        explored: explored.into_iter().map(|(_, one)| one).collect(),
        seconds: began.elapsed().as_secs_f64(),
    }
}
