//! A command acts on what is in sight: on the delivery that was typed, that is open, that the list shows, in the hub
//! looked at; on all that is selected and not only what was scrolled past. And nothing typed is lost unasked.

use domain::{entities::Proof, id::HubId};
use serde_json::json;
use tempfile::{TempDir, tempdir};
use tests::{
    Fleet, Window, commands,
    console::{Console, PASSPHRASE},
    fleet::{self, PASSWORD},
};
use thirtyfour::Key;
use uuid::Uuid;

const DRAWER: &str = "[data-region=drawer]";
const PALETTE: &str = "[data-dialog=palette][open]";
const FORM: &str = "[data-dialog=command][open]";
const CONFIRM: &str = "[data-dialog=confirm][open]";

/// Dana's console in a window, signed in.
async fn dana(fleet: &Fleet) -> (Window, TempDir) {
    let profile = tempdir().expect("a temporary folder");
    let window = Window::open(profile.path(), &[("BARQ_PASSPHRASE", PASSPHRASE)]).await;
    window
        .fill("[data-field=server]", &fleet.server.url())
        .await;
    window.fill("[data-field=username]", "dana").await;
    window.fill("[data-field=password]", PASSWORD).await;
    window.click("[data-action=sign-in]").await;
    window.find("[data-screen=board]").await;
    (window, profile)
}

/// So many deliveries of 1 riyal each, on their way with one courier.
fn dispatched(fleet: &Fleet, helper: &Console, n: u32) {
    let cash: Vec<_> = (0..n)
        .map(|n| {
            let mut delivery = commands::new_delivery(n, fleet.today);
            delivery.cod_halalas = 100;
            delivery.proof_required = Proof::None;
            delivery
        })
        .collect();
    helper.submit(&json!({ "name": "create.v1", "hub": fleet.hub, "deliveries": cash }));
    let ids: Vec<_> = (0..n).map(|n| fleet.delivery(n)).collect();
    helper.submit(&commands::assign(fleet.hub, &ids, fleet.couriers[0]));
    helper.submit(&commands::action("dispatch", fleet.hub, &ids));
    helper.sync();
}

async fn deliveries(window: &Window) {
    window
        .click("[data-action=rail][data-value=deliveries]")
        .await;
    window.find("[data-screen=deliveries] [data-ref]").await;
}

fn reference(n: u32) -> String {
    format!("T-{n:05}")
}

fn key(key: Key) -> String {
    key.value().to_string()
}

async fn text(window: &Window, css: &str) -> String {
    window
        .find(css)
        .await
        .text()
        .await
        .expect("the element has text")
}

/// Waits until the drawer shows the delivery.
async fn opened(window: &Window, fleet: &Fleet, n: u32) {
    let wanted = fleet.delivery(n).to_string();
    let css = format!("{DRAWER}[data-id='{wanted}'] h2");
    window.find(&css).await;
}

/// Finds a delivery in the palette as fast as keys can be pressed, over hits of another one that are on the screen.
async fn call(window: &Window, first: &str, n: u32) {
    window.click("[data-action=palette]").await;
    window.find(PALETTE).await;
    window.keys(first).await;
    window
        .find(&format!("{PALETTE} [data-action=palette-line]"))
        .await;
    let field = window
        .find(&format!("{PALETTE} [data-field=palette]"))
        .await;
    field
        .send_keys(Key::Control + "a")
        .await
        .expect("the field takes keys");
    window
        .keys(format!("{}{}", reference(n), key(Key::Enter)))
        .await;
    window.gone(PALETTE).await;
}

#[tokio::test]
async fn enter_in_the_palette_opens_what_was_typed_last() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..40);
    helper.sync();
    let (window, _profile) = dana(&fleet).await;
    for n in 0..20 {
        call(&window, &reference(39 - n), n).await;
        opened(&window, &fleet, n).await;
    }
    window.close().await;
}

