//! client
pub struct Client;
pub struct Options;
