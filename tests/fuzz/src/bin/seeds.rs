//! Writes a target's valid bytes into a folder, for libFuzzer to begin with.

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(target), Some(folder)) = (args.next(), args.next().map(PathBuf::from)) else {
        eprintln!("usage: seeds TARGET FOLDER");
        return ExitCode::FAILURE;
    };
    for (n, bytes) in fuzz::seeds(&target).iter().enumerate() {
        let file = folder.join(format!("valid-{n}"));
        if let Err(error) = std::fs::write(&file, bytes) {
            eprintln!("{}: {error}", file.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
