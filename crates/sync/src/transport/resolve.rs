//! Finding the computer behind a server's name, so that a name nobody knows can be told from a computer that does not
//! answer.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::io;

/// No computer of that name is known here.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct HostUnknown(io::Error);

/// The system's resolver, whose failure keeps its type.
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is put in by whoever connects.
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs),
                Err(error) => Err(HostUnknown(error).into()),
            }
        })
    }
}
