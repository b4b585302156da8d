//! What people do at a console, one function per thing, by pointer and keys.

use crate::Window;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use thirtyfour::Key;
use tokio::time::interval;

/// The pill, which is always true.
const PILL: &str = "[data-action=sync-pill]";
const FORM: &str = "[data-dialog=command][open]";
/// A table that shows no cash for so long has none.
const NO_CASH: Duration = Duration::from_secs(5);

/// Signs in at the first run; the board is there afterwards.
pub async fn sign_in(window: &Window, server: &str, username: &str, password: &str) {
    window.fill("[data-field=server]", server).await;
    window.fill("[data-field=username]", username).await;
    window.fill("[data-field=password]", password).await;
    window.click("[data-action=sign-in]").await;
    window.find("[data-screen=board]").await;
}

/// Works in this hub from now on.
pub async fn choose_hub(window: &Window, hub: &str) {
    window.click("[data-action=hub-switch]").await;
    window
        .click(&format!("[data-action=hub][data-value='{hub}']"))
        .await;
}

/// Goes to a screen.
pub async fn go(window: &Window, screen: &str) {
    window
        .click(&format!("[data-action=rail][data-value={screen}]"))
        .await;
    window.find(&format!("[data-screen={screen}]")).await;
}

/// Opens a file for import; how many rows it would bring, and how many need a person.
pub async fn open_file(window: &Window, file: &Path) -> (u64, u64) {
    go(window, "deliveries").await;
    let input = window.find("[data-field=import-file]").await;
    input
        .send_keys(file.to_string_lossy().as_ref())
        .await
        .expect("a file can be chosen");
    let preview = "[data-dialog=import] [data-import=preview]";
    let accepted = window.attribute(preview, "data-accepted", is_number).await;
    let quarantined = window
        .attribute(preview, "data-quarantined", is_number)
        .await;
    (
        accepted.parse().unwrap_or(0),
        quarantined.parse().unwrap_or(0),
    )
}

fn is_number(text: &str) -> bool {
    text.parse::<u64>().is_ok()
}

/// Imports the file that is open; it is done when this returns.
pub async fn import(window: &Window) {
    window
        .click("[data-dialog=import] [data-action=import-start]")
        .await;
    window
        .find("[data-dialog=import] [data-import=finished]")
        .await;
}

/// Leaves the finished import.
pub async fn close_import(window: &Window) {
    window
        .click("[data-dialog=import] [data-action=import-close]")
        .await;
    window.gone("[data-dialog=import][open]").await;
}

/// Types into the search of the deliveries.
pub async fn search(window: &Window, text: &str) {
    go(window, "deliveries").await;
    window
        .fill("[data-screen=deliveries] [data-field=search]", text)
        .await;
}

/// The row of a delivery; in a state, where one is named.
fn row(reference: &str, state: &str) -> String {
    match state {
        "" => format!("[data-ref='{reference}']"),
        state => format!("[data-ref='{reference}'][data-state={state}]"),
    }
}

/// Waits until the table shows the delivery in that state.
pub async fn see(window: &Window, reference: &str, state: &str) {
    window.find(&row(reference, state)).await;
}

/// Opens the delivery's drawer.
pub async fn open(window: &Window, reference: &str) {
    search(window, reference).await;
    let row = row(reference, "");
    let id = window.attribute(&row, "data-id", |id| !id.is_empty()).await;
    window.click(&row).await;
    window.keys(Key::Enter.value().to_string()).await;
    window
        .find(&format!("[data-region=drawer][data-id='{id}'] h2"))
        .await;
}

/// Begins an action on the delivery in the drawer: by its button, or from the menu where it has none.
async fn begin(window: &Window, action: &str) {
    if matches!(action, "cancel" | "reassign" | "depart" | "hold") {
        window
            .click("[data-region=drawer] [data-action=more]")
            .await;
        window
            .click(&format!(
                "[data-region=drawer] [role=menuitem][data-action={action}]"
            ))
            .await;
    } else {
        window
            .click(&format!(
                "[data-region=drawer] button[data-action={action}]"
            ))
            .await;
    }
}

/// Does an action that needs no form.
pub async fn act(window: &Window, reference: &str, action: &str, becomes: &str) {
    open(window, reference).await;
    begin(window, action).await;
    settled(window, reference, becomes).await;
}

