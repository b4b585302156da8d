//! Who is signed in: opening a profile's replica with the keychain's key or a passphrase, signing in and out.

use crate::{
    keychain::Keychain,
    shell::{Shell, internal},
};
use domain::id::ClientId;
use replica::{Identity, KEY_BYTES, Key, Replica};
use std::{path::Path, sync::Arc};
use sync::{
    Client, Options, SecretName, Secrets, Transport, client,
    profile::Account,
    sealed::{InReplica, passphrase_key},
};
use wire::{
    error::{ErrorCode, Problem},
    http::Tokens,
    ipc::{Query, QueryResult, Session, SessionState, SyncState, WipedView},
};

/// An open replica with its client. Dropping it ends both.
pub struct Live {
    pub client: Client,
    news: tauri::async_runtime::JoinHandle<()>,
    /// Once there is something to look at.
    day: Option<tauri::async_runtime::JoinHandle<()>>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.news.abort();
        if let Some(day) = &self.day {
            day.abort();
        }
        self.client.stop();
    }
}

impl Live {
    pub(crate) fn keep_day(&mut self, day: tauri::async_runtime::JoinHandle<()>) {
        self.day = Some(day);
    }
}

/// For scripts and machines without a keychain.
fn passphrase_from_environment() -> Option<String> {
    std::env::var("BARQ_PASSPHRASE")
        .ok()
        .filter(|p| !p.is_empty())
}

/// Opens the replica of the account that used the profile last, when that needs nobody.
pub async fn resume(shell: &Arc<Shell>) -> Result<(), Problem> {
    let _turn = shell.turning.lock().await;
    let Some(account) = shell.profile().account()? else {
        return Ok(());
    };
    if !shell.profile().replica_path().exists() {
        return Ok(());
    }
    if shell.profile().salt_path().exists() {
        return match passphrase_from_environment() {
            Some(passphrase) => open(shell, account, Some(&passphrase), None).await,
            None => Ok(()),
        };
    }
    open(shell, account, None, None).await
}

/// Opens the profile's replica with its passphrase.
pub async fn unlock(shell: &Arc<Shell>, passphrase: &str) -> Result<(), Problem> {
    let _turn = shell.turning.lock().await;
    let account = shell.profile().account()?.ok_or_else(signed_out)?;
    open(shell, account, Some(passphrase), None).await
}

/// Signs in on the server, and opens (or makes) that account's replica.
pub async fn sign_in(
    shell: &Arc<Shell>,
    server_url: &str,
    username: &str,
    password: &str,
    passphrase: Option<String>,
) -> Result<(), Problem> {
    let _turn = shell.turning.lock().await;
    let server = Transport::new(server_url)?.server().to_owned();
    let device = shell.profile().known_device(&server, username);
    let asked = client::sign_in(&server, username, password, device, &device_name()).await;
    let tokens = match asked {
        Err(problem) if problem.code == ErrorCode::DeviceWiped => {
            wipe(shell, server, username.to_owned()).await?;
            return Err(problem);
        }
        asked => asked?,
    };
    let account = Account {
        server_url: server,
        username: tokens.username.clone(),
        user: tokens.user,
        device: tokens.device,
    };
    if let Ok(client) = shell.client() {
        note_unsent(shell, client.state().borrow().waiting);
    }
    shell.put_live(None);
    shell.drop_focus();
    shell.profile().switch_to(&account)?;
    let passphrase = passphrase
        .filter(|p| !p.is_empty())
        .or_else(passphrase_from_environment);
    open(shell, account, passphrase.as_deref(), Some(tokens)).await
}

/// An administrator wiped this device while it was away: what the profile has of the account goes.
async fn wipe(shell: &Arc<Shell>, server: String, username: String) -> Result<(), Problem> {
    let at = shell.clone();
    shell.put_live(None);
    shell.drop_focus();
    let done = tokio::task::spawn_blocking(move || {
        let profile = at.profile();
        let Some(account) = profile.known_account(&server, &username) else {
            return Ok(());
        };
        let keychain = keychain(&at, &account);
        sync::wipe::wipe_account(profile, &server, &username, &keychain)
    });
    done.await.map_err(|e| internal(&e.to_string()))?
}

