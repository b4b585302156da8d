//! Which schedules of a scene are played: every one, in order, or a seeded sample of them.

use super::{
    bed::Bed,
    checks::Finding,
    play::{Played, play},
    scenes::Scene,
    turns::Grain,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::BTreeMap;
use sync_server::seeded::Bug;

/// What is to be played.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub scene: Scene,
    pub bug: Option<Bug>,
    pub grain: Grain,
    /// Play so many schedules, drawn from `seed`; `None`: every one.
    pub sample: Option<u64>,
    pub seed: u64,
    /// Play this one alone.
    pub schedule: Option<Vec<usize>>,
    /// Stop at the first finding.
    pub first_only: bool,
}

/// A schedule in which something did not hold.
#[derive(Clone, Debug)]
pub struct Failure {
    pub schedule: String,
    pub finding: Finding,
    pub trace: Vec<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Explored {
    pub scene: Scene,
    pub bug: Option<Bug>,
    pub schedules: u64,
    pub found: u64,
    /// How often each invariant was broken.
    pub by: BTreeMap<&'static str, u64>,
    pub first: Option<Failure>,
}

/// Plays.
pub async fn explore(bed: &mut Bed, wanted: &Wanted) -> Explored {
    bed.clear().await;
    let deeds = wanted.scene.set(bed).await;
    let mut explored = Explored {
        scene: wanted.scene,
        bug: wanted.bug,
        schedules: 0,
        found: 0,
        by: BTreeMap::new(),
        first: None,
    };
    let mut prefix = wanted.schedule.clone().unwrap_or_default();
    let mut random = StdRng::seed_from_u64(wanted.seed);
    loop {
        let sampled = wanted.sample.is_some() && wanted.schedule.is_none();
        let choose = |able: &[usize]| match sampled {
            true => able[random.random_range(0..able.len())],
            false => able[0],
        };
        let played = play(bed, &deeds, wanted.grain, wanted.bug, &prefix, choose).await;
        explored.take(&played);
        let enough = wanted.first_only && explored.found > 0;
        if wanted.schedule.is_some() || enough {
            break;
        }
        match wanted.sample {
            Some(n) if explored.schedules >= n => break,
            Some(_) => {}
            None => match next(&played) {
                Some(following) => prefix = following,
                None => break,
            },
        }
    }
    explored
}

/// The schedule after the one that was played: the last turn that another task could have taken, taken by it.
fn next(played: &Played) -> Option<Vec<usize>> {
    let turns = &played.turns;
    let last = turns
        .iter()
        .rposition(|turn| turn.able.last() != Some(&turn.went))?;
    let turn = &turns[last];
    let other = turn.able.iter().find(|task| **task > turn.went)?;
    let mut prefix: Vec<usize> = turns[..last].iter().map(|turn| turn.went).collect();
    prefix.push(*other);
    Some(prefix)
}

impl Explored {
    fn take(&mut self, played: &Played) {
        self.schedules += 1;
        let Some(finding) = &played.finding else {
            return;
        };
        self.found += 1;
        *self.by.entry(finding.invariant).or_default() += 1;
        if self.first.is_none() {
            let schedule = played.turns.iter().map(|turn| turn.went.to_string());
            self.first = Some(Failure {
                schedule: schedule.collect(),
                finding: finding.clone(),
                trace: played.trace.clone(),
            });
        }
    }
}
