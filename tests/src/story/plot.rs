//! The day. Noura and Faisal dispatch, Reem supervises in the field; her connection is cut, her console killed,
//! and everything merges but what cannot: one command refused, one report contested, one edit in conflict.

use super::{Person, Report, Stage, actions::*, tour};
use std::{path::Path, time::Instant};

/// Everybody in the story.
pub struct Cast {
    pub noura: Person,
    pub faisal: Person,
    /// Works through the proxy.
    pub reem: Person,
}

impl Cast {
    /// Who has a profile.
    pub const NAMES: [&str; 3] = ["noura", "faisal", "reem"];

    pub fn of(stage: &Stage) -> Self {
        Self {
            noura: stage.person("noura", stage.server.url()),
            faisal: stage.person("faisal", stage.server.url()),
            reem: stage.person("reem", stage.proxy.url()),
        }
    }
}

/// The six deliveries it is about.
struct Deliveries {
    /// Reassigned offline, cancelled meanwhile: the command is refused.
    a: String,
    /// Who had it before.
    courier_of_a: String,
    /// Delivered offline with cash, cancelled meanwhile: the report is contested.
    b: String,
    cash_on_b: bool,
    /// Its address edited by both: a conflict.
    c: String,
    /// Picked up and delivered offline.
    d: String,
    /// Not delivered: nobody answered.
    e: String,
    /// Its address edited by her alone.
    f: String,
}

/// Plays it; pictures go to `pictures` where there is a folder for them. `report` is filled as the day goes on, so
/// that it says how far a day came that broke off.
///
/// # Panics
/// Where a screen does not show what the day needs next.
pub async fn play(stage: &Stage, pictures: Option<&Path>, report: &mut Report) {
    let mut cast = Cast::of(stage);
    arrive(stage, &mut cast, pictures, report).await;
    import_the_day(stage, &cast, report).await;
    let six = hand_out(&cast).await;
    work_offline(stage, &mut cast, &six, report).await;
    work_meanwhile(&cast, &six).await;
    come_back(stage, &cast, report).await;
    if let Some(folder) = pictures {
        tour::tour(cast.noura.at(), folder, &six.d, &mut report.screenshots).await;
    }
    settle(&cast, &six, report).await;
    for person in [&cast.noura, &cast.faisal, &cast.reem] {
        in_step(person.at()).await;
    }
    report
        .compare(stage, &[&cast.noura, &cast.faisal, &cast.reem])
        .await;
    report.count(stage, &cast.reem, &six.a);
    report.judge();
    for person in [&mut cast.noura, &mut cast.faisal, &mut cast.reem] {
        person.close().await;
    }
}

/// Three consoles, three profiles, one hub.
async fn arrive(stage: &Stage, cast: &mut Cast, pictures: Option<&Path>, report: &mut Report) {
    for person in [&mut cast.noura, &mut cast.faisal, &mut cast.reem] {
        let (server, username) = (person.server.clone(), person.username);
        let window = person.open().await;
        window.find("[data-screen=first-run]").await;
        if let (Some(folder), 0) = (pictures, report.consoles) {
            tour::picture(
                window,
                folder,
                "first-run-en-light",
                &mut report.screenshots,
            )
            .await;
        }
        sign_in(window, &server, username, &stage.password).await;
        choose_hub(window, &stage.hub).await;
        in_step(window).await;
        report.consoles += 1;
    }
}

/// Noura imports zones and a day of deliveries; Faisal's screen shows the last of them.
async fn import_the_day(stage: &Stage, cast: &Cast, report: &mut Report) {
    let (noura, faisal) = (cast.noura.at(), cast.faisal.at());
    open_file(noura, &stage.zone_file).await;
    import(noura).await;
    close_import(noura).await;
    let (last, files) = stage.delivery_files.split_last().expect("a file to import");
    for file in files {
        let (accepted, quarantined) = open_file(noura, file).await;
        report.accepted += accepted;
        report.quarantined += quarantined;
        import(noura).await;
        close_import(noura).await;
    }
    let (accepted, quarantined) = open_file(noura, last).await;
    report.accepted += accepted;
    report.quarantined += quarantined;
    go(faisal, "deliveries").await;
    let before = listed(faisal).await;
    import(noura).await;
    let finished = Instant::now();
    while listed(faisal).await < before + accepted {
        assert!(
            finished.elapsed().as_secs() < 60,
            "the import does not reach the second dispatcher"
        );
    }
    report.seen_ms = finished.elapsed().as_millis();
    close_import(noura).await;
}