/// Ends the session. The replica stays, encrypted, with whatever was not sent.
pub async fn sign_out(shell: &Arc<Shell>, keep_unsent: bool) -> Result<(), Problem> {
    let _turn = shell.turning.lock().await;
    let client = shell.client()?;
    client.sign_out(keep_unsent).await?;
    note_unsent(shell, client.state().borrow().waiting);
    shell.put_live(None);
    shell.drop_focus();
    Ok(())
}

/// Whoever sits here next is told that there is work of somebody else.
fn note_unsent(shell: &Shell, commands: u64) {
    let wiped = shell.profile().wiped().ok().flatten().is_some();
    let commands = if wiped { 0 } else { commands };
    if let Err(error) = shell.profile().note_unsent(commands) {
        tracing::warn!(%error, "what stays behind was not noted");
    }
}

/// Destroys a replica whose passphrase is lost.
pub async fn begin_afresh(shell: &Arc<Shell>) -> Result<(), Problem> {
    let _turn = shell.turning.lock().await;
    if shell.client().is_ok() {
        return Err(internal(
            "the replica is open, so its passphrase is not lost",
        ));
    }
    shell.drop_focus();
    let at = shell.clone();
    let done = tokio::task::spawn_blocking(move || sync::wipe::begin_afresh(at.profile()));
    done.await.map_err(|e| internal(&e.to_string()))?
}

async fn open(
    shell: &Arc<Shell>,
    account: Account,
    passphrase: Option<&str>,
    tokens: Option<Tokens>,
) -> Result<(), Problem> {
    let keychain = keychain(shell, &account);
    let given = passphrase.map(str::to_owned);
    let (who, at) = (account.clone(), shell.clone());
    let opened = tokio::task::spawn_blocking(move || {
        let profile = at.profile();
        let sealed = profile.salt_path().exists() || given.is_some();
        let key = match given {
            Some(passphrase) => passphrase_key(profile, &passphrase)?,
            None if sealed => {
                return Err(Problem::new(
                    ErrorCode::WrongPassphrase,
                    "A passphrase is needed",
                ));
            }
            None => keychain_key(&keychain, &profile.replica_path())?,
        };
        let replica = Replica::open_or_rescue(profile.dir(), &key).map_err(Problem::from)?;
        belong(&replica, &who)?;
        let secrets: Arc<dyn Secrets> = if sealed {
            Arc::new(InReplica(replica.clone()))
        } else {
            Arc::new(keychain)
        };
        Ok((replica, secrets))
    });
    let (replica, secrets) = opened.await.map_err(|e| internal(&e.to_string()))??;
    let server = account.server_url.clone();
    let client = Client::new(
        replica,
        Options {
            server,
            secrets,
            pace: Default::default(),
        },
    )?;
    let news = shell.follow(&client);
    if let Some(tokens) = tokens {
        client.accept(tokens).await?;
    }
    client.start().await?;
    note_unsent(shell, 0);
    shell.put_live(Some(Live {
        client: client.clone(),
        news,
        day: None,
    }));
    shell.focus_if_none().await;
    shell.follow_day(&client);
    Ok(())
}

fn keychain(shell: &Shell, account: &Account) -> Keychain {
    Keychain::new(format!(
        "{} {} {}",
        shell.profile().dir().display(),
        account.server_url,
        account.user
    ))
}

/// Says whose replica it is; its client id stays as long as server, user and device do.
fn belong(replica: &Replica, account: &Account) -> Result<(), Problem> {
    let before = replica.identity().map_err(Problem::from)?;
    let same = before
        .as_ref()
        .is_some_and(|identity| identity.device == account.device);
    let client = match before {
        Some(identity) if same => identity.client,
        _ => ClientId(uuid::Uuid::new_v4()),
    };
    let identity = Identity {
        server_url: account.server_url.clone(),
        user: account.user,
        username: account.username.clone(),
        device: account.device,
        client,
    };
    replica.set_identity(&identity).map_err(Problem::from)
}

