//! Playing one schedule: exactly one task goes at a time, to its next point. A task that waits in Postgres for one
//! that is held goes on by itself when that one lets it, to its own next point.

use super::{
    bed::Bed,
    checks::{self, Finding},
    deeds::{Deed, Done, Server},
    monitor::{in_a_circle, stand_still, waits},
    state::State,
    turns::{Grain, Said, Turns},
};
use domain::id::ScopeId;
use std::{
    collections::BTreeSet,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use sync_server::{
    points::{self, Point},
    seeded::{self, Bug},
    wake::{Hint, Wake},
};
use tokio::{
    sync::{Semaphore, broadcast, mpsc},
    task::JoinSet,
};

/// Longer than any play takes that comes to its end.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a task's word is waited for before Postgres is asked what the task waits for.
const ASK_AFTER: Duration = Duration::from_millis(2);

/// One turn that was taken.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The tasks that could have gone.
    pub able: Vec<usize>,
    /// The one that went.
    pub went: usize,
}

/// A play.
#[derive(Debug)]
pub struct Played {
    pub turns: Vec<Turn>,
    /// What happened, in words.
    pub trace: Vec<String>,
    pub finding: Option<Finding>,
}

/// Where a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    At(Point),
    /// It goes, or waits for another.
    Going,
    Done,
}

/// What the checks have to know of a task.
#[derive(Clone, Debug)]
pub struct Course {
    pub deed: Deed,
    pub done: Done,
    /// The committed states when it began, when it went on from its locks, when its last snapshot began, and when it
    /// ended: by their place in [`Record::states`].
    pub began: usize,
    pub decided: usize,
    pub looked: usize,
    pub ended: usize,
    /// How often it began to read a snapshot's rows.
    pub snapshots_begun: u32,
}

/// What the checks look at.
#[derive(Debug, Default)]
pub struct Record {
    /// Every committed state, in the order of commits.
    pub states: Vec<State>,
    pub courses: Vec<Course>,
}

struct Play<'b> {
    bed: &'b mut Bed,
    places: Vec<Place>,
    go: Vec<Arc<Semaphore>>,
    heard: mpsc::UnboundedReceiver<(usize, Said<Done>)>,
    hints: broadcast::Receiver<Hint>,
    record: Record,
    trace: Vec<String>,
    finding: Option<Finding>,
    deadline: Instant,
}

/// Plays `deeds` from the kept state: the turns of `prefix`, then what `choose` says.
pub async fn play(
    bed: &mut Bed,
    deeds: &[Deed],
    grain: Grain,
    bug: Option<Bug>,
    prefix: &[usize],
    mut choose: impl FnMut(&[usize]) -> usize,
) -> Played {
    bed.put_back().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (wake, _relay) = Wake::new();
    let (said, heard) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    let mut play = Play {
        places: vec![Place::Start; deeds.len()],
        go: Vec::new(),
        heard,
        hints: wake.subscribe(),
        record: Record::default(),
        trace: Vec::new(),
        finding: None,
        deadline: Instant::now() + PATIENCE,
        bed,
    };
    play.record.states.push(play.bed.state().await);
    let deltas = Arc::default();
    for (task, deed) in deeds.iter().enumerate() {
        let go = Arc::new(Semaphore::new(0));
        play.go.push(go.clone());
        play.record.courses.push(Course {
            deed: deed.clone(),
            done: Done::default(),
            began: 0,
            decided: 0,
            looked: 0,
            ended: 0,
            snapshots_begun: 0,
        });
        let (read, write) = play.bed.pools[task].clone();
        let server = Server {
            read,
            write,
            wake: wake.clone(),
            deltas: Arc::clone(&deltas),
            folder: Path::to_owned(folder.path()),
        };
        let turns = Arc::new(Turns {
            task,
            grain,
            said: said.clone(),
            go,
        });
        let (deed, said) = (deed.clone(), said.clone());
        tasks.spawn(async move {
            turns.turn().await;
            let work = points::under(turns, seeded::under(bug, deed.run(server)));
            // A panic of the product is a finding, told like any other.
            let done = match tokio::spawn(work).await {
                Ok(done) => done,
                Err(error) => Done {
                    failed: Some(error.to_string()),
                    ..Done::default()
                },
            };
            let _ = said.send((task, Said::Done(done)));
        });
    }
    let mut turns = Vec::new();
    while play.finding.is_none() {
        let able = play.able();
        if able.is_empty() {
            break;
        }
        let went = match prefix.get(turns.len()) {
            Some(task) if able.contains(task) => *task,
            Some(_) | None => choose(&able),
        };
        turns.push(Turn { able, went });
        play.turn(went).await;
    }
    if play.finding.is_none() {
        play.finding = checks::at_the_end(play.bed, &play.record).await;
    }
    // Whoever is still held goes on, unless it cannot.
    for go in &play.go {
        go.close();
    }
    let Play { trace, finding, .. } = play;
    let all = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, all).await.is_err() {
        tasks.abort_all();
    }
    Played {
        turns,
        trace,
        finding,
    }
}

