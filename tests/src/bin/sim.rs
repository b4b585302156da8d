//! Plays simulations of sync: `cargo xtask sim` builds and starts this.
//!
//! `--seeds N [--seed FIRST]` plays N seeds; `--plan FILE` plays one plan; `--bugs` breaks each safeguard (or
//! `--bug NAME` one) and counts in how many seeds it is found. The last line of the output is JSON. A failing plan
//! is made shorter and written to `--failures FOLDER`.

use serde_json::json;
use std::{path::PathBuf, process::ExitCode, time::Duration};
use tests::sim::{Plan, hunt, play, run, shrink, template};

/// How long a failing plan is made shorter.
const SHRINK: Duration = Duration::from_secs(60);

struct Asked {
    seeds: u64,
    first: u64,
    threads: usize,
    plan: Option<PathBuf>,
    bugs: bool,
    bug: Option<String>,
    failures: PathBuf,
}

fn asked() -> Asked {
    let mut asked = Asked {
        seeds: 100,
        first: 0,
        threads: std::thread::available_parallelism().map_or(1, |n| n.get()),
        plan: None,
        bugs: false,
        bug: None,
        failures: PathBuf::from("."),
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
            "--seeds" => asked.seeds = number(value()),
            "--seed" => asked.first = number(value()),
            "--threads" => asked.threads = number(value()) as usize,
            "--plan" => asked.plan = Some(value().into()),
            "--failures" => asked.failures = value().into(),
            "--bugs" => asked.bugs = true,
            "--bug" => asked.bug = Some(value()),
            _ => panic!("unknown option {name}"),
        }
    }
    asked
}

fn main() -> ExitCode {
    let asked = asked();
    let template = template().unwrap_or_else(|e| panic!("an empty replica: {e}"));
    // A panic of the product is a finding and is told as one.
    if asked.plan.is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    if let Some(file) = &asked.plan {
        return one(&asked, file, &template);
    }
    if asked.bugs || asked.bug.is_some() {
        return bugs(&asked, &template);
    }
    let report = run::run(asked.first, asked.seeds, asked.threads, &template);
    let mut file = None;
    if let Some(failure) = report.failures.values().next() {
        let (plan, played) = shrink(&failure.plan, &failure.played, &template, SHRINK);
        let path = asked.failures.join(format!("seed-{}.json", plan.seed));
        let text = serde_json::to_string_pretty(&plan).unwrap_or_default();
        match std::fs::write(&path, text) {
            Ok(()) => file = Some(path.display().to_string()),
            Err(error) => eprintln!("{}: {error}", path.display()),
        }
        eprintln!("{} steps are left: {:?}", plan.steps.len(), played.broken);
    }
    for (seed, failure) in report.failures.iter().take(20) {
        eprintln!(
            "seed {seed}: {:.300}",
            format!("{:?}", failure.played.broken)
        );
    }
    println!("{}", report.json(file.as_deref()));
    if report.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn one(asked: &Asked, file: &PathBuf, template: &[u8]) -> ExitCode {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let plan: Plan =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    if let Some(bug) = chosen(asked).first() {
        bug.break_it();
    }
    let played = play(&plan, template);
    let broken = played.broken.map(|(step, broken)| {
        json!({ "seed": plan.seed, "step": step, "invariant": broken.invariant, "what": broken.what })
    });
    println!(
        "{}",
        json!({ "seeds": 1, "steps": played.steps, "failures": u8::from(broken.is_some()),
                "invariants": played.looked, "first_failure": broken })
    );
    match broken {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    }
}

fn chosen(asked: &Asked) -> Vec<hunt::Safeguard> {
    let mut all = hunt::Safeguard::all();
    match &asked.bug {
        Some(word) => all.retain(|s| s.word() == word),
        None if !asked.bugs => all.clear(),
        None => {}
    }
    all
}

fn bugs(asked: &Asked, template: &[u8]) -> ExitCode {
    let safeguards = chosen(asked);
    let tell = |found: &hunt::Found| eprintln!("{}", found.json());
    let found = hunt::hunt(
        &safeguards,
        asked.first,
        asked.seeds,
        asked.threads,
        template,
        tell,
    );
    let missed: Vec<_> = found
        .iter()
        .filter(|f| f.found == 0)
        .map(|f| f.safeguard.word())
        .collect();
    let all: Vec<_> = found.iter().map(hunt::Found::json).collect();
    println!("{}", json!({ "bugs": all, "missed": missed }));
    match missed.is_empty() && !found.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