/// The key from the keychain; a new one for a replica that does not exist yet.
fn keychain_key(keychain: &Keychain, path: &Path) -> Result<Key, Problem> {
    if let Some(hex) = keychain.get(SecretName::ReplicaKey)? {
        let bytes = hex_bytes(&hex).ok_or_else(|| {
            Problem::new(
                ErrorCode::NoKeychain,
                "The keychain's key for this replica is damaged",
            )
            .detail("The replica is kept. Restore the keychain from its backup.")
        })?;
        return Ok(Key::from_bytes(bytes));
    }
    if path.exists() {
        return Err(Problem::new(ErrorCode::NoKeychain, "The keychain has no key for this replica").detail(
            "The replica is kept but cannot be opened without its key. Restore the keychain, or choose another profile and sign in afresh.",
        ));
    }
    let key = Key::random_bytes().map_err(Problem::from)?;
    keychain.set(SecretName::ReplicaKey, &hex(key.bytes()))?;
    Ok(key)
}

fn hex(bytes: &[u8; KEY_BYTES]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hex_bytes(text: &str) -> Option<[u8; KEY_BYTES]> {
    let mut bytes = [0; KEY_BYTES];
    if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// The session as the windows are to see it.
pub async fn describe(shell: &Arc<Shell>) -> Session {
    let account = shell.profile().account().ok().flatten();
    let mut session = Session {
        state: SessionState::SignedOut,
        server_url: account
            .as_ref()
            .map_or_else(|| shell.first_server().to_owned(), |a| a.server_url.clone()),
        user: account.as_ref().map(|a| a.user),
        username: account
            .as_ref()
            .map(|a| a.username.clone())
            .unwrap_or_default(),
        name: Default::default(),
        admin: false,
        hubs: Vec::new(),
        focus: None,
        settings: shell.settings(),
        sync: SyncState::default(),
        needs_passphrase: false,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        clock_offset_ms: 0,
        wiped: shell
            .profile()
            .wiped()
            .ok()
            .flatten()
            .map(|wiped| WipedView {
                username: wiped.username,
                at: wiped.at,
                unsent: wiped.unsent,
            }),
        sealed: shell.profile().unsent(),
    };
    let Ok(client) = shell.client() else {
        let sealed =
            shell.profile().salt_path().exists() && shell.profile().replica_path().exists();
        session.state = if sealed {
            SessionState::Locked
        } else {
            SessionState::SignedOut
        };
        session.needs_passphrase = sealed || no_keychain(shell).await;
        return session;
    };
    shell.focus_if_none().await;
    session.sync = client.state().borrow().clone();
    session.clock_offset_ms = client.clock_offset_ms();
    let ended = |problem: &Problem| sync::engine::ends_session(problem.code);
    if session.sync.problem.as_ref().is_some_and(ended) || !client.signed_in().await.unwrap_or(true)
    {
        // The server ended the session, or somebody signed out: the replica waits for the next sign-in.
        session.state = SessionState::SignedOut;
        if session.wiped.is_some() {
            session.sync.waiting = 0;
        }
        if session.sync.problem.is_none() {
            session.sync.problem = client.ended_by().await;
        }
        return session;
    }
    if let Ok(QueryResult::Hubs(hubs)) = client.query(Query::Hubs).await {
        session.hubs = hubs;
    }
    let replica = client.replica().clone();
    let known = tokio::task::spawn_blocking(move || (replica.cursors(), replica.me())).await;
    if let Ok((cursors, me)) = known {
        let empty = cursors.is_ok_and(|cursors| cursors.is_empty());
        session.state = if empty {
            SessionState::Bootstrapping
        } else {
            SessionState::Ready
        };
        if let Ok(Some(staff)) = me {
            session.name = wire::ipc::Name {
                ar: staff.name_ar,
                en: staff.name_en,
            };
            session.admin = staff.admin;
        }
    }
    session.focus = shell.focus();
    session
}

async fn no_keychain(shell: &Shell) -> bool {
    let keychain = Keychain::new(shell.profile().dir().display().to_string());
    tokio::task::spawn_blocking(move || keychain.usable().is_err())
        .await
        .unwrap_or(true)
}

/// What the device is called in the server's list.
fn device_name() -> String {
    let name = ["COMPUTERNAME", "HOSTNAME"]
        .iter()
        .find_map(|v| std::env::var(v).ok());
    let name = name.or_else(|| {
        std::fs::read_to_string("/etc/hostname")
            .ok()
            .map(|n| n.trim().to_owned())
    });
    name.filter(|n| !n.is_empty())
        .unwrap_or_else(|| "console".to_owned())
}

fn signed_out() -> Problem {
    Problem::new(ErrorCode::SignedOut, "Nobody is signed in").detail("Sign in first.")
}
