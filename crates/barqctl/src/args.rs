//! The command line. Owns names, defaults and help; does nothing.

use clap::{Args, Parser, Subcommand};
use domain::id::{CommandId, ImportBatchId};
use std::path::PathBuf;

const AFTER: &str = "\
Everything but sign-in, sign-out, sync, watch and drive works without a network.

Environment:
  BARQ_PASSPHRASE   opens (and, at the first sign-in, sets) the replica's passphrase
  BARQ_PASSWORD     the account's password, for sign-in
  BARQ_SERVER       the server's address, for sign-in
  BARQ_PROFILE      the profile's directory
  RUST_LOG          what is logged to standard error (default: warn)

Exit codes:
  0  done
  1  something unexpected; what was durable is kept
  2  the command line or its input cannot be read
  3  refused by the rules, wholly or for some items
  4  nobody is signed in, or the server ended the session
  5  the server cannot be reached
  6  wrong passphrase, user name or password
  7  the file is not one that can be imported
  8  another console or barqctl uses the profile
  9  the server refused
  10 the replica cannot be used: disk full, damaged, or written by a newer version";

#[derive(Debug, Parser)]
#[command(name = "barqctl", version, after_help = AFTER)]
/// BARQ Dispatch without a window: for scripts, support and tests.
pub struct Cli {
    /// The profile's directory [default: the system's place for application data]
    #[arg(long, global = true, env = "BARQ_PROFILE", value_name = "DIR")]
    pub profile: Option<PathBuf>,
    /// Print JSON: one object, or one per line where there are many
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign in, make the replica and sync for the first time
    SignIn(SignIn),
    /// End the session; the replica stays, encrypted
    SignOut {
        /// Sign out although commands are waiting; they stay sealed until this user signs in here again
        #[arg(long)]
        keep_unsent: bool,
    },
    /// Send what is waiting and take what is new
    Sync,
    /// Who is signed in, what is waiting, how far the replica is
    Status,
    /// Import a file of deliveries (Onfleet, OptimoRoute, Fleetbase) or zones (GeoJSON)
    Import(Import),
    /// Ask the replica
    Query(Query),
    /// What a command would do, without doing it
    Preview {
        /// The command as JSON, or - to read it from standard input
        command: String,
    },
    /// Make commands durable; they are sent at the next sync
    Submit(Submit),
    /// Stay in sync and print what happens
    Watch(Watch),
    /// Every row of a hub, one per line, in canonical form
    Dump(Dump),
    /// Move simulated couriers along their open stops and report where they are
    Drive(Drive),
    /// Take back a command: the one named, or the last that can be; of an import all of it
    Undo { command_id: Option<CommandId> },
    /// Take back an import, or what is left of it: its deliveries that nobody changed since
    UndoImport {
        /// As `query batches` names it
        batch: ImportBatchId,
        /// The hub, by id or name [default: the only one there is]
        #[arg(long)]
        hub: Option<String>,
    },
    /// Commands of this console and what became of them, newest first
    Outbox {
        #[arg(long, default_value_t = 1000)]
        limit: u32,
    },
}

#[derive(Debug, Args)]
pub struct SignIn {
    /// User name
    pub username: String,
    /// The server's address, like https://dispatch.example.com [default: the profile's last]
    #[arg(long, env = "BARQ_SERVER", value_name = "URL")]
    pub server: Option<String>,
    /// Read the password from standard input instead of BARQ_PASSWORD
    #[arg(long)]
    pub password_stdin: bool,
    /// What administrators see this device as [default: the computer's name]
    #[arg(long)]
    pub device_name: Option<String>,
    /// Do not sync yet
    #[arg(long)]
    pub no_sync: bool,
}