/// Does an action whose form is right as it opens.
pub async fn act_with_form(window: &Window, reference: &str, action: &str, becomes: &str) {
    open(window, reference).await;
    begin(window, action).await;
    window
        .click(&format!("{FORM} [data-action=form-submit]"))
        .await;
    settled(window, reference, becomes).await;
}

/// Does an action whose form asks for a reason.
pub async fn act_for(window: &Window, reference: &str, action: &str, reason: &str, becomes: &str) {
    open(window, reference).await;
    begin(window, action).await;
    window
        .click(&format!("{FORM} label:has(input[value={reason}])"))
        .await;
    window
        .click(&format!("{FORM} [data-action=form-submit]"))
        .await;
    settled(window, reference, becomes).await;
}

/// Gives the delivery to a courier none of `others` is; that courier's id.
pub async fn give(
    window: &Window,
    reference: &str,
    action: &str,
    others: &[&str],
    becomes: &str,
) -> String {
    open(window, reference).await;
    begin(window, action).await;
    window.click(&format!("{FORM} [data-field=courier]")).await;
    window.find("[role=option][data-value]").await;
    let offered = window
        .look("return Array.from(document.querySelectorAll('dialog[open] [role=option][data-value]')).map(o => [o.dataset.value, o.firstElementChild.textContent])")
        .await;
    let offered: Vec<(String, String)> = serde_json::from_value(offered).unwrap_or_default();
    let (courier, name) = offered
        .into_iter()
        .find(|(id, _)| !others.contains(&id.as_str()))
        .expect("the form offers another courier");
    // As people do: by name, so that it does not matter how far down the list they are.
    window
        .fill(&format!("{FORM} [data-field=courier]"), &name)
        .await;
    window
        .click(&format!("[role=option][data-value='{courier}']"))
        .await;
    window
        .click(&format!("{FORM} [data-action=form-submit]"))
        .await;
    settled(window, reference, becomes).await;
    courier
}

/// Waits until the delivery is in the state; a guard that can be overruled is overruled.
async fn settled(window: &Window, reference: &str, state: &str) {
    let overrule = "[data-dialog=results][open] [data-field=override-reason]";
    let row = row(reference, state);
    window.find(&format!("{row}, {overrule}")).await;
    if window.count(overrule).await > 0 {
        window
            .fill(overrule, "agreed with the courier by phone")
            .await;
        window
            .click("[data-dialog=results] [data-action=overrule]")
            .await;
        window.gone("[data-dialog=results][open]").await;
        window.find(&row).await;
    }
}

/// Changes the street of the delivery's address.
pub async fn edit_address(window: &Window, reference: &str, street: &str) {
    open(window, reference).await;
    window
        .click("[data-region=drawer] [data-action=more]")
        .await;
    window
        .click("[data-region=drawer] [role=menuitem][data-action=edit][data-value=dropoff_address]")
        .await;
    window
        .fill("[data-dialog=edit] [data-field=dropoff_address]", street)
        .await;
    window
        .click("[data-dialog=edit] [data-action=form-submit]")
        .await;
    window.gone("[data-dialog=edit][open]").await;
}

/// Writes a note on the delivery.
pub async fn note(window: &Window, reference: &str, words: &str) {
    open(window, reference).await;
    window
        .fill("[data-region=drawer] [data-field=note]", words)
        .await;
    window
        .click("[data-region=notes] [data-action=add-note]")
        .await;
    window.find("[data-region=notes] [data-note]").await;
}

/// Waits until the pill says so; the value it then has.
pub async fn pill(
    window: &Window,
    attribute: &'static str,
    wanted: impl Fn(&str) -> bool + Copy,
) -> String {
    window.attribute(PILL, attribute, wanted).await
}

/// Commands this console has not got an answer for.
pub async fn waiting(window: &Window) -> u64 {
    pill(window, "data-waiting", is_number)
        .await
        .parse()
        .unwrap_or(0)
}

/// Online, and nothing waits.
pub async fn in_step(window: &Window) {
    pill(window, "data-online", |online| online == "true").await;
    pill(window, "data-waiting", |n| n == "0").await;
}

/// Opens the hub's exception of that kind about the delivery.
async fn open_exception(window: &Window, reference: &str, kind: &str) {
    open(window, reference).await;
    window
        .click(&format!(
            "[data-region=drawer] [data-kind={kind}] [data-action=open-exception]"
        ))
        .await;
    window
        .find("[data-screen=exceptions] [data-region=exception-detail] h2")
        .await;
}

