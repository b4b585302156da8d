//! A limit on guessing passwords: failures per account and address, in memory. Time is an argument.

use domain::units::Millis;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Failures count for this long, in seconds.
const WINDOW_SECS: i64 = 300;
/// Beyond this many entries old ones are cleaned out.
const CLEAN_ABOVE: usize = 10_000;

type Key = (String, IpAddr);

/// Counts failed sign-ins.
pub struct Limiter {
    allowed: usize,
    failures: Mutex<HashMap<Key, Vec<Millis>>>,
}

impl Limiter {
    pub fn new(allowed: u32) -> Self {
        Self {
            allowed: allowed as usize,
            failures: Mutex::default(),
        }
    }

    /// `Err` holds the seconds to wait.
    pub fn check(&self, username: &str, address: IpAddr, now: Millis) -> Result<(), u32> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = failures.get(&(username.to_owned(), address)) else {
            return Ok(());
        };
        let recent: Vec<_> = times
            .iter()
            .filter(|t| now.secs_since(**t) < WINDOW_SECS)
            .collect();
        match recent.first() {
            Some(oldest) if recent.len() >= self.allowed => {
                let wait = WINDOW_SECS - now.secs_since(**oldest);
                Err(u32::try_from(wait).unwrap_or(1).max(1))
            }
            _ => Ok(()),
        }
    }

    pub fn failed(&self, username: &str, address: IpAddr, now: Millis) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = |times: &mut Vec<Millis>| {
            times.retain(|t| now.secs_since(*t) < WINDOW_SECS);
            !times.is_empty()
        };
        if failures.len() > CLEAN_ABOVE {
            failures.retain(|_, times| recent(times));
        }
        let times = failures.entry((username.to_owned(), address)).or_default();
        recent(times);
        times.push(now);
    }

    pub fn succeeded(&self, username: &str, address: IpAddr) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&(username.to_owned(), address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(Ipv4Addr::BROADCAST);

    #[test]
    fn failures_are_limited_per_account_and_address_and_fade() {
        let limiter = Limiter::new(2);
        let now = Millis(1_000_000);
        limiter.failed("noura", HERE, now);
        assert!(limiter.check("noura", HERE, now).is_ok());
        limiter.failed("noura", HERE, now.plus_secs(10));
        assert_eq!(limiter.check("noura", HERE, now.plus_secs(20)), Err(280));
        assert!(limiter.check("noura", THERE, now).is_ok());
        assert!(limiter.check("reem", HERE, now).is_ok());
        assert!(limiter.check("noura", HERE, now.plus_secs(301)).is_ok());
    }

    #[test]
    fn success_forgives() {
        let limiter = Limiter::new(1);
        let now = Millis(0);
        limiter.failed("noura", HERE, now);
        assert!(limiter.check("noura", HERE, now).is_err());
        limiter.succeeded("noura", HERE);
        assert!(limiter.check("noura", HERE, now).is_ok());
    }
}
