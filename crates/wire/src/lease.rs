//! The offline lease: how long a console may work without its server. Signed by the server, so that a console can
//! check it with the public key it was given at sign-in; it travels beside every exchange.

use domain::{
    id::{DeviceId, UserId},
    units::Millis,
};
use serde::{Deserialize, Serialize};

/// The response header a lease comes in.
pub const HEADER: &str = "barq-lease";

/// What the server signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    pub user: UserId,
    pub device: DeviceId,
    /// Server time.
    pub issued_at: Millis,
    /// Server time from which the console locks.
    pub until: Millis,
}

/// Payload and signature as one text.
pub fn seal(payload: &[u8], signature: &[u8]) -> String {
    format!("{}.{}", hex(payload), hex(signature))
}

/// Payload and signature of [`seal`]'s text; `None` when it is not one.
pub fn open(text: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let (payload, signature) = text.split_once('.')?;
    Some((bytes(payload)?, bytes(signature)?))
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal digits.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_and_nothing_else_does() {
        let text = seal(b"payload", &[0, 255, 16]);
        assert_eq!(open(&text), Some((b"payload".to_vec(), vec![0, 255, 16])));
        for bad in ["", "abc", "0.", "zz.00", "00.0", "é0.00"] {
            assert_eq!(open(bad), None, "{bad}");
        }
    }
}