/// Both dispatchers give three deliveries to a courier each and send them off.
async fn hand_out(cast: &Cast) -> Deliveries {
    let (noura, faisal) = (cast.noura.at(), cast.faisal.at());
    let six = dearest_ready(noura, 6).await;
    let cash_on_b = six.first().is_some_and(|(_, riyals)| *riyals > 0);
    let references: Vec<String> = six.into_iter().map(|(reference, _)| reference).collect();
    let [b, d, a, c, e, f] = <[String; 6]>::try_from(references).expect("six deliveries are ready");
    let mut taken: Vec<String> = Vec::new();
    for (window, three) in [(noura, [&a, &b, &c]), (faisal, [&d, &e, &f])] {
        for reference in three {
            let others: Vec<&str> = taken.iter().map(String::as_str).collect();
            taken.push(give(window, reference, "assign", &others, "assigned").await);
            act(window, reference, "dispatch", "dispatched").await;
        }
    }
    in_step(noura).await;
    in_step(faisal).await;
    let courier_of_a = taken.swap_remove(0);
    Deliveries {
        a,
        courier_of_a,
        b,
        cash_on_b,
        c,
        d,
        e,
        f,
    }
}

/// Reem is cut off by a proxy that refuses connections, works, is killed, and works on.
async fn work_offline(stage: &Stage, cast: &mut Cast, six: &Deliveries, report: &mut Report) {
    let reem = cast.reem.at();
    for reference in [&six.a, &six.b, &six.c, &six.d, &six.e, &six.f] {
        search(reem, reference).await;
        see(reem, reference, "dispatched").await;
    }
    stage.proxy.refuse().expect("the proxy can refuse");
    pill(reem, "data-online", |online| online == "false").await;
    act(reem, &six.d, "record_pickup", "picked_up").await;
    act_with_form(reem, &six.d, "deliver", "delivered").await;
    act_with_form(reem, &six.b, "deliver", "delivered").await;
    act_for(reem, &six.e, "record_attempt", "no_answer", "failed").await;
    edit_address(reem, &six.f, "12 Prince Sultan Road").await;
    pill(reem, "data-waiting", |n| n == "5").await;
    cast.reem.kill().await;
    report.restarts += 1;
    let reem = cast.reem.open().await;
    reem.find("[data-screen=board]").await;
    assert_eq!(waiting(reem).await, 5, "nothing was lost");
    give(reem, &six.a, "reassign", &[&six.courier_of_a], "assigned").await;
    edit_address(reem, &six.c, "7 Al Urubah Road, gate 2").await;
    note(reem, &six.e, "nobody opened, the guard knows them").await;
    pill(reem, "data-waiting", |n| n == "8").await;
    report.offline_commands = waiting(reem).await;
}

/// Meanwhile Noura cancels what Reem reassigned and what she delivered, and edits what she edited.
async fn work_meanwhile(cast: &Cast, six: &Deliveries) {
    let noura = cast.noura.at();
    act_for(noura, &six.a, "cancel", "customer_request", "cancelled").await;
    act_for(noura, &six.b, "cancel", "customer_request", "cancelled").await;
    edit_address(noura, &six.c, "7 Al Urubah Road, tower B").await;
    in_step(noura).await;
}

/// The connection is back: what Reem did is sent, and three things need a person.
async fn come_back(stage: &Stage, cast: &Cast, report: &mut Report) {
    let exceptions = |text: &str| text.parse::<u64>().unwrap_or(0);
    let before = exceptions(&pill(cast.noura.at(), "data-exceptions", |_| true).await);
    stage.proxy.admit().expect("the proxy can admit");
    in_step(cast.reem.at()).await;
    let noura = pill(cast.noura.at(), "data-exceptions", |n| {
        exceptions(n) >= before + 3
    })
    .await;
    if exceptions(&noura) != before + 3 {
        report
            .broken
            .push(format!("{noura} exceptions instead of {}", before + 3));
    }
}

/// Noura settles the contested report and the conflict on her screen.
async fn settle(cast: &Cast, six: &Deliveries, report: &mut Report) {
    let noura = cast.noura.at();
    accept_report(
        noura,
        &six.b,
        six.cash_on_b,
        "the customer confirmed by phone",
    )
    .await;
    let (mine, theirs) = keep_theirs(noura, &six.c).await;
    if !mine.contains("gate 2") || !theirs.contains("tower B") {
        report
            .broken
            .push(format!("the conflict shows {mine:?} and {theirs:?}"));
    }
    in_step(noura).await;
    search(noura, &six.b).await;
    see(noura, &six.b, "delivered").await;
}
