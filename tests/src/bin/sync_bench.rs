//! Measures sync on the real parts: `cargo xtask bench sync` builds and starts this.
//!
//! Server and consoles are release builds as child processes, Postgres is real and fsyncs, replicas are encrypted
//! and on disk. Every figure is the median of the runs; every sample goes to the file given with `--samples`.

use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, path::PathBuf};
use tests::bench::{self, Samples};

fn main() {
    let mut args = std::env::args().skip(1);
    let (mut rows, mut runs, mut samples_file) = (100_000_u32, 3_usize, None);
    while let Some(name) = args.next() {
        let value = args
            .next()
            .unwrap_or_else(|| panic!("{name} needs a value"));
        match name.as_str() {
            "--rows" => {
                rows = value
                    .parse()
                    .unwrap_or_else(|e| panic!("--rows {value}: {e}"))
            }
            "--runs" => {
                runs = value
                    .parse()
                    .unwrap_or_else(|e| panic!("--runs {value}: {e}"))
            }
            "--samples" => samples_file = Some(PathBuf::from(value)),
            _ => panic!("unknown option {name}"),
        }
    }
    let mut samples = Samples::default();
    let facts = bench::run(rows, runs, &mut samples);
    let mut summary: Map<String, Value> = samples.medians();
    summary.extend(facts);
    summary.insert("rows".into(), json!(rows));
    summary.insert("runs".into(), json!(runs));
    if let Some(path) = samples_file {
        let raw: BTreeMap<_, _> = samples.raw();
        let text = serde_json::to_string_pretty(&json!({ "summary": summary, "samples": raw }));
        let written = text
            .map_err(std::io::Error::other)
            .and_then(|text| std::fs::write(&path, text));
        written.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
    println!("{}", Value::Object(summary));
}
