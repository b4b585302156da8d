//! What happens to a profile behind the console's back.

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use sync::{Profile, sealed::passphrase_key};
use tests::{Console, console::PASSPHRASE};

/// A byte in the middle of the replica changes, and somebody has noticed.
pub fn flip_a_byte(console: &Console) {
    let path = console.dir().join(replica::DATABASE_FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    std::fs::write(console.dir().join("replica.suspect"), []).unwrap();
}

/// A row of the replica is not what the server said, and its sums are to be compared.
pub fn alter_a_row(console: &Console) {
    let profile = Profile::beside(console.dir());
    let key = passphrase_key(&profile, PASSPHRASE).unwrap();
    let hex: String = key.bytes().iter().map(|b| format!("{b:02x}")).collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let db = Connection::open_with_flags(profile.replica_path(), flags).unwrap();
    db.execute_batch(&format!(
        "PRAGMA key = \"x'{hex}'\";
         UPDATE delivery SET rev = rev + 1 WHERE id = (SELECT id FROM delivery LIMIT 1);
         INSERT OR REPLACE INTO meta VALUES ('unchecked', x'01');"
    ))
    .unwrap();
}

/// The device of the profile's account.
pub fn device_of(console: &Console) -> String {
    let text = std::fs::read(console.dir().join("profile.json")).unwrap();
    let account: Value = serde_json::from_slice(&text).unwrap();
    account["device"].as_str().unwrap().to_owned()
}

/// Nothing is left of a replica, nor what makes its key.
#[track_caller]
pub fn assert_wiped(console: &Console) {
    let left: Vec<_> = std::fs::read_dir(console.dir())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("replica") || name == "profile.json")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