#[tokio::test]
async fn keys_and_buttons_act_on_the_delivery_that_is_open() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..10);
    helper.sync();
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    window.click("[data-ref='T-00001']").await;
    call(&window, "T-", 5).await;
    opened(&window, &fleet, 5).await;
    window
        .find("[data-ref='T-00005'][aria-selected=true]")
        .await;
    assert_eq!(window.count("[data-ref][aria-selected=true]").await, 1);
    let assign = "[data-screen=deliveries] .toolbar [data-action=assign]";
    assert!(text(&window, assign).await.contains("T-00005"));
    window.keys("a").await;
    let title = text(&window, &format!("{FORM} h2")).await;
    assert!(title.contains("T-00005"), "{title}");
    window.keys(key(Key::Escape)).await;
    window.gone(FORM).await;
    // Also while the list shows something else.
    window
        .fill("[data-screen=deliveries] [data-field=search]", "T-00001")
        .await;
    window.gone("[data-ref='T-00005']").await;
    call(&window, "T-", 6).await;
    opened(&window, &fleet, 6).await;
    window.keys("a").await;
    let title = text(&window, &format!("{FORM} h2")).await;
    assert!(title.contains("T-00006"), "{title}");
    window.close().await;
}

#[tokio::test]
async fn what_was_filtered_out_since_is_not_acted_on() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..10);
    helper.sync();
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    window.click("[data-ref='T-00001']").await;
    window
        .fill("[data-screen=deliveries] [data-field=search]", "T-00007")
        .await;
    window.gone("[data-ref='T-00001']").await;
    window.find("[data-field=selected-elsewhere]").await;
    window
        .find("[data-screen=deliveries] .toolbar [data-action=assign]:disabled")
        .await;
    window.close().await;
}

#[tokio::test]
async fn all_that_is_selected_is_copied_with_a_heading() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..250);
    helper.sync();
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    window.click(".delivery-table [data-ref]").await;
    let grid = window.find(".delivery-table .grid").await;
    grid.send_keys(Key::Control + "a").await.expect("keys");
    window
        .attribute("[data-field=selected]", "data-count", |n| n == "250")
        .await;
    grid.send_keys(Key::Control + "c").await.expect("keys");
    let said = text(&window, ".toast[data-kind=done]").await;
    assert!(said.contains("250"), "{said}");
    // Pasted where lines are kept.
    window.click(".delivery-table [data-ref]").await;
    window.keys("n").await;
    let note = window.find(&format!("{FORM} [data-field=note]")).await;
    note.send_keys(Key::Control + "v").await.expect("keys");
    let lines = window
        .look("return document.querySelector('[data-dialog=command] [data-field=note]').value.split('\\n').length")
        .await;
    assert_eq!(lines, 251);
    window.close().await;
}

#[tokio::test]
async fn three_hundred_cash_deliveries_are_delivered_by_one_form() {
    const N: u32 = 300;
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    dispatched(&fleet, &helper, N);
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    window.click(".delivery-table [data-ref]").await;
    let grid = window.find(".delivery-table .grid").await;
    grid.send_keys(Key::Control + "a").await.expect("keys");
    window
        .attribute("[data-field=selected]", "data-count", |n| n == "300")
        .await;
    window.click("[data-action=bulk]").await;
    window.click("[role=menuitem][data-action=deliver]").await;
    window.find(&format!("{FORM} [data-field=method]")).await;
    let due = text(&window, FORM).await;
    assert!(due.contains("300"), "{due}");
    window
        .click(&format!("{FORM} [data-action=form-submit]"))
        .await;
    window.gone("[data-ref][data-state=dispatched]").await;
    window
        .attribute("[data-action=sync-pill]", "data-waiting", |n| n == "0")
        .await;
    let delivered = fleet
        .database
        .rows("SELECT count(*)::text FROM delivery WHERE state = 'delivered'");
    assert_eq!(delivered, [[Some(N.to_string())]]);
    window.close().await;
}

#[tokio::test]
async fn a_form_asks_before_it_lets_go_of_what_was_typed() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..3);
    helper.sync();
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    window.click("[data-ref='T-00001']").await;
    // Nothing typed: nothing asked.
    window.keys("n").await;
    window.find(&format!("{FORM} [data-field=note]")).await;
    window.keys(key(Key::Escape)).await;
    window.gone(FORM).await;
    window.keys("n").await;
    window
        .fill(&format!("{FORM} [data-field=note]"), "call before")
        .await;
    for way in ["dialog-close", "form-cancel", "Escape"] {
        if way == "Escape" {
            window.keys(key(Key::Escape)).await;
        } else {
            window.click(&format!("{FORM} [data-action={way}]")).await;
        }
        window
            .click(&format!("{CONFIRM} [data-action=confirm-no]"))
            .await;
        window.gone(CONFIRM).await;
        let kept = window
            .look("return document.querySelector('[data-dialog=command] [data-field=note]').value")
            .await;
        assert_eq!(kept, "call before", "{way}");
    }
    window.keys(key(Key::Escape)).await;
    window
        .click(&format!("{CONFIRM} [data-action=confirm-yes]"))
        .await;
    window.gone(FORM).await;
    window.close().await;
}

