//! Tests on real SQLCipher files.

mod cuts;
mod files;
mod fixture;
mod model;
mod questions;
mod sending;
mod server;
mod standing;
