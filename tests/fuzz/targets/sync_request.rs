//! What a console sends, for libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::begin("sync_request"), |data: &[u8]| {
    fuzz::sync_request(data);
});