#[tokio::test]
async fn a_form_says_what_it_lacks_and_takes_words_where_they_are_typed() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    dispatched(&fleet, &helper, 2);
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    call(&window, "T-", 0).await;
    opened(&window, &fleet, 0).await;
    // Less than is due, and Enter: the reason is asked for, and the focus goes there.
    window
        .click(&format!("{DRAWER} button[data-action=deliver]"))
        .await;
    window
        .fill(&format!("{FORM} [data-field=amount]"), "0.50")
        .await;
    window.keys(key(Key::Enter)).await;
    window
        .find(&format!(
            "{FORM} [data-field=variance-reason][aria-invalid=true]:focus"
        ))
        .await;
    window.keys(format!("had no more{}", key(Key::Enter))).await;
    window.gone(FORM).await;
    window
        .find("[data-ref='T-00000'][data-state=delivered]")
        .await;
    // Why an attempt failed is not taken for granted, and other reasons are put in words.
    call(&window, "T-", 1).await;
    opened(&window, &fleet, 1).await;
    window
        .click(&format!("{DRAWER} button[data-action=record_attempt]"))
        .await;
    window
        .click(&format!("{FORM} [data-action=form-submit]"))
        .await;
    window
        .find(&format!("{FORM} [data-field=choice][aria-invalid=true]"))
        .await;
    window
        .click(&format!("{FORM} label:has(input[value=other])"))
        .await;
    window.keys("gate was locked").await;
    let words = window
        .look("return document.querySelector('[data-dialog=command] [data-field=reason-words]').value")
        .await;
    assert_eq!(words, "gate was locked");
    window.keys(key(Key::Enter)).await;
    window.find("[data-ref='T-00001'][data-state=failed]").await;
    window
        .find(&format!("{DRAWER} [data-region=notes] [data-note]"))
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_note_half_written_in_the_drawer_waits_while_another_delivery_is_looked_at() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..3);
    helper.sync();
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    call(&window, "T-", 1).await;
    opened(&window, &fleet, 1).await;
    window
        .fill(&format!("{DRAWER} [data-field=note]"), "gate 7")
        .await;
    window.click("[data-ref='T-00002']").await;
    opened(&window, &fleet, 2).await;
    window.click("[data-ref='T-00001']").await;
    opened(&window, &fleet, 1).await;
    let kept = window
        .look("return document.querySelector('[data-region=drawer] [data-field=note]').value")
        .await;
    assert_eq!(kept, "gate 7");
    window.close().await;
}

#[tokio::test]
async fn another_hub_closes_what_is_open_and_the_menu_it_was_chosen_in() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..3);
    helper.sync();
    let south = HubId(Uuid::now_v7());
    fleet.command(&json!({ "name": "upsert_hub.v1", "hubs": [{
        "id": south, "name_ar": "الرياض جنوب", "name_en": "Riyadh South", "city": "Riyadh",
        "time_zone": "Asia/Riyadh", "day_starts_at_min": 240,
        "lon_e7": 466_800_000, "lat_e7": 245_500_000, "active": true }] }));
    let user = fleet::own_id(&fleet.console("dana"));
    fleet.command(&fleet::grant(user, south, Some("dispatcher")));
    let (window, _profile) = dana(&fleet).await;
    deliveries(&window).await;
    call(&window, "T-", 1).await;
    opened(&window, &fleet, 1).await;
    window.click("[data-action=hub-switch]").await;
    window
        .click(&format!("[data-action=hub][data-value='{south}']"))
        .await;
    window.gone(DRAWER).await;
    window
        .gone("[data-action=hub-switch][aria-expanded=true]")
        .await;
    assert_eq!(window.count("[data-field=selected]").await, 0);
    window.close().await;
}
