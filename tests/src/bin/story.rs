//! The stage of `cargo xtask demo`, and the day that is played on it headless. Reads DATABASE_URL and BARQ_BIN_DIR.

use clap::{Args, Parser, Subcommand};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};
use tests::{
    programs::program,
    story::{Plan, Report, Stage, play, plot::Cast},
};

#[derive(Parser)]
#[command(about = "A day of BARQ Dispatch: `cargo xtask demo` builds and starts this")]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Open a console that is signed in, on the user's display, and wait until it is closed
    Show(Options),
    /// Play the story without a person; one line of JSON at the end
    Play(Options),
}

#[derive(Args)]
struct Options {
    /// Pictures, profiles and files go here
    #[arg(long)]
    folder: PathBuf,
    /// Zones to import instead of made-up ones
    #[arg(long)]
    zones: Option<PathBuf>,
    /// Deliveries to import instead of made-up ones
    #[arg(long = "import")]
    imports: Vec<PathBuf>,
    /// Leave server, database and profiles in place
    #[arg(long)]
    keep: bool,
}

impl Options {
    fn plan(&self) -> Plan {
        Plan {
            zone_file: self.zones.clone(),
            delivery_files: self.imports.clone(),
            ..Plan::full(self.folder.clone())
        }
    }
}

fn main() -> ExitCode {
    match Cli::parse().what {
        What::Show(options) => show(&options),
        What::Play(options) => perform(&options),
    }
}

fn show(options: &Options) -> ExitCode {
    let stage = Stage::set(options.plan());
    stage.sign_in("noura", "noura");
    for file in std::iter::once(&options.zones)
        .flatten()
        .map(|_| &stage.zone_file)
    {
        stage.import("noura", file);
    }
    if !options.imports.is_empty() {
        for file in &stage.delivery_files {
            stage.import("noura", file);
        }
    }
    eprintln!("the console opens as noura; close its window to end the demo");
    let closed = std::process::Command::new(program("barq-dispatch"))
        .env("BARQ_PROFILE", stage.profile("noura"))
        .env("BARQ_PASSPHRASE", &stage.passphrase)
        .status();
    if options.keep {
        println!("{}", stage.leave(&["noura"]));
    } else {
        stage.strike();
    }
    match closed {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(status) => {
            eprintln!("the console ended: {status}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("the console does not start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn perform(options: &Options) -> ExitCode {
    let began = Instant::now();
    let stage = Stage::set(options.plan().under_way());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut report = Report::default();
    let played = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(play(&stage, Some(&options.folder), &mut report));
    }));
    if played.is_err() {
        report
            .broken
            .push("it broke off where the message above says".to_owned());
    }
    let mut line = report.json(began.elapsed().as_secs_f64());
    if options.keep {
        let kept = stage.leave(&Cast::NAMES);
        if let (Some(line), Some(kept)) = (line.as_object_mut(), kept.as_object()) {
            line.extend(kept.clone());
        }
    } else {
        stage.strike();
    }
    for words in &report.broken {
        eprintln!("the story did not hold: {words}");
    }
    println!("{line}");
    if report.held() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
