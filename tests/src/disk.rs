//! A small disk of a console's own that can be filled: a tmpfs in a mount namespace, so that nobody needs to be root.
//! Programs that are to see it are run inside.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// Takes the space that is left.
const BALLAST: &str = "ballast";

/// See the module. Goes with the value.
pub struct SmallDisk {
    /// Where it is seen from inside; outside an empty folder.
    at: TempDir,
    /// The namespaces live as long as this process.
    holder: Child,
    with_user: bool,
}

impl SmallDisk {
    /// A disk of `kib`; `None` where this system allows no namespaces to this user.
    pub fn of_kib(kib: u32) -> Option<Self> {
        [true, false].into_iter().find_map(|with_user| {
            let at = tempfile::tempdir().expect("a folder");
            let script = format!(
                "mount -t tmpfs -o size={kib}k,mode=777 tmpfs {} && echo mounted && exec cat",
                at.path().display()
            );
            let kinds: &[&str] = if with_user {
                &["--user", "--map-root-user", "--mount"]
            } else {
                &["--mount"]
            };
            let mut holder = Command::new("unshare")
                .args(kinds)
                .args(["--", "/bin/sh", "-c", &script])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            let mut said = String::new();
            let mut out = BufReader::new(holder.stdout.take().expect("stdout is piped"));
            let _ = out.read_line(&mut said);
            if said.trim() == "mounted" {
                return Some(Self {
                    at,
                    holder,
                    with_user,
                });
            }
            let _ = (holder.kill(), holder.wait());
            None
        })
    }

    /// Its path inside.
    pub fn path(&self) -> &Path {
        self.at.path()
    }

    /// `program`, run where the disk is.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new("nsenter");
        if self.with_user {
            command.args(["--user", "--preserve-credentials"]);
        }
        command
            .args(["--mount", "--target", &self.holder.id().to_string(), "--"])
            .arg(program.as_ref());
        command
    }

    /// Fills it but for `kib`.
    pub fn fill_but(&self, kib: u64) {
        self.free();
        let left = self.free_kib();
        assert!(left > kib, "{left} KiB are left");
        let size = left - kib;
        self.shell(&format!("head -c {size}K /dev/zero >{BALLAST}"));
        assert!(self.free_kib() <= kib + 4);
    }

    /// Makes space again.
    pub fn free(&self) {
        self.shell(&format!("rm -f {BALLAST}"));
    }

    /// What is left of it.
    pub fn free_kib(&self) -> u64 {
        let said = self.shell("df --output=avail -k . | tail -n 1");
        said.trim().parse().expect("a number of KiB")
    }

    /// Copies a folder of it out.
    pub fn copy_out(&self, from: &Path, to: &Path) {
        let archive = self
            .command("tar")
            .arg("-C")
            .arg(from)
            .args(["-cf", "-", "."])
            .stdin(Stdio::null())
            .output()
            .expect("tar starts");
        assert!(archive.status.success(), "{archive:?}");
        let mut unpack = Command::new("tar")
            .arg("-C")
            .arg(to)
            .args(["-xf", "-"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("tar starts");
        let mut stdin = unpack.stdin.take().expect("stdin is piped");
        std::io::Write::write_all(&mut stdin, &archive.stdout).expect("tar reads");
        drop(stdin);
        assert!(unpack.wait().expect("tar ends").success());
    }

    #[track_caller]
    fn shell(&self, script: &str) -> String {
        let script = format!("cd {} && {script}", self.path().display());
        let output = self
            .command("/bin/sh")
            .args(["-c", &script])
            .stdin(Stdio::null())
            .output()
            .expect("a shell starts");
        assert!(output.status.success(), "{script}: {output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = (self.holder.kill(), self.holder.wait());
    }
}
