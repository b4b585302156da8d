//! Writes what exists in a schema, as it is frozen with a release: `cargo run -p domain --example schema -- 1`.

fn main() {
    let schema = std::env::args().nth(1).and_then(|n| n.parse().ok());
    print!(
        "{}",
        domain::schema::declared(schema.unwrap_or(domain::schema::SCHEMA))
    );
}
