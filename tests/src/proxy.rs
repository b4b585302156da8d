//! A TCP proxy between console and server that a test can close: it refuses connections, cuts them in the middle of a
//! body, or swallows what is sent. Knows nothing of HTTP.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread,
};

/// Forwards connections to one address until told otherwise.
pub struct Proxy {
    shared: Arc<Shared>,
    address: SocketAddr,
}

struct Shared {
    /// Replaced in what consoles send, by as many bytes.
    rewrites: Vec<(&'static str, &'static str)>,
    /// Tried in this order for each connection.
    targets: Vec<SocketAddr>,
    /// `None`: nobody listens, connections are refused by the system itself.
    listener: Mutex<Option<TcpListener>>,
    open: Mutex<Vec<TcpStream>>,
    /// Bytes from the server that may still pass before everything is cut; negative: no limit.
    allowance: AtomicI64,
    /// Bytes to the server, likewise.
    upward: AtomicI64,
    /// Connections are taken, and nothing that is sent on them arrives.
    hole: AtomicBool,
}

impl Proxy {
    /// Listens on a free port of this machine.
    pub fn start(target: SocketAddr) -> io::Result<Self> {
        Self::over(vec![target])
    }

    /// One address for several servers: a connection goes to the first of them that takes it.
    pub fn over(targets: Vec<SocketAddr>) -> io::Result<Self> {
        Self::with(targets, Vec::new())
    }

    /// Makes every console behind it one version older than it is: `"protocol":1` becomes `"protocol":0`.
    pub fn older(target: SocketAddr) -> io::Result<Self> {
        assert_eq!((wire::PROTOCOL, wire::SCHEMA), (1, 1), "adapt the rewrites");
        let rewrites = vec![
            ("\"protocol\":1", "\"protocol\":0"),
            ("\"schema\":1", "\"schema\":0"),
        ];
        Self::with(vec![target], rewrites)
    }

    fn with(
        targets: Vec<SocketAddr>,
        rewrites: Vec<(&'static str, &'static str)>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            rewrites,
            targets,
            listener: Mutex::new(Some(listener.try_clone()?)),
            open: Mutex::default(),
            allowance: AtomicI64::new(-1),
            upward: AtomicI64::new(-1),
            hole: AtomicBool::new(false),
        });
        accept(shared.clone(), listener);
        Ok(Self { shared, address })
    }

    /// `http://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends every connection and refuses new ones.
    pub fn refuse(&self) -> io::Result<()> {
        let listener = lock(&self.shared.listener).take();
        if listener.is_some() {
            // Wakes the accepting thread, which finds that it is no longer wanted and closes the socket.
            let woken = TcpStream::connect(self.address);
            drop(listener);
            drop(woken);
        }
        self.cut();
        while TcpStream::connect(self.address).is_ok() {
            thread::yield_now();
        }
        Ok(())
    }

    /// Nothing that is sent arrives any more, in either direction, and nobody is told. A connection on which something
    /// was lost is of no use afterwards; new ones are.
    pub fn swallow(&self) {
        self.shared.hole.store(true, Ordering::SeqCst);
    }

    /// Lets connections through again, on the same port.
    pub fn admit(&self) -> io::Result<()> {
        self.shared.hole.store(false, Ordering::SeqCst);
        self.shared.allowance.store(-1, Ordering::SeqCst);
        self.shared.upward.store(-1, Ordering::SeqCst);
        let mut slot = lock(&self.shared.listener);
        if slot.is_none() {
            let listener = TcpListener::bind(self.address)?;
            *slot = Some(listener.try_clone()?);
            drop(slot);
            accept(self.shared.clone(), listener);
        }
        Ok(())
    }

    /// Cuts everything once the server has sent so many more bytes.
    pub fn cut_after(&self, bytes: u32) {
        self.shared.allowance.store(bytes.into(), Ordering::SeqCst);
    }

    /// Cuts everything once consoles have sent so many more bytes.
    pub fn cut_requests_after(&self, bytes: u32) {
        self.shared.upward.store(bytes.into(), Ordering::SeqCst);
    }

    /// Ends every open connection; new ones may come.
    pub fn cut(&self) {
        for stream in lock(&self.shared.open).drain(..) {
            // Gone already is as good.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.refuse();
    }
}

fn accept(shared: Arc<Shared>, listener: TcpListener) {
    thread::spawn(move || {
        while let Ok((client, _)) = listener.accept() {
            if lock(&shared.listener).is_none() {
                return;
            }
            let mut targets = shared.targets.iter();
            let Some(server) = targets.find_map(|target| TcpStream::connect(target).ok()) else {
                continue;
            };
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            let copies = (
                client.try_clone(),
                server.try_clone(),
                client.try_clone(),
                server.try_clone(),
            );
            let (Ok(client2), Ok(server2), Ok(client3), Ok(server3)) = copies else {
                continue;
            };
            lock(&shared.open).extend([client3, server3]);
            let (up, down) = (shared.clone(), shared.clone());
            thread::spawn(move || pump(&up, client, server, |bytes| up.send(bytes)));
            thread::spawn(move || {
                pump(&down, server2, client2, |bytes| {
                    take(&down.allowance, bytes.len())
                })
            });
        }
    });
}

/// Copies until `pass`, which may change the bytes, lets fewer through than came.
fn pump(
    shared: &Shared,
    mut from: TcpStream,
    mut to: TcpStream,
    pass: impl Fn(&mut [u8]) -> usize,
) {
    let mut buffer = [0; 16 * 1024];
    let mut lost = false;
    while let Ok(n) = from.read(&mut buffer) {
        if n == 0 {
            break;
        }
        lost |= shared.hole.load(Ordering::SeqCst);
        if lost {
            continue;
        }
        let passed = pass(&mut buffer[..n]);
        if to.write_all(&buffer[..passed]).is_err() || passed < n {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

impl Shared {
    /// Changes what a console sends; how much of it may pass.
    fn send(&self, bytes: &mut [u8]) -> usize {
        for (from, to) in &self.rewrites {
            let found = bytes.windows(from.len()).position(|w| w == from.as_bytes());
            if let Some(at) = found {
                bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
            }
        }
        take(&self.upward, bytes.len())
    }
}

/// How many of `wanted` bytes may pass.
fn take(allowance: &AtomicI64, wanted: usize) -> usize {
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    let mut passed = wanted;
    let update = allowance.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
        if left < 0 {
            return None;
        }
        passed = wanted.min(left);
        Some(left - passed)
    });
    if update.is_err() {
        passed = wanted;
    }
    usize::try_from(passed).unwrap_or(0)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
