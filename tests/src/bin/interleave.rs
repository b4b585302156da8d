//! Plays interleavings of the server's transactions: `cargo xtask interleave` builds and starts this.
//!
//! Without options every scene is explored. `--scene NAME` explores one, `--schedule 0110…` plays one schedule of it,
//! `--every` stops at every point, `--sample N` and `--seed N` say how the orders of long scenes are drawn; `--bugs` breaks
//! each safeguard in its scenes, or `--bug NAME` one. The last line of the output is JSON.

use std::process::ExitCode;
use tests::interleave::{Bug, Explored, FIRST_FENCES, Grain, Job, Scene, hunt, run_all, scenes};

struct Asked {
    scene: Option<Scene>,
    schedule: Option<Vec<usize>>,
    grain: Grain,
    sample: u64,
    seed: u64,
    workers: usize,
    bugs: bool,
    bug: Option<Bug>,
}

fn asked() -> Asked {
    let mut asked = Asked {
        scene: None,
        schedule: None,
        grain: Grain::Essential,
        sample: 400,
        seed: 0,
        workers: std::thread::available_parallelism().map_or(1, |n| n.get()) + 1,
        bugs: false,
        bug: None,
    };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let mut value = || {
            args.next()
                .unwrap_or_else(|| panic!("{name} needs a value"))
        };
        let number =
            |text: String| -> u64 { text.parse().unwrap_or_else(|e| panic!("{text}: {e}")) };
        match name.as_str() {
            "--scene" => {
                let word = value();
                asked.scene = Some(
                    word.parse()
                        .unwrap_or_else(|_| panic!("no scene is called {word}")),
                );
            }
            "--schedule" => {
                let digits = value();
                let digit =
                    |c: char| c.to_digit(10).unwrap_or_else(|| panic!("{c} is no task")) as usize;
                asked.schedule = Some(digits.chars().map(digit).collect());
            }
            "--every" => asked.grain = Grain::Every,
            "--sample" => asked.sample = number(value()),
            "--seed" => asked.seed = number(value()),
            "--workers" => asked.workers = number(value()) as usize,
            "--bugs" => asked.bugs = true,
            "--bug" => {
                let word = value();
                asked.bug = Some(
                    word.parse()
                        .unwrap_or_else(|_| panic!("no safeguard is called {word}")),
                );
            }
            _ => panic!("unknown option {name}"),
        }
    }
    asked
}

fn jobs(asked: &Asked) -> Vec<Job> {
    let mut jobs = match (asked.bug, asked.bugs) {
        (Some(bug), _) => hunt(&[bug], asked.grain, false),
        (None, true) => hunt(Bug::ALL, asked.grain, false),
        (None, false) => scenes(asked.grain, asked.sample, asked.seed),
    };
    if let Some(scene) = asked.scene {
        jobs.retain(|job| job.scene == scene);
    }
    for job in &mut jobs {
        job.schedule = asked.schedule.clone();
    }
    jobs
}

fn tell(explored: &Explored) {
    let bug = explored.bug.map_or("", Bug::word);
    eprintln!(
        "{:<28} {bug:<26} {:>5} of {:>5} {:?}",
        explored.scene.word(),
        explored.found,
        explored.schedules,
        explored.by,
    );
    let replayed = explored.schedules == 1;
    if let Some(first) = explored
        .first
        .as_ref()
        .filter(|_| explored.bug.is_none() || replayed)
    {
        eprintln!("  schedule {}: {:?}", first.schedule, first.finding);
        first.trace.iter().for_each(|line| eprintln!("    {line}"));
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let asked = asked();
    // A panic of the product is a finding and is told as one.
    let report = run_all(jobs(&asked), asked.workers, tell).await;
    let held: Vec<_> = FIRST_FENCES.iter().map(|(bug, _)| *bug).collect();
    let wrong: Vec<_> = report
        .bugs()
        .into_iter()
        .filter(|found| (found.found > 0) == held.contains(&found.bug))
        .map(|found| found.bug.word())
        .collect();
    println!("{}", report.json());
    if !wrong.is_empty() {
        eprintln!("not as expected: {wrong:?}");
    }
    match report.failures().next().is_none() && wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
