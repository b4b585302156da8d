//! Signing in and out, syncing, and how things stand.

use crate::{
    args::SignIn,
    exit::Failure,
    output::Output,
    session::{self, Session},
};
use domain::id::ClientId;
use replica::{Identity, Replica};
use serde::Serialize;
use serde_json::json;
use std::{io::Read, path::Path, sync::Arc};
use sync::{
    Client, Options, Profile, client,
    engine::Pace,
    profile::Account,
    sealed::{InReplica, Nowhere},
    wipe::wipe_account,
};
use wire::{
    error::ErrorCode,
    ipc::{QueryResult, SyncState},
};

pub async fn sign_in(dir: &Path, args: SignIn, output: Output) -> Result<(), Failure> {
    let profile = Profile::open(dir)?;
    let before = profile.account()?;
    let server = args
        .server
        .or_else(|| before.as_ref().map(|a| a.server_url.clone()))
        .ok_or_else(|| Failure::Usage("say which server with --server or BARQ_SERVER".into()))?;
    let server = sync::Transport::new(&server)?.server().to_owned();
    let password = password(args.password_stdin)?;
    let device = profile.known_device(&server, &args.username);
    let device_name = args.device_name.unwrap_or_else(computer_name);
    let asked = client::sign_in(&server, &args.username, &password, device, &device_name).await;
    let tokens = match asked {
        Err(problem) if problem.code == ErrorCode::DeviceWiped => {
            wipe_account(&profile, &server, &args.username, &Nowhere)?;
            return Err(problem.into());
        }
        asked => asked?,
    };

    let account = Account {
        server_url: server.clone(),
        username: tokens.username.clone(),
        user: tokens.user,
        device: tokens.device,
    };
    profile.switch_to(&account)?;
    let key = session::key(&profile)?;
    let replica = Replica::open_or_rescue(profile.dir(), &key)?;
    let client = match replica.identity()? {
        Some(known) => known.client,
        None => ClientId(uuid::Uuid::new_v4()),
    };
    replica.set_identity(&Identity {
        server_url: server.clone(),
        user: tokens.user,
        username: tokens.username.clone(),
        device: tokens.device,
        client,
    })?;
    let options = Options {
        server,
        secrets: Arc::new(InReplica(replica.clone())),
        pace: Pace::default(),
    };
    let client = Client::new(replica, options)?;
    client.accept(tokens).await?;
    if !args.no_sync {
        client.start().await?;
        client.synced().await?;
        client.stop();
    }
    let said =
        json!({ "user": account.user, "username": account.username, "device": account.device });
    output.print(&said, |_| format!("signed in as {}", account.username))
}

pub async fn sign_out(dir: &Path, keep_unsent: bool, output: Output) -> Result<(), Failure> {
    let session = Session::open(dir)?;
    session.client()?.sign_out(keep_unsent).await?;
    output.print(&json!({ "signed_out": true }), |_| "signed out".into())
}

/// What `sync` and `status` print.
#[derive(Serialize)]
struct Standing {
    username: String,
    server_url: String,
    signed_in: bool,
    #[serde(flatten)]
    state: SyncState,
    replica: QueryResult,
}

pub async fn sync(dir: &Path, output: Output) -> Result<(), Failure> {
    let session = Session::open(dir)?;
    let client = session.client()?;
    session::signed_in(&client).await?;
    client.start().await?;
    let state = client.synced().await?;
    client.stop();
    print(&session, &client, state, output).await
}

pub async fn status(dir: &Path, output: Output) -> Result<(), Failure> {
    let session = Session::look(dir)?;
    let client = session.client()?;
    let state = client.state().borrow().clone();
    print(&session, &client, state, output).await
}

async fn print(
    session: &Session,
    client: &Client,
    state: SyncState,
    output: Output,
) -> Result<(), Failure> {
    let standing = Standing {
        username: session.account.username.clone(),
        server_url: session.account.server_url.clone(),
        signed_in: client.signed_in().await?,
        replica: client.query(wire::ipc::Query::Sync).await?,
        state,
    };
    output.print(&standing, |s| {
        let cut = s.state.last_cut_at.map_or("never".to_owned(), |at| {
            format!("{} s ago", client.server_now().secs_since(at))
        });
        let lease = match (s.state.locked, s.state.lease_until) {
            (true, _) => "run out: locked until the next sync".to_owned(),
            (false, None) => "unlimited".to_owned(),
            (false, Some(until)) => {
                format!("{} s left", until.secs_since(client.server_now()))
            }
        };
        let mut notes = String::new();
        if let Some(problem) = &s.state.problem {
            notes += &format!("\nproblem: {problem}");
        }
        if s.state.clock_offset_ms.abs() > wire::ipc::CLOCK_WRONG_MS {
            let secs = s.state.clock_offset_ms / 1_000;
            notes += &format!("\nthis computer's clock is {secs} s behind the server's");
        }
        let update = if s.state.update_wanted {
            "\nthe server asks for a newer version of this program"
        } else {
            ""
        };
        format!(
            "{} at {}\nsigned in: {}\nwaiting: {}\nlast cut: {cut}\noffline work: {lease}\nopen exceptions: {}{notes}{update}",
            s.username, s.server_url, s.signed_in, s.state.waiting, s.state.exceptions
        )
    })
}

fn password(from_stdin: bool) -> Result<String, Failure> {
    if from_stdin {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
    }
    std::env::var("BARQ_PASSWORD")
        .map_err(|_| Failure::Usage("set BARQ_PASSWORD, or use --password-stdin".into()))
}

fn computer_name() -> String {
    ["COMPUTERNAME", "HOSTNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "barqctl".into())
}
