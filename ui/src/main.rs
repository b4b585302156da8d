//! The page's entry: everything is in the library, so that it can be checked and tested natively.

fn main() {
    ui::start();
}
