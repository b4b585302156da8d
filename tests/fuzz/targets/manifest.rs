//! What a snapshot is made of, for libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::begin("manifest"), |data: &[u8]| {
    fuzz::manifest(data);
});
