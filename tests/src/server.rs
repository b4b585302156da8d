//! The real server as a process, on a database of its own.

use crate::{console::signal, database::Database, programs::program};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

/// Starting takes no longer, migrations included.
const START: Duration = Duration::from_secs(60);

/// A running server. Ends with the value.
pub struct Server {
    address: SocketAddr,
    options: Vec<String>,
    url: String,
    child: Option<Child>,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts one on `database`, migrated; `options` are further options of `sync-server serve`.
    pub fn start(database: &Database, options: &[&str]) -> Self {
        let mut server = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            options: options.iter().map(|o| (*o).to_owned()).collect(),
            url: database.url(),
            child: None,
            log: Arc::default(),
        };
        server.restart();
        server
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn database_url(&self) -> &str {
        &self.url
    }

    /// Starts it again on the same port, after [`Server::kill`].
    pub fn restart(&mut self) {
        self.restart_with(&[], &[]);
    }

    /// As [`Server::restart`], with further options and environment, this time only.
    pub fn restart_with(&mut self, options: &[&str], env: &[(&str, &str)]) {
        let said = self.spawn(options, env);
        match said.recv_timeout(START) {
            Ok(address) => self.address = address,
            Err(_) => panic!("sync-server does not listen:\n{}", self.log()),
        }
        let answer = self.get("/health/ready").unwrap_or_default();
        assert!(
            answer.starts_with("HTTP/1.1 200"),
            "sync-server is not ready: {answer}\n{}",
            self.log()
        );
    }

    /// Starts it again with `env`, which ends it before it listens; the signal that did.
    pub fn restart_in_vain(&mut self, env: &[(&str, &str)]) -> Option<i32> {
        self.spawn(&[], env);
        self.ended()
    }

    /// Starts the process. Where it listens is told to whoever has the answer.
    fn spawn(&mut self, options: &[&str], env: &[(&str, &str)]) -> mpsc::Receiver<SocketAddr> {
        let mut child = Command::new(program("sync-server"))
            .args(["serve", "--migrate", "--listen", &self.address.to_string()])
            .args(&self.options)
            .args(options)
            .env("DATABASE_URL", &self.url)
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sync-server starts");
        let (say, said) = mpsc::channel();
        let out = child.stdout.take().expect("stdout is piped");
        let err = child.stderr.take().expect("stderr is piped");
        self.collect(out, Some(say));
        self.collect(err, None);
        self.child = Some(child);
        said
    }

    /// Waits until the process has ended by itself; the signal that ended it. One that goes on is an error.
    pub fn ended(&mut self) -> Option<i32> {
        let child = self.child.take()?;
        let process = child.id();
        let (say, said) = mpsc::channel();
        std::thread::spawn(move || {
            let mut child = child;
            let _ = say.send(child.wait());
        });
        match said.recv_timeout(START) {
            Ok(status) => signal(status.expect("the process is waited for")),
            Err(_) => panic!("{process} goes on:\n{}", self.log()),
        }
    }

    /// The process' id.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Keeps what the process says; the address it listens on is told to `say`.
    fn collect(&self, stream: impl Read + Send + 'static, say: Option<mpsc::Sender<SocketAddr>>) {
        let log = self.log.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let address = line
                    .strip_prefix("listening on http://")
                    .and_then(|a| a.parse().ok());
                if let (Some(say), Some(address)) = (&say, address) {
                    let _ = say.send(address);
                }
                let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
            }
        });
    }

    /// The whole answer to a GET, head included; `None` when nobody answers.
    pub fn get(&self, path: &str) -> Option<String> {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        ))
    }

    /// The body of the answer to a POST of `body`; `token` may be empty.
    #[track_caller]
    pub fn post(&self, path: &str, token: &str, body: &Value) -> Value {
        let answer = self.try_post(path, token, body);
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        assert!(head.starts_with("HTTP/1.1 2"), "{path}: {answer}");
        serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {answer}"))
    }

    /// The whole answer to a POST of `body`, whatever it is.
    #[track_caller]
    pub fn try_post(&self, path: &str, token: &str, body: &Value) -> String {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.ask(&request).expect("the server answers")
    }

    fn ask(&self, request: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(START)).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// SIGKILL (or its like), and gone when this returns.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts it anew, to go on when this program has ended, writing its log to a file; its process id.
    pub fn leave(mut self, log: &std::path::Path) -> std::io::Result<u32> {
        self.kill();
        let log = std::fs::File::create(log)?;
        let child = Command::new(program("sync-server"))
            .args(["serve", "--listen", &self.address.to_string()])
            .args(&self.options)
            .env("DATABASE_URL", &self.url)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        Ok(child.id())
    }

    /// Memory the process holds now; 0 where the system does not say.
    pub fn resident_bytes(&self) -> u64 {
        let Some(child) = &self.child else {
            return 0;
        };
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        kib.unwrap_or(0) * 1024
    }

    /// Runs a subcommand of the server's program on its database; it has to succeed.
    #[track_caller]
    pub fn admin(&self, args: &[&str], env: &[(&str, &str)]) -> String {
        administer(&self.url, args, env)
    }
}

/// Runs `sync-server` with `args` on a database; it has to succeed. Its standard output.
#[track_caller]
pub fn administer(database_url: &str, args: &[&str], env: &[(&str, &str)]) -> String {
    let output = Command::new(program("sync-server"))
        .args(args)
        .env("DATABASE_URL", database_url)
        .envs(env.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("sync-server starts");
    assert!(
        output.status.success(),
        "sync-server {args:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("sync-server said:\n{}", self.log());
        }
    }
}
