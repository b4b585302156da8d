//! Every way a request can fail, as a typed [`Problem`] that says what stands in the way and what to do. What was kept
//! only whoever works on a replica knows: [`kept`] adds it.

use super::resolve::HostUnknown;
use reqwest::{Response, Url};
use rustls::CertificateError;
use std::{error::Error, io, time::Duration};
use wire::error::{ErrorCode, ObstacleKind, Problem};

/// Error bodies are short; what is longer is not ours.
const MAX_PROBLEM_BYTES: usize = 64 * 1024;
const PROBLEM_JSON: &str = "application/problem+json";
const KEPT: &str = "Your work is kept on this computer and is sent when the connection is back.";

/// The same for somebody whose work is in a replica here.
pub(super) fn kept(mut problem: Problem) -> Problem {
    if problem.code == ErrorCode::ServerUnreachable {
        problem.detail = format!("{} {KEPT}", problem.detail).trim_start().to_owned();
    }
    problem
}

/// What was given for a server's address is none.
pub(super) fn no_address(given: &str, why: &str) -> Problem {
    Problem::new(ErrorCode::NotASyncServer, "This is not a server's address")
        .detail(format!(
            "{given:?} cannot be used: {why}. Write it like https://dispatch.example.com."
        ))
        .obstacle(ObstacleKind::NoAddress, given)
}

/// No answer came.
pub(super) fn unreachable(server: &Url, error: &reqwest::Error) -> Problem {
    let host = host(server);
    let why = last_cause(error).to_string();
    let kind = kind_of(error);
    let (title, detail) = match kind {
        ObstacleKind::HostUnknown => (
            "The server's name is not known",
            format!(
                "No computer is called {host} here ({why}). Check the address and this computer's connection."
            ),
        ),
        ObstacleKind::Refused => (
            "No server is running there",
            format!(
                "{host} refuses the connection. Check the address and its port, or ask the server's operator."
            ),
        ),
        ObstacleKind::CertificateExpired => (
            "The server's certificate has ended",
            format!(
                "The certificate of {host} is not valid today ({why}). Check this computer's date, or ask the server's operator for a new one."
            ),
        ),
        ObstacleKind::CertificateOfAnother => (
            "The server's certificate is for another name",
            format!(
                "What answers at {host} shows a certificate of another name ({why}). Check the address, or ask the server's operator."
            ),
        ),
        ObstacleKind::CertificateUntrusted => (
            "The server's certificate is not trusted",
            format!(
                "This computer does not trust who signed the certificate of {host} ({why}). Ask the server's operator."
            ),
        ),
        ObstacleKind::NotEncrypted => (
            "The server does not speak https",
            format!(
                "{host} answers without encryption. If that is meant to be so, begin its address with http://."
            ),
        ),
        ObstacleKind::ProxySignIn => (
            "A proxy wants you to sign in",
            format!(
                "The proxy on the way to {host} lets nobody through who is not signed in to it ({why})."
            ),
        ),
        ObstacleKind::NoAddress
        | ObstacleKind::Silent
        | ObstacleKind::Broken
        | ObstacleKind::Elsewhere
        | ObstacleKind::Gateway
        | ObstacleKind::AnotherProgram
        | ObstacleKind::Unreadable => (
            "The server cannot be reached",
            format!("{host} does not answer ({why})."),
        ),
    };
    Problem::new(ErrorCode::ServerUnreachable, title)
        .detail(detail)
        .obstacle(kind, host)
}

/// What of all that can stand in the way did, as the error's causes have it.
fn kind_of(error: &reqwest::Error) -> ObstacleKind {
    // The proxy's answer to CONNECT is told in words alone.
    let proxy = || causes(error).any(|c| c.to_string().contains("proxy authorization required"));
    match causes(error).find_map(kind_of_cause) {
        Some(kind) => kind,
        None if proxy() => ObstacleKind::ProxySignIn,
        None if error.is_connect() || error.is_timeout() => ObstacleKind::Silent,
        None => ObstacleKind::Broken,
    }
}

fn kind_of_cause(cause: &(dyn Error + 'static)) -> Option<ObstacleKind> {
    if cause.is::<HostUnknown>() {
        return Some(ObstacleKind::HostUnknown);
    }
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(tls_kind(tls));
    }
    let io = cause.downcast_ref::<io::Error>()?;
    // What is inside an I/O error is not among its causes.
    if let Some(kind) = io.get_ref().and_then(|inner| kind_of_cause(inner)) {
        return Some(kind);
    }
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the standard library adds kinds; of the others another cause says more"
    )]
    match io.kind() {
        io::ErrorKind::ConnectionRefused => Some(ObstacleKind::Refused),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Some(ObstacleKind::Broken),
        _ => None,
    }
}

fn tls_kind(error: &rustls::Error) -> ObstacleKind {
    use rustls::Error as E;
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "rustls adds errors; whatever it was, nothing came through"
    )]
    match error {
        E::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => ObstacleKind::CertificateExpired,
        E::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => ObstacleKind::CertificateOfAnother,
        // The first bytes were no record of TLS.
        E::InvalidMessage(_) => ObstacleKind::NotEncrypted,
        E::InvalidCertificate(_) => ObstacleKind::CertificateUntrusted,
        _ => ObstacleKind::Broken,
    }
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let first: &'a (dyn Error + 'static) = error;
    std::iter::successors(Some(first), |cause| (*cause).source())
}

