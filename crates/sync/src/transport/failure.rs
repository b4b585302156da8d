//! Every way a request can fail, as a typed [`Problem`] that says what was kept and what to do.

use reqwest::{Response, Url};
use std::{error::Error, time::Duration};
use wire::error::{ErrorCode, Problem};

/// Error bodies are short; what is longer is not ours.
const MAX_PROBLEM_BYTES: usize = 64 * 1024;
const KEPT: &str = "Your work is kept on this computer and is sent when the connection is back.";

/// No answer came.
pub(super) fn unreachable(server: &Url, error: &reqwest::Error) -> Problem {
    let mut why = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        why = inner.to_string();
        source = inner.source();
    }
    Problem::new(ErrorCode::ServerUnreachable, "The server cannot be reached")
        .detail(format!("{} does not answer ({why}). {KEPT}", host(server)))
}

/// The connection stands, but nothing comes.
pub(super) fn silent(patience: Duration) -> Problem {
    Problem::new(ErrorCode::ServerUnreachable, "The server does not answer").detail(format!(
        "Nothing came for {} seconds. {KEPT}",
        patience.as_secs()
    ))
}

/// The answer broke off.
pub(super) fn interrupted(why: &str) -> Problem {
    Problem::new(ErrorCode::ServerUnreachable, "The connection broke").detail(format!(
        "The answer ended too early ({why}); nothing of it was applied. {KEPT}"
    ))
}

/// Something answers, but not in our language.
pub(super) fn not_ours(what: &str) -> Problem {
    Problem::new(
        ErrorCode::NotASyncServer,
        "This is not a BARQ Dispatch server",
    )
    .detail(format!(
        "{what}. Nothing was changed. Check the server's address."
    ))
}

/// Passes an answer of status 2xx on; any other becomes its problem.
pub(super) async fn refused(answer: Response, patience: Duration) -> Result<Response, Problem> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let retry_after = answer
        .headers()
        .get("retry-after")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.trim().parse::<u32>().ok());
    let body = match tokio::time::timeout(patience, short_body(answer)).await {
        Ok(body) => body,
        Err(_) => return Err(silent(patience)),
    };
    let mut problem = match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) => problem,
        // A balancer in front of the server has no codes of ours.
        Err(_) => match status.as_u16() {
            413 => Problem::new(ErrorCode::BodyTooLarge, "The request is too large"),
            429 => Problem::new(ErrorCode::RateLimited, "Too many requests"),
            500 | 502..=504 => {
                Problem::new(ErrorCode::ServerUnreachable, "The server is not available")
                    .detail(format!("Something before it answered {status}. {KEPT}"))
            }
            _ => not_ours(&format!("It answered {status}")),
        },
    };
    problem.status = status.as_u16();
    problem.retry_after_secs = problem.retry_after_secs.or(retry_after);
    Err(problem)
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
