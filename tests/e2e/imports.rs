//! An import as one thing: left with Escape it goes on in sight, cancelled it says what is in and goes on from there,
//! and one undo takes all of it back.

use std::fmt::Write as _;
use tempfile::tempdir;
use tests::{Fleet, Window, console::PASSPHRASE, fleet::PASSWORD, story::actions};
use thirtyfour::Key;

const ROWS: usize = 2_500;
const DIALOG: &str = "[data-dialog=import][open]";

fn big_file() -> String {
    let mut text = String::from(
        "Order Ref *,Order Type,Pickup Name *,Dropoff Name *,Dropoff Street1,Dropoff City,Dropoff Phone,Dropoff Lat,Dropoff Lng\n",
    );
    for n in 0..ROWS {
        writeln!(
            text,
            "BIG-{n:05},pickup_dropoff,Saffron Kitchen,Huda {n},King Fahd Road {n},Riyadh,+9665{n:08},24.7{:03},46.7{:03}",
            n % 900,
            n % 700
        )
        .expect("writing to a string");
    }
    text
}

/// Opens the past imports, and waits until the newest has so many rows here and to come.
async fn past(window: &Window, here: usize, to_come: usize) {
    window
        .click("[data-screen=deliveries] [data-action=import]")
        .await;
    let row = format!(
        "{DIALOG} [data-region=past-imports] [data-row=import][data-here='{here}'][data-to-come='{to_come}']"
    );
    window.find(&row).await;
}

#[tokio::test]
async fn an_import_left_with_escape_goes_on_and_one_undo_takes_it_back() {
    let fleet = Fleet::start();
    let profile = tempdir().unwrap();
    let file = profile.path().join("big.csv");
    std::fs::write(&file, big_file()).unwrap();
    let window = Window::open(profile.path(), &[("BARQ_PASSPHRASE", PASSPHRASE)]).await;
    actions::sign_in(&window, &fleet.server.url(), "dana", PASSWORD).await;
    let (accepted, _) = actions::open_file(&window, &file).await;
    assert_eq!(accepted, ROWS as u64);
    window
        .click("[data-dialog=import] [data-action=import-start]")
        .await;
    window
        .find(&format!("{DIALOG} [data-import=running]"))
        .await;
    window.keys(Key::Escape.value().to_string()).await;
    window.gone(DIALOG).await;
    // It ends, and says so where it was not seen.
    window.find("[data-action=toast-show-job]").await;
    past(&window, ROWS, 0).await;
    window.keys(Key::Escape.value().to_string()).await;
    window.gone(DIALOG).await;

    window.click("[data-action=account]").await;
    window.click("[data-action=undo]").await;
    window.click("[data-action=confirm-yes]").await;
    window
        .find(&format!(
            "{DIALOG} [data-import=finished][data-created='{ROWS}']"
        ))
        .await;
    actions::close_import(&window).await;
    past(&window, 0, 0).await;
    window.close().await;
}
