//! kill -9 of a console while it submits: what was printed is there, and takes effect exactly once.

use crate::convergence::rows;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    process::Stdio,
};
use tests::{Console, Fleet, commands};

/// A small generator with a seed (SplitMix64): instants differ, and are the same at every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// Kills, all in all.
const KILLS: u64 = 200;
/// Consoles they are spread over.
const CONSOLES: u64 = 4;

#[test]
fn every_printed_command_id_has_exactly_one_outcome() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..8);
    dana.sync();
    let runs: Vec<(Console, Vec<String>)> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..CONSOLES)
            .map(|n| {
                let fleet = &fleet;
                scope.spawn(move || {
                    let console = fleet.console(["dana", "omar"][(n % 2) as usize]);
                    let printed = kill_again_and_again(fleet, &console, n);
                    (console, printed)
                })
            })
            .collect();
        all.into_iter().map(|run| run.join().unwrap()).collect()
    });

    let consoles: Vec<_> = runs.iter().map(|(console, _)| console).collect();
    for console in &consoles {
        console.sync();
    }
    fleet.assert_equal(&consoles);
    let dump = fleet.dump();
    let mut effects: Vec<String> = rows(&dump, "note")
        .iter()
        .map(|note| note["values"]["command_id"].as_str().unwrap().to_owned())
        .collect();
    effects.sort();
    let distinct: BTreeSet<_> = effects.iter().cloned().collect();
    assert_eq!(
        effects.len(),
        distinct.len(),
        "no command took effect twice"
    );

    let mut printed_in_all = 0;
    for (console, printed) in &runs {
        let outbox = console.ask(["outbox", "--limit", "100000"]);
        let outbox = outbox.as_array().unwrap();
        for id in printed {
            let mine: Vec<_> = outbox
                .iter()
                .filter(|i| i["command_id"] == json!(id))
                .collect();
            assert_eq!(mine.len(), 1, "{id}");
            assert_eq!(mine[0]["state"], "applied", "{id}");
            assert!(
                distinct.contains(id),
                "{id} was printed and is not on the server"
            );
        }
        printed_in_all += printed.len();
    }
    assert!(
        printed_in_all as u64 > KILLS,
        "{printed_in_all} commands were printed"
    );
    // What was durable but not printed before the kill is there too; nothing else is.
    let known: BTreeSet<String> = consoles
        .iter()
        .flat_map(|c| {
            c.ask(["outbox", "--limit", "100000"])
                .as_array()
                .unwrap()
                .clone()
        })
        .map(|i| i["command_id"].as_str().unwrap().to_owned())
        .collect();
    assert!(distinct.iter().all(|id| known.contains(id)));
}

/// Starts `submit -`, kills it at a seeded instant (so many commands written, so many answers read), again and
/// again; every fourth time while it also syncs. The ids it printed.
fn kill_again_and_again(fleet: &Fleet, console: &Console, seed: u64) -> Vec<String> {
    let mut seeded = Seeded(seed.wrapping_mul(0x1234_5678_9abc));
    let mut printed = Vec::new();
    for run in 0..KILLS / CONSOLES {
        let args: &[&str] = if run % 4 == 3 {
            &["submit", "-", "--sync"]
        } else {
            &["submit", "-"]
        };
        let mut child = console
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let read_before = seeded.below(6);
        let written_after = seeded.below(40);
        let torn = seeded.below(2) == 0;
        for n in 0..read_before {
            let body = format!("{seed}.{run}.{n}");
            let delivery = fleet.delivery(u32::try_from(n).unwrap() % 8);
            writeln!(stdin, "{}", commands::add_note(fleet.hub, delivery, &body)).unwrap();
            printed.extend(id_of(&answers.next().unwrap().unwrap()));
        }
        let mut rest: String = (0..written_after)
            .map(|n| {
                let delivery = fleet.delivery(u32::try_from(n).unwrap() % 8);
                format!(
                    "{}\n",
                    commands::add_note(fleet.hub, delivery, &format!("{seed}.{run}.rest {n}"))
                )
            })
            .collect();
        if torn {
            rest.truncate(rest.len() / 2);
        }
        // The console may read and write at its own pace; the kill comes in the middle of it.
        let _ = stdin.write_all(rest.as_bytes());
        for _ in 0..seeded.below(written_after / 2 + 1) {
            let Some(Ok(line)) = answers.next() else {
                break;
            };
            printed.extend(id_of(&line));
            if torn {
                break;
            }
        }
        child.kill().unwrap();
        // What was in the pipe already counts as printed.
        for line in answers.map_while(Result::ok) {
            printed.extend(id_of(&line));
        }
        child.wait().unwrap();
        drop(stdin);
    }
    printed
}

/// The id in an answer; a line the kill cut short has none.
fn id_of(line: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(line).ok()?;
    answer["command_id"].as_str().map(str::to_owned)
}