impl Play<'_> {
    fn able(&self) -> Vec<usize> {
        let held = |p: &Place| matches!(p, Place::Start | Place::At(_));
        (0..self.places.len())
            .filter(|task| held(&self.places[*task]))
            .collect()
    }

    fn going(&self) -> BTreeSet<usize> {
        let going = self.places.iter().enumerate();
        going
            .filter(|(_, p)| **p == Place::Going)
            .map(|(task, _)| task)
            .collect()
    }

    async fn turn(&mut self, task: usize) {
        let now = self.record.states.len() - 1;
        let course = &mut self.record.courses[task];
        match self.places[task] {
            Place::Start => course.began = now,
            Place::At(Point::ScopesLocked) => course.decided = now,
            _ => {}
        }
        // The snapshot of a cut that begins in this turn shows what is committed now, or a little later.
        course.looked = match self.places[task] {
            Place::At(Point::CutBegun | Point::CutPlanned | Point::CutAcknowledged) => {
                course.looked
            }
            Place::At(Point::CutRead | Point::CutClosed) => course.looked,
            _ => now,
        };
        self.places[task] = Place::Going;
        self.go[task].add_permits(1);
        let committed = self.settle().await;
        if committed && self.finding.is_none() {
            let after = self.bed.state().await;
            let before = self.record.states.last();
            self.finding = before.and_then(|before| checks::commit(before, &after));
            self.record.states.push(after);
        }
        if self.finding.is_none() {
            self.heed_hints();
        }
    }

    /// Waits until nobody moves any more. Answers whether something may have been committed.
    async fn settle(&mut self) -> bool {
        let mut committed = false;
        let mut in_a_circle_before = false;
        loop {
            while let Ok(said) = self.heard.try_recv() {
                committed |= self.hear(said);
            }
            let going = self.going();
            if going.is_empty() {
                return committed;
            }
            if self.deadline < Instant::now() {
                self.find("NoDeadlock", format!("tasks {going:?} do not go on"));
                return committed;
            }
            let next = tokio::time::timeout(ASK_AFTER, self.heard.recv()).await;
            if let Ok(Some(said)) = next {
                committed |= self.hear(said);
                continue;
            }
            // A held task holds its locks, unless a connection of its own is still being given back.
            let held: BTreeSet<usize> = self.able().into_iter().collect();
            let held = held
                .into_iter()
                .filter(|task| self.is_quiet(*task))
                .collect();
            let waits = match waits(&mut self.bed.monitor).await {
                Ok(waits) => waits,
                Err(error) => {
                    self.find("NoDeadlock", format!("nobody can say who waits: {error}"));
                    return committed;
                }
            };
            if stand_still(&going, &held, &waits) {
                self.trace.push(format!("{going:?} wait: {waits:?}"));
                return committed;
            }
            let circle: BTreeSet<usize> = waits.keys().copied().collect();
            let circle = in_a_circle(&circle, &waits);
            if circle && in_a_circle_before {
                self.find(
                    "NoDeadlock",
                    format!("they wait for one another: {waits:?}"),
                );
                return committed;
            }
            in_a_circle_before = circle;
        }
    }

    /// Whether no connection of the task is on its way back to its pool, perhaps with locks.
    fn is_quiet(&self, task: usize) -> bool {
        let (read, write) = &self.bed.pools[task];
        let quiet = |(size, idle): (u32, usize)| size as usize <= idle.saturating_add(1);
        quiet(read.size()) && quiet((write.size(), write.num_idle()))
    }

    fn hear(&mut self, (task, said): (usize, Said<Done>)) -> bool {
        let course = &mut self.record.courses[task];
        match said {
            Said::At(point) => {
                self.trace.push(format!("{task} is at {point}"));
                self.places[task] = Place::At(point);
                course.snapshots_begun += u32::from(point == Point::SnapshotBegun);
                point.word().ends_with("committed") || point == Point::SnapshotRegistered
            }
            Said::Done(done) => {
                self.trace.push(format!("{task} is done"));
                self.places[task] = Place::Done;
                course.done = done;
                course.ended = self.record.states.len() - 1;
                let changes = match &course.deed {
                    Deed::Exchange { commands, .. } => !commands.is_empty(),
                    Deed::AfterOneWhoHungUp { .. } => false,
                    _ => true,
                };
                // Its last commit had a point of its own, unless a safeguard is broken.
                course.ended += usize::from(changes);
                changes
            }
        }
    }

    fn find(&mut self, invariant: &'static str, what: String) {
        self.finding.get_or_insert(Finding { invariant, what });
    }

    /// Nobody is told of what is not committed.
    fn heed_hints(&mut self) {
        while let Ok(hint) = self.hints.try_recv() {
            let Hint::Moved(scope, v) = hint else {
                continue;
            };
            let now = self.record.states.last();
            if self.version(scope) < Some(v) && now.is_some() {
                self.find(
                    "WokenAfterCommit",
                    format!("{scope} was said to be at {v} and is not"),
                );
            }
        }
    }

    fn version(&self, scope: ScopeId) -> Option<i64> {
        let at = self.record.states.last()?.scopes.get(&scope)?;
        Some(at.v)
    }
}
