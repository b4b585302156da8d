//! profile
pub struct Profile;