/// Settles a contested report: what was reported holds. The cash taken is said, where any was.
pub async fn accept_report(window: &Window, reference: &str, cash: bool, reason: &str) {
    open_exception(window, reference, "contested").await;
    if cash {
        window.find("[data-region=contested-cash]").await;
    }
    window.fill("[data-field=contested-reason]", reason).await;
    window.click("[data-action=contested-accept]").await;
    window.gone("[data-region=contested-decide]").await;
}

/// Settles two edits that met: what the server has stays. Both values, before and after, as shown.
pub async fn keep_theirs(window: &Window, reference: &str) -> (String, String) {
    open_exception(window, reference, "conflict").await;
    let row = "[data-region=conflict] [data-column=dropoff_address]";
    let mine = window.find(&format!("{row} [data-field=mine]")).await;
    let theirs = window.find(&format!("{row} [data-field=theirs]")).await;
    let shown = (
        mine.text().await.unwrap_or_default(),
        theirs.text().await.unwrap_or_default(),
    );
    window.click("[data-action=conflict-keep-theirs]").await;
    window.gone("[data-action=conflict-keep-theirs]").await;
    shown
}

/// Goes to the table, without a drawer, forgets the search and selects nothing.
pub async fn put_away(window: &Window) {
    go(window, "deliveries").await;
    window
        .click("[data-screen=deliveries] [data-action=filter-clear]")
        .await;
    window
        .click("[data-screen=deliveries] [data-action=bulk]")
        .await;
    window
        .click("[role=menuitem][data-action=select-none]")
        .await;
    window.gone("[data-field=selected]").await;
}

/// Shows everything in this language, `en` or `ar`.
pub async fn speak(window: &Window, language: &str) {
    go(window, "settings").await;
    window
        .click(&format!(
            "[data-field=language] label:has(input[value={language}])"
        ))
        .await;
    window.find(&format!("html[lang={language}]")).await;
}

/// Shows everything in this theme, `light` or `dark`.
pub async fn dress(window: &Window, theme: &str) {
    go(window, "settings").await;
    window
        .click(&format!(
            "[data-field=theme] label:has(input[value={theme}])"
        ))
        .await;
    window.find(&format!("html[data-theme={theme}]")).await;
}

/// The references of deliveries that are ready, dearest first, with what each is to bring in riyals.
pub async fn dearest_ready(window: &Window, wanted: usize) -> Vec<(String, u64)> {
    go(window, "deliveries").await;
    window.click("[data-action=filter-state]").await;
    window
        .click("[role^=menuitem][data-action=filter-state-one][data-value=ready]")
        .await;
    window.keys(Key::Escape.value().to_string()).await;
    for _ in 0..2 {
        window
            .click("[data-screen=deliveries] [data-action=sort][data-value=cod]")
            .await;
    }
    window
        .find("[role=columnheader][aria-sort=descending] [data-value=cod]")
        .await;
    // The rows follow their heading when the replica has answered.
    let (begun, mut looks) = (Instant::now(), interval(Duration::from_millis(50)));
    let mut shown = loop {
        looks.tick().await;
        let shown = ready_with_cash(window).await;
        let sorted = shown.is_sorted_by(|a, b| a.1 >= b.1);
        let dear = shown.first().is_some_and(|row| row.1 > 0);
        // Without any cash in the day there is nothing to tell the order by.
        if shown.len() >= wanted && sorted && (dear || begun.elapsed() > NO_CASH) {
            break shown;
        }
        assert!(
            begun.elapsed() < NO_CASH * 4,
            "no {wanted} deliveries are ready: {shown:?}"
        );
    };
    shown.truncate(wanted);
    window.click("[data-action=filter-clear]").await;
    shown
}

/// The ready deliveries in sight, as the table has them.
async fn ready_with_cash(window: &Window) -> Vec<(String, u64)> {
    let script =
        "return Array.from(document.querySelectorAll('[data-ref][data-state=ready]')).map(row => [
        row.dataset.ref,
        Number((row.querySelector('[data-column=cod]')?.textContent ?? '').replace(/[^0-9]/g, '')),
    ])";
    serde_json::from_value(window.look(script).await).unwrap_or_default()
}

/// How many deliveries the table says it has.
pub async fn listed(window: &Window) -> u64 {
    let rows = "[data-screen=deliveries] [role=grid][aria-rowcount]";
    window
        .attribute(rows, "aria-rowcount", is_number)
        .await
        .parse()
        .unwrap_or(0)
}
