//! A second start with the same profile: the console that runs already comes forward instead. They speak over a socket
//! in the profile's directory. Where there is none, or a program without a window holds the profile, the person is told
//! by a notification.

use std::path::Path;

/// A console that runs answers at once.
#[cfg(unix)]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);
#[cfg(unix)]
const SOCKET: &str = "console.sock";

/// Asks the console that runs with the profile in `dir` to come forward; false where none answers.
#[cfg(unix)]
pub fn bring_forward(dir: &Path) -> bool {
    use std::io::Read;
    use std::os::unix::net::UnixStream;
    let asked = UnixStream::connect(dir.join(SOCKET)).and_then(|mut stream| {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.read_exact(&mut [0])
    });
    asked.is_ok()
}

#[cfg(not(unix))]
pub fn bring_forward(_: &Path) -> bool {
    false
}

/// From now on `come` runs whenever somebody starts the console again with the profile in `dir`, which is ours.
#[cfg(unix)]
pub fn listen(dir: &Path, come: impl Fn() + Send + 'static) {
    use std::io::Write;
    use std::os::unix::net::UnixListener;
    let path = dir.join(SOCKET);
    // The profile is held, so whoever left it there is gone.
    let _ = std::fs::remove_file(&path);
    let listening = UnixListener::bind(&path).and_then(|listener| {
        std::thread::Builder::new()
            .name("second start".into())
            .spawn(move || {
                for mut stream in listener.incoming().flatten() {
                    come();
                    let _ = stream.write_all(&[1]);
                }
            })
    });
    if let Err(error) = listening {
        tracing::info!(%error, "a second start will not bring this console forward");
    }
}

/// This console ends: whoever starts it now is not to be told that it runs.
pub fn leave(dir: &Path) {
    #[cfg(unix)]
    let _ = std::fs::remove_file(dir.join(SOCKET));
    #[cfg(not(unix))]
    let _ = dir;
}

#[cfg(not(unix))]
pub fn listen(_: &Path, _: impl Fn() + Send + 'static) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    #[test]
    fn the_one_that_runs_is_asked_and_a_dead_one_is_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!bring_forward(dir.path()));
        // A console that was killed leaves its socket behind.
        drop(std::os::unix::net::UnixListener::bind(dir.path().join(SOCKET)).unwrap());
        assert!(!bring_forward(dir.path()));
        let came = Arc::new(AtomicU32::new(0));
        let counter = came.clone();
        listen(dir.path(), move || {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        assert!(bring_forward(dir.path()) && bring_forward(dir.path()));
        leave(dir.path());
        assert!(!bring_forward(dir.path()));
        assert_eq!(came.load(Ordering::SeqCst), 2);
    }
}
