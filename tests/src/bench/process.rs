//! Child processes whose lines are read as they come, and whose memory is watched.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Lines, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

/// A child that answers in lines of JSON.
pub struct Talking {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Talking {
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let stdin = child.stdin.take().expect("stdin is piped");
        let lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        Self {
            child,
            stdin,
            lines,
        }
    }

    pub fn say(&mut self, line: &Value) {
        writeln!(self.stdin, "{line}").expect("the child reads");
    }

    /// The next line that `wanted` accepts, and when it came.
    #[track_caller]
    pub fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> (Instant, Value) {
        for line in self.lines.by_ref() {
            let line = line.expect("lines are UTF-8");
            let at = Instant::now();
            let value: Value =
                serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
            if wanted(&value) {
                return (at, value);
            }
        }
        panic!("the child ended before it said what was wanted");
    }

    /// Closes its input and waits for its end.
    pub fn finish(mut self) {
        drop(self.stdin);
        for _ in self.lines.by_ref() {}
        let status = self.child.wait().expect("the child can be waited for");
        assert!(status.success(), "{status}");
    }

    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A finished run.
pub struct Ran {
    pub seconds: f64,
    pub stdout: String,
    /// The largest resident set seen; 0 where the system does not say.
    pub peak_rss_bytes: u64,
}

/// Runs `command` to its end; it has to succeed.
#[track_caller]
pub fn run(mut command: Command) -> Ran {
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let out = child.stdout.take().expect("stdout is piped");
    let reader = std::thread::spawn(move || std::io::read_to_string(out));
    let mut peak = 0;
    let status = loop {
        peak = peak.max(high_water(child.id()));
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let seconds = began.elapsed().as_secs_f64();
    let stdout = reader.join().expect("the reading thread").expect("UTF-8");
    assert!(status.success(), "{command:?}: {status}");
    Ran {
        seconds,
        stdout,
        peak_rss_bytes: peak,
    }
}

/// The kernel keeps the high-water mark, so that looking now and then misses only what the last moment adds.
fn high_water(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:"));
    let kib = line
        .and_then(|l| l.split_whitespace().nth(1))
        .and_then(|n| n.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
