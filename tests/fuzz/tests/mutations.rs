//! A fixed number of changed valid inputs for every parser, the same ones every time.

use fuzz::{TARGETS, mutations, seeds};

const SEED: u64 = 20_261_122;
const COUNT: usize = 3_000;

#[test]
fn valid_bytes_are_taken() {
    for (name, target) in TARGETS {
        let valid = seeds(name);
        assert!(!valid.is_empty(), "{name} has nothing to begin with");
        valid.iter().for_each(|bytes| target(bytes));
    }
}

#[test]
fn changed_bytes_make_no_parser_panic() {
    for (name, target) in TARGETS {
        for (n, bytes) in mutations(name, SEED, COUNT).enumerate() {
            let played = std::panic::catch_unwind(|| target(&bytes));
            assert!(
                played.is_ok(),
                "{name}, change {n} of seed {SEED}: {:?}",
                String::from_utf8_lossy(&bytes)
            );
        }
    }
}
