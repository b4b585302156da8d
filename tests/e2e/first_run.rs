//! The first minutes of a console: signing in, the first sync, what a wrong password says, coming back.

use tempfile::tempdir;
use tests::{Fleet, Window, console::PASSPHRASE, fleet::PASSWORD};

async fn fill_in(window: &Window, fleet: &Fleet, password: &str) {
    window
        .fill("[data-field=server]", &fleet.server.url())
        .await;
    window.fill("[data-field=username]", "dana").await;
    window.fill("[data-field=password]", password).await;
    window.click("[data-action=sign-in]").await;
}

#[tokio::test]
async fn a_wrong_password_is_said_and_the_right_one_opens_the_board() {
    let fleet = Fleet::start();
    let profile = tempdir().unwrap();
    let window = Window::open(profile.path(), &[("BARQ_PASSPHRASE", PASSPHRASE)]).await;
    fill_in(&window, &fleet, "not the password").await;
    window.find("[data-error=wrong_credentials]").await;
    assert!(
        !profile.path().join("replica.db").exists(),
        "a failed sign-in makes no replica"
    );
    fill_in(&window, &fleet, PASSWORD).await;
    window.find("[data-screen=board]").await;
    window
        .attribute("[data-action=sync-pill]", "data-online", |online| {
            online == "true"
        })
        .await;
    window.close().await;

    let window = Window::open(profile.path(), &[("BARQ_PASSPHRASE", PASSPHRASE)]).await;
    window.find("[data-screen=board]").await;
    window.close().await;
}

#[tokio::test]
async fn the_keychain_keeps_the_key_where_nobody_gives_a_passphrase() {
    let fleet = Fleet::start();
    let profile = tempdir().unwrap();
    let window = Window::open(profile.path(), &[]).await;
    fill_in(&window, &fleet, PASSWORD).await;
    window.find("[data-screen=board]").await;
    window.close().await;
    assert!(!profile.path().join("replica.salt").exists());

    let window = Window::open(profile.path(), &[]).await;
    window.find("[data-screen=board]").await;
    window.close().await;
}
