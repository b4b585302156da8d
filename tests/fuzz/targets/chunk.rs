//! A snapshot's chunk, for libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::begin("chunk"), |data: &[u8]| {
    fuzz::chunk(data);
});