fn last_cause(error: &reqwest::Error) -> &(dyn Error + 'static) {
    causes(error).last().unwrap_or(error)
}

/// The connection stands, but nothing comes.
pub(super) fn silent(server: &Url, patience: Duration) -> Problem {
    let host = host(server);
    Problem::new(ErrorCode::ServerUnreachable, "The server does not answer")
        .detail(format!(
            "Nothing came from {host} for {} seconds.",
            patience.as_secs()
        ))
        .obstacle(ObstacleKind::Silent, host)
}

/// The answer broke off.
pub(super) fn interrupted(why: &str) -> Problem {
    Problem::new(ErrorCode::ServerUnreachable, "The connection broke")
        .detail(format!(
            "The answer ended too early ({why}); nothing of it was applied."
        ))
        .obstacle(ObstacleKind::Broken, why)
}

/// A server of ours answers, but its answer cannot be read.
pub(crate) fn unreadable(what: &str) -> Problem {
    Problem::new(
        ErrorCode::NotASyncServer,
        "The server's answer cannot be read",
    )
    .detail(format!(
        "{what}. Nothing of it was applied. Your work is kept. Update this program or the server."
    ))
    .obstacle(ObstacleKind::Unreadable, what)
}

/// Something answers, but not in our language.
fn not_ours(server: &Url, what: &str) -> Problem {
    Problem::new(
        ErrorCode::NotASyncServer,
        "This is not a BARQ Dispatch server",
    )
    .detail(format!(
        "{what}. Nothing was changed. Check the server's address."
    ))
    .obstacle(ObstacleKind::AnotherProgram, host(server))
}

/// Passes an answer of status 2xx on; any other becomes its problem.
pub(super) async fn refused(answer: Response, patience: Duration) -> Result<Response, Problem> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let server = answer.url().clone();
    let header = |name: &str| {
        let value = answer.headers().get(name);
        value
            .and_then(|v| v.to_str().ok())
            .map(|v| v.trim().to_owned())
    };
    let retry_after = header("retry-after").and_then(|v| v.parse::<u32>().ok());
    let location = header("location");
    let says_problem = header("content-type").is_some_and(|kind| kind.starts_with(PROBLEM_JSON));
    let body = match tokio::time::timeout(patience, short_body(answer)).await {
        Ok(body) => body,
        Err(_) => return Err(silent(&server, patience)),
    };
    let mut problem = match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) if is_ours(&problem, says_problem) => problem,
        // What is before the server has no codes of ours.
        _ => foreign(&server, status.as_u16(), location),
    };
    problem.status = status.as_u16();
    problem.retry_after_secs = problem.retry_after_secs.or(retry_after);
    Err(problem)
}

/// A code that is not known here is of a newer server, which says that its answer is a problem; in any other JSON it is
/// somebody else's.
const fn is_ours(problem: &Problem, says_problem: bool) -> bool {
    says_problem || !matches!(problem.code, ErrorCode::Unknown(_))
}

/// What a status means that came without a problem of ours.
fn foreign(server: &Url, status: u16, location: Option<String>) -> Problem {
    match (status, location) {
        (413, _) => Problem::new(ErrorCode::BodyTooLarge, "The request is too large"),
        (429, _) => Problem::new(ErrorCode::RateLimited, "Too many requests"),
        (407 | 511, _) => Problem::new(
            ErrorCode::ServerUnreachable,
            "The network wants you to sign in",
        )
        .detail(format!(
            "Something on the way to {} answered {status}: sign in to the network or its proxy first.",
            host(server)
        ))
        .obstacle(ObstacleKind::ProxySignIn, host(server)),
        (500 | 502..=504, _) => {
            Problem::new(ErrorCode::ServerUnreachable, "The server is not available")
                .detail(format!("Something before it answered {status}."))
                .obstacle(ObstacleKind::Gateway, status.to_string())
        }
        (300..=399, Some(location)) => elsewhere(server, &location),
        _ => not_ours(server, &format!("It answered {status}")),
    }
}

/// The address sends its callers on. They are not followed: a password goes where it was meant to.
fn elsewhere(server: &Url, location: &str) -> Problem {
    let to = server.join(location).map_or_else(
        |_| location.to_owned(),
        |url| url.origin().ascii_serialization(),
    );
    Problem::new(
        ErrorCode::NotASyncServer,
        "The server is at another address",
    )
    .detail(format!("{} sends its callers on to {to}. Use that address if it is your server's; a network that wants you to sign in does the same.", host(server)))
    .obstacle(ObstacleKind::Elsewhere, to)
}

/// The answer to a request of ours that is not the JSON it should be.
pub(super) fn not_json(server: &Url) -> Problem {
    not_ours(server, "Its answer to signing in is not one of ours")
}

/// The wake-up stream that is none.
pub(super) fn no_stream(server: &Url) -> Problem {
    not_ours(server, "Its wake-up stream is not one")
}

async fn short_body(mut answer: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_PROBLEM_BYTES {
            break;
        }
    }
    body
}

fn host(server: &Url) -> String {
    let host = server.host_str().unwrap_or_default();
    match server.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
