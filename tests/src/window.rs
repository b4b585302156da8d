//! The real console in a real window, driven by pointer and keys through WebDriver, as a person would. Needs a
//! screen, which `cargo xtask test` provides. Linux only: WebKitWebDriver drives the system's web view.

use crate::programs::program;
use std::{
    net::TcpListener,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use thirtyfour::{
    WebDriver, WebElement,
    common::capabilities::desiredcapabilities::Capabilities,
    prelude::{By, WebDriverResult},
};
use tokio::time::interval;

/// What a screen may take on a busy machine before a test fails. Nothing waits this long when it works.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the page is looked at while waiting for it.
const LOOK: Duration = Duration::from_millis(50);

/// One running console. Ends with the value.
pub struct Window {
    driver: WebDriver,
    process: Child,
}

impl Window {
    /// Starts the console on the profile in `dir`; `environment` is added to its own.
    pub async fn open(dir: &Path, environment: &[(&str, &str)]) -> Self {
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .envs(environment.iter().copied())
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("BARQ_PROFILE", dir)
            // A group of its own: the console outlives a driver that is killed alone.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let process = command
            .spawn()
            .expect("WebKitWebDriver starts; apt package webkit2gtk-driver");
        let url = format!("http://127.0.0.1:{port}");
        let mut capabilities = serde_json::Map::new();
        capabilities.insert(
            "webkitgtk:browserOptions".into(),
            serde_json::json!({ "binary": program("barq-dispatch"), "args": [] }),
        );
        until_listening(port).await;
        let driver = WebDriver::new(url, Capabilities::from(capabilities))
            .await
            .expect("the console opens a window");
        Self { driver, process }
    }

    /// The element; fails the test when it does not come.
    #[track_caller]
    pub fn find<'a>(&'a self, css: &'a str) -> impl Future<Output = WebElement> + 'a {
        let at = std::panic::Location::caller();
        async move { self.wait(css, at, |found| async move { Ok(found) }).await }
    }

    /// Clicks the element once it is there and shown.
    #[track_caller]
    pub fn click<'a>(&'a self, css: &'a str) -> impl Future<Output = ()> + 'a {
        let at = std::panic::Location::caller();
        async move {
            self.wait(css, at, |element| async move {
                match element {
                    Some(element) if element.is_displayed().await? => {
                        element.click().await?;
                        Ok(Some(element))
                    }
                    _ => Ok(None),
                }
            })
            .await;
        }
    }

    /// Types into the field, replacing what is there.
    #[track_caller]
    pub fn fill<'a>(&'a self, css: &'a str, text: &'a str) -> impl Future<Output = ()> + 'a {
        let found = self.find(css);
        async move {
            let field = found.await;
            field.clear().await.expect("the field can be cleared");
            field.send_keys(text).await.expect("the field takes keys");
        }
    }

    /// Waits until the element's attribute satisfies `wanted`; gives its value.
    #[track_caller]
    pub fn attribute<'a>(
        &'a self,
        css: &'a str,
        name: &'a str,
        wanted: impl Fn(&str) -> bool + Copy + 'a,
    ) -> impl Future<Output = String> + 'a {
        let at = std::panic::Location::caller();
        async move {
            // Kept at the moment it is right: the element may be redrawn, without its attributes, right after.
            let seen = std::sync::Mutex::new(String::new());
            let held = &seen;
            self.wait(css, at, move |element| async move {
                let Some(element) = element else {
                    return Ok(None);
                };
                let value = element.attr(name).await?.unwrap_or_default();
                let right = wanted(&value);
                if right && let Ok(mut held) = held.lock() {
                    *held = value;
                }
                Ok(right.then_some(element))
            })
            .await;
            seen.into_inner().unwrap_or_default()
        }
    }

    /// Waits until the page has no such element.
    #[track_caller]
    pub fn gone<'a>(&'a self, css: &'a str) -> impl Future<Output = ()> + 'a {
        let at = std::panic::Location::caller();
        async move {
            let (begun, mut looks) = (Instant::now(), interval(LOOK));
            while !self
                .driver
                .find_all(By::Css(css))
                .await
                .is_ok_and(|found| found.is_empty())
            {
                assert!(begun.elapsed() < PATIENCE, "{at}: {css} is still there");
                looks.tick().await;
            }
        }
    }

    /// How many such elements the page has.
    pub async fn count(&self, css: &str) -> usize {
        self.driver
            .find_all(By::Css(css))
            .await
            .map_or(0, |found| found.len())
    }

    /// Presses keys on whatever has the focus.
    pub async fn keys(&self, keys: impl AsRef<str>) {
        self.driver
            .action_chain()
            .send_keys(keys.as_ref())
            .perform()
            .await
            .expect("the page takes keys");
    }

    /// Runs a script with no arguments and gives its value; for looking, not for acting.
    pub async fn look(&self, script: &str) -> serde_json::Value {
        self.driver
            .execute(script, Vec::new())
            .await
            .expect("the script runs")
            .json()
            .clone()
    }

    /// The asynchronous variant: the script calls its last argument with the value.
    pub async fn look_async(&self, script: &str) -> serde_json::Value {
        self.driver
            .execute_async(script, Vec::new())
            .await
            .expect("the script runs")
            .json()
            .clone()
    }

    /// A picture of the window as PNG.
    pub async fn screenshot(&self, path: &Path) {
        self.driver
            .screenshot(path)
            .await
            .expect("the window can be drawn");
    }

    /// Ends the console as a person does, by closing it.
    pub async fn close(self) {
        let closed = tokio::time::timeout(PATIENCE, self.driver.clone().quit()).await;
        closed
            .expect("the console closes in time")
            .expect("the console can be closed");
    }

    async fn wait<F, R>(&self, css: &str, at: &std::panic::Location<'_>, ready: F) -> WebElement
    where
        F: Fn(Option<WebElement>) -> R,
        R: Future<Output = WebDriverResult<Option<WebElement>>>,
    {
        let (begun, mut looks) = (Instant::now(), interval(LOOK));
        loop {
            let found = self
                .driver
                .find_all(By::Css(css))
                .await
                .unwrap_or_default()
                .into_iter()
                .next();
            // An element may be redrawn between finding and using it: that is no answer, not a failure.
            if let Ok(Some(element)) = ready(found).await {
                return element;
            }
            if begun.elapsed() > PATIENCE {
                let text = self.look("return document.body.innerText").await;
                panic!("{at}: {css} did not come; the page says: {text}");
            }
            looks.tick().await;
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Without this the driver's own end waits for an answer that no longer comes.
        let _ = self.driver.clone().leak();
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.process.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener
        .local_addr()
        .expect("a bound socket has an address")
        .port()
}

async fn until_listening(port: u16) {
    let (begun, mut looks) = (Instant::now(), interval(LOOK));
    while tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .is_err()
    {
        assert!(
            begun.elapsed() < PATIENCE,
            "WebKitWebDriver does not listen"
        );
        looks.tick().await;
    }
}