#[derive(Debug, Args)]
pub struct Import {
    pub file: PathBuf,
    /// The hub, by id or name [default: the only one there is]
    #[arg(long)]
    pub hub: Option<String>,
    /// Only say what would be accepted; needs no sign-in
    #[arg(long)]
    pub dry_run: bool,
    /// Move the file's service dates by so many days
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub shift_days: i64,
    /// Move the file's service dates so that the first of them is the hub's present one
    #[arg(long, conflicts_with = "shift_days")]
    pub shift_to_today: bool,
}

#[derive(Debug, Args)]
pub struct Query {
    /// What to ask for
    #[command(subcommand)]
    pub what: What,
}

#[derive(Debug, Subcommand)]
pub enum What {
    /// A query as JSON, like {"query":"hubs"}; - reads it from standard input
    Json {
        query: String,
    },
    /// The hubs this account may see
    Hubs,
    /// The numbers of the status bar
    Counts(OnHub),
    /// A page of deliveries
    Deliveries(Deliveries),
    /// One delivery with everything about it, by id or reference
    Delivery {
        delivery: String,
        #[arg(long)]
        hub: Option<String>,
    },
    /// Unassigned by zone, and couriers
    Board(OnHub),
    /// What people have to look at
    Exceptions {
        #[arg(long)]
        hub: Option<String>,
        /// The settled ones instead of the open ones
        #[arg(long)]
        settled: bool,
    },
    Couriers(OnHub),
    Zones(OnHub),
    Merchants,
    /// The imported files
    Batches(OnHub),
    Dashboard(OnHub),
    /// How far the replica is
    Sync,
}

#[derive(Debug, Args)]
pub struct OnHub {
    /// The hub, by id or name [default: the only one there is]
    #[arg(long)]
    pub hub: Option<String>,
    /// The service date [default: the hub's present one]
    #[arg(long)]
    pub date: Option<domain::units::ServiceDate>,
}

#[derive(Debug, Args)]
pub struct Deliveries {
    #[command(flatten)]
    pub on: OnHub,
    /// All service dates
    #[arg(long, conflicts_with = "date")]
    pub all_dates: bool,
    /// Only this state; may be given several times
    #[arg(long = "state")]
    pub states: Vec<domain::entities::DeliveryState>,
    /// Reference, part of a phone number, name, address
    #[arg(long, default_value = "")]
    pub search: String,
    #[arg(long, default_value_t = 0)]
    pub offset: u64,
    #[arg(long, default_value_t = 100)]
    pub limit: u32,
    /// Only the ids
    #[arg(long)]
    pub ids: bool,
}

#[derive(Debug, Args)]
pub struct Submit {
    /// The command as JSON, or - to read one command per line from standard input
    pub command: String,
    /// Stay in sync meanwhile, and afterwards until everything has its outcome
    #[arg(long)]
    pub sync: bool,
}

#[derive(Debug, Args)]
pub struct Watch {
    /// Stop after so many seconds
    #[arg(long = "for", value_name = "SECS")]
    pub for_secs: Option<u64>,
    /// At every change, print this delivery's state and revision, as soon as it can be read
    #[arg(long, value_name = "ID")]
    pub delivery: Option<domain::id::DeliveryId>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Who is on shift, and which stops are open, is read from this profile's replica, which stays in sync
meanwhile. The positions are reported by an account of their own, of the role service or admin; its
password is read from BARQ_PASSWORD. Nothing is written to the replica.")]
pub struct Drive {
    /// The account that reports the positions
    #[arg(long)]
    pub username: String,
    /// How fast couriers ride, in km/h
    #[arg(long, default_value_t = 25.0, value_name = "KMH")]
    pub speed: f64,
    /// Stop after so many seconds; without it: at Ctrl-C
    #[arg(long = "for", value_name = "SECS")]
    pub for_secs: Option<u64>,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("which").required(true)))]
pub struct Dump {
    /// What the server last said
    #[arg(long, group = "which")]
    pub base: bool,
    /// With this console's own waiting commands
    #[arg(long, group = "which")]
    pub live: bool,
    /// The hub, by id or name [default: the only one there is]
    #[arg(long)]
    pub hub: Option<String>,
}
