//! Who may do what, in one table: each route states the right it needs here, and the router is made of these routes,
//! so that there is none without a right. What a command may do is decided by the domain; this is about routes and
//! about which hubs' rows leave the server.

use domain::entities::Role;

/// What a route asks of whoever calls it. All but [`Need::Nothing`] ask for a valid access token of an account and
/// device that are not shut out, before the route is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: signing in, health.
    Nothing,
    /// To be signed in. The domain decides on each command.
    SignedIn,
    /// A role at a console, or none anywhere: the answer holds the scopes of hubs where the account has one, and no
    /// others.
    Console,
    /// An active administrator of the organisation, before the route is reached.
    Admin,
    /// A role that reports positions, in the hub of every courier named.
    Positions,
}

/// How a route is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

impl Method {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What there is to know of a route before it is called.
#[derive(Clone, Copy, Debug)]
pub struct Right {
    pub method: Method,
    pub path: &'static str,
    pub need: Need,
}

domain::text_enum! {
    /// Every route of the server.
    Route {
        SignIn = "sign_in",
        Refresh = "refresh",
        SignOut = "sign_out",
        Sync = "sync",
        Events = "events",
        Manifest = "manifest",
        Chunk = "chunk",
        Commands = "commands",
        Positions = "positions",
        Devices = "devices",
        DeviceState = "device_state",
        Health = "health",
        Live = "live",
        Ready = "ready",
        Metrics = "metrics",
    }
}

impl Route {
    pub const fn right(self) -> Right {
        use Method::{Get, Post};
        let (method, path, need) = match self {
            Self::SignIn => (Post, "/api/v1/auth/sign-in", Need::Nothing),
            Self::Refresh => (Post, "/api/v1/auth/refresh", Need::Nothing),
            Self::SignOut => (Post, "/api/v1/auth/sign-out", Need::Nothing),
            Self::Sync => (Post, "/api/v1/sync", Need::Console),
            Self::Events => (Get, "/api/v1/sync/events", Need::Console),
            Self::Manifest => (Get, "/api/v1/sync/snapshots/{scope}", Need::Console),
            Self::Chunk => (
                Get,
                "/api/v1/sync/snapshots/{scope}/{id}/{n}",
                Need::Console,
            ),
            Self::Commands => (Post, "/api/v1/commands", Need::SignedIn),
            Self::Positions => (Post, "/api/v1/positions", Need::Positions),
            Self::Devices => (Get, "/api/v1/devices", Need::Admin),
            Self::DeviceState => (Post, "/api/v1/devices/{device}/state", Need::Admin),
            Self::Health => (Get, "/health", Need::Nothing),
            Self::Live => (Get, "/health/live", Need::Nothing),
            Self::Ready => (Get, "/health/ready", Need::Nothing),
            Self::Metrics => (Get, "/metrics", Need::Nothing),
        };
        Right { method, path, need }
    }
}

/// Whether `role` works at a console, and so replicates its hub.
pub fn works_at_a_console(role: Role) -> bool {
    matches!(
        role,
        Role::Viewer | Role::Dispatcher | Role::Supervisor | Role::Admin
    )
}

/// Whether `role` may report where couriers of its hub are.
pub fn reports_positions(role: Role) -> bool {
    matches!(role, Role::Courier | Role::Service | Role::Admin)
}
