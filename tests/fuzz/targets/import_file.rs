//! A file of orders or zones, for libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::begin("import_file"), |data: &[u8]| {
    fuzz::import_file(data);
});
