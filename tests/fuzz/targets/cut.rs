//! What a server answers, for libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::begin("cut"), |data: &[u8]| {
    fuzz::cut(data);
});
