//! Who may do what, in one table: each route states the right it needs here. What a command may do is decided by
//! the domain; this is about routes and about which hubs' rows leave the server.

use domain::entities::Role;

/// What a route asks of whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: signing in, health.
    Nothing,
    /// A valid access token of an account and device that are not shut out. The domain decides on each command.
    SignedIn,
    /// A role at a console: the answer holds the scopes of hubs where the account has one, and no others.
    Console,
    /// An active administrator of the organisation.
    Admin,
    /// A role that reports positions, in the hub of every courier named.
    Positions,
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct RouteRight {
    pub method: &'static str,
    pub path: &'static str,
    pub need: Need,
}

const fn route(method: &'static str, path: &'static str, need: Need) -> RouteRight {
    RouteRight { method, path, need }
}

/// Every route of the server.
pub const ROUTES: &[RouteRight] = &[
    route("POST", "/api/v1/auth/sign-in", Need::Nothing),
    route("POST", "/api/v1/auth/refresh", Need::Nothing),
    route("POST", "/api/v1/auth/sign-out", Need::Nothing),
    route("POST", "/api/v1/sync", Need::Console),
    route("GET", "/api/v1/sync/events", Need::Console),
    route("GET", "/api/v1/sync/snapshots/{scope}", Need::Console),
    route(
        "GET",
        "/api/v1/sync/snapshots/{scope}/{id}/{n}",
        Need::Console,
    ),
    route("POST", "/api/v1/commands", Need::SignedIn),
    route("POST", "/api/v1/positions", Need::Positions),
    route("GET", "/api/v1/devices", Need::Admin),
    route("POST", "/api/v1/devices/{device}/state", Need::Admin),
    route("GET", "/health", Need::Nothing),
    route("GET", "/health/live", Need::Nothing),
    route("GET", "/health/ready", Need::Nothing),
    route("GET", "/metrics", Need::Nothing),
];

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
