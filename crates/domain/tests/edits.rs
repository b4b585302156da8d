//! Edits that merge by group, and what happens where they do not.

mod town;

use domain::{
    command::{Command, EditGroup, Fields, GroupEdit, Other},
    decide::{Decision, Verdict, present},
    entities::*,
    id::*,
    rejection::RejectCode,
    state, undo,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use town::*;

fn edit(edits: Vec<GroupEdit>) -> Command {
    Command::Other(Other::Edit {
        hub: HUB,
        edits,
        if_rev: BTreeMap::new(),
    })
}

/// An edit of delivery 1 as `seen`, with some of the group's columns changed.
fn change(seen: &Delivery, group: EditGroup, columns: &[(&str, Value)]) -> GroupEdit {
    let from = present(seen, group);
    let mut to = from.clone();
    for (column, value) in columns {
        assert!(to.insert((*column).to_owned(), value.clone()).is_some());
    }
    GroupEdit {
        delivery: seen.id,
        group,
        from,
        to,
    }
}

fn address(seen: &Delivery, text: &str) -> GroupEdit {
    change(
        seen,
        EditGroup::DropoffAddress,
        &[("dropoff_address", text.into())],
    )
}

fn run(town: &mut Town, edits: Vec<GroupEdit>) -> Decision {
    town.run(&actor(Role::Supervisor), &edit(edits))
}

#[test]
fn groups_cover_every_column_a_person_edits_once() {
    use domain::entity::Synced;
    let mut seen = Vec::new();
    for group in EditGroup::ALL {
        for column in group.columns() {
            assert!(
                Delivery::COLUMNS.iter().any(|c| c.name == *column),
                "{column}"
            );
            assert!(!seen.contains(column), "{column} is in two groups");
            seen.push(column);
        }
    }
}

#[test]
fn edits_of_different_groups_merge() {
    let seen = delivery(1, DeliveryState::EnRoute);
    let mut town = Town::with([seen.clone()]);
    let contact = change(
        &seen,
        EditGroup::DropoffContact,
        &[("dropoff_phone", "+966509998877".into())],
    );
    assert_applied(&run(&mut town, vec![address(&seen, "Olaya Street 3")]));
    assert_applied(&run(&mut town, vec![contact]));
    let d = town.delivery(seen.id);
    assert_eq!(d.dropoff_address, "Olaya Street 3");
    assert_eq!(d.dropoff_phone.as_deref(), Some("+966509998877"));
    assert_eq!(d.state, DeliveryState::EnRoute);
}

#[test]
fn an_edit_to_the_present_value_changes_nothing() {
    let seen = delivery(1, DeliveryState::Ready);
    let mut town = Town::with([seen.clone()]);
    run(&mut town, vec![address(&seen, "Olaya Street 3")]);
    let decision = run(&mut town, vec![address(&seen, "Olaya Street 3")]);
    assert_eq!(decision.items[0].verdict, Verdict::Unchanged);
    assert!(decision.changes.is_empty());
}

fn conflict(town: &mut Town, seen: &Delivery) -> ExceptionId {
    run(town, vec![address(seen, "Olaya Street 3")]);
    let before = town.delivery(seen.id);
    let decision = run(town, vec![address(seen, "Tahlia Street 9")]);
    let Verdict::Conflict { exception } = decision.items[0].verdict else {
        panic!("{:?}", decision.items);
    };
    assert_eq!(decision.changes.len(), 1, "nothing else is written");
    assert_eq!(town.delivery(seen.id), before);
    let kept = &rows::<Exception>(&decision)[0];
    assert_eq!(kept.kind, ExceptionKind::Conflict);
    assert_eq!(kept.reason["group"], "dropoff_address");
    assert_eq!(kept.reason["mine"]["dropoff_address"], "Tahlia Street 9");
    assert_eq!(kept.reason["theirs"]["dropoff_address"], "Olaya Street 3");
    assert_eq!(kept.reason["from"]["dropoff_address"], "King Fahd Road 12");
    exception
}

fn resolve(exception: ExceptionId, resolution: Resolution) -> Command {
    Command::Other(Other::Resolve {
        hub: HUB,
        items: vec![exception],
        resolution,
        reason: String::new(),
    })
}

#[test]
fn two_edits_of_one_group_conflict_and_a_person_chooses() {
    for (resolution, expected) in [
        (Resolution::KeptMine, "Tahlia Street 9"),
        (Resolution::KeptTheirs, "Olaya Street 3"),
    ] {
        let seen = delivery(1, DeliveryState::Ready);
        let mut town = Town::with([seen.clone()]);
        let exception = conflict(&mut town, &seen);
        assert_applied(&town.run(&actor(Role::Dispatcher), &resolve(exception, resolution)));
        assert_eq!(town.delivery(seen.id).dropoff_address, expected);
        let again = town.run(&actor(Role::Dispatcher), &resolve(exception, resolution));
        assert_eq!(code(&again), RejectCode::AlreadyResolved);
    }
}

#[test]
fn mine_cannot_be_kept_of_what_is_over() {
    let seen = delivery(1, DeliveryState::Ready);
    let mut town = Town::with([seen.clone()]);
    let exception = conflict(&mut town, &seen);
    let mut over = town.delivery(seen.id);
    over.state = DeliveryState::Cancelled;
    town.put(over);
    let decision = town.run(
        &actor(Role::Dispatcher),
        &resolve(exception, Resolution::KeptMine),
    );
    assert_eq!(code(&decision), RejectCode::WrongState);
}

#[test]
fn exceptions_are_claimed_and_settled_as_their_kind_allows() {
    let seen = delivery(1, DeliveryState::Ready);
    let mut town = Town::with([seen.clone()]);
    let exception = conflict(&mut town, &seen);
    let decision = town.run(
        &actor(Role::Dispatcher),
        &resolve(exception, Resolution::Retried),
    );
    assert_eq!(code(&decision), RejectCode::BadField);
    let claim = Command::Other(Other::Claim {
        hub: HUB,
        items: vec![exception],
    });
    assert_applied(&town.run(&actor(Role::Dispatcher), &claim));
    let decision = town.run(&actor(Role::Dispatcher), &claim);
    assert_eq!(decision.items[0].verdict, Verdict::Unchanged);
    let mut other = actor(Role::Supervisor);
    other.user = UserId(id(99));
    assert_eq!(code(&town.run(&other, &claim)), RejectCode::AlreadyClaimed);
    let comment = Command::Other(Other::Comment {
        hub: HUB,
        exception,
        body: "called her".into(),
    });
    assert_applied(&town.run(&other, &comment));
    let note = town.all::<Note>().pop().unwrap();
    assert_eq!(
        (note.kind, note.body.as_str()),
        (NoteKind::Comment, "called her")
    );
    let contested = Command::Other(Other::ResolveContested {
        hub: HUB,
        exception,
        accept: true,
        reason: "x".into(),
    });
    assert_eq!(
        code(&town.run(&actor(Role::Dispatcher), &contested)),
        RejectCode::BadField
    );
}

#[test]
fn a_new_point_rezones_and_is_exact() {
    let mut seen = delivery(1, DeliveryState::Assigned);
    seen.dropoff_geo_quality = GeoQuality::District;
    seen.zone_id = Some(ZONE);
    let mut town = Town::with([seen.clone()]);
    let moved = change(
        &seen,
        EditGroup::DropoffAddress,
        &[("dropoff_lon_e7", json!(460_000_000))],
    );
    assert_applied(&run(&mut town, vec![moved]));
    let d = town.delivery(seen.id);
    assert_eq!(d.zone_id, None, "outside every zone, and no error");
    assert_eq!(d.dropoff_geo_quality, GeoQuality::Exact);
}

#[test]
fn a_draft_that_is_complete_is_ready() {
    let seen = delivery(1, DeliveryState::Draft);
    let mut town = Town::with([seen.clone()]);
    let phone = |value: Value| {
        change(
            &seen,
            EditGroup::DropoffContact,
            &[("dropoff_phone", value)],
        )
    };
    let decision = run(&mut town, vec![phone("0501234567".into())]);
    assert_eq!(code(&decision), RejectCode::BadPhone);
    let before = town.world.clone();
    let command = edit(vec![phone("+966501234567".into())]);
    let decision = town.run(&actor(Role::Supervisor), &command);
    assert_applied(&decision);
    assert_eq!(town.delivery(seen.id).state, DeliveryState::Ready);
    let event = Town::last_event(&decision);
    assert_eq!(event.to_state, Some(DeliveryState::Ready));
    assert!(undo::inverse(&command, &before, &decision).is_empty());
}

#[test]
fn what_people_work_on_stays_complete() {
    let seen = delivery(1, DeliveryState::Ready);
    for (group, columns, expected) in [
        (
            EditGroup::DropoffContact,
            vec![("dropoff_phone", Value::Null)],
            RejectCode::BadPhone,
        ),
        (
            EditGroup::DropoffAddress,
            vec![
                ("dropoff_lon_e7", Value::Null),
                ("dropoff_lat_e7", Value::Null),
            ],
            RejectCode::BadPoint,
        ),
        (
            EditGroup::DropoffAddress,
            vec![("dropoff_lat_e7", Value::Null)],
            RejectCode::BadField,
        ),
        (
            EditGroup::DropoffAddress,
            vec![("dropoff_lat_e7", json!(0))],
            RejectCode::BadPoint,
        ),
        (
            EditGroup::Schedule,
            vec![("windows", json!([{"from": 5, "to": 5}]))],
            RejectCode::WindowInvalid,
        ),
        (
            EditGroup::Schedule,
            vec![("service_date", "tomorrow".into())],
            RejectCode::BadField,
        ),
        (
            EditGroup::Cod,
            vec![("cod_halalas", json!(-5))],
            RejectCode::BadAmount,
        ),
        (
            EditGroup::Cod,
            vec![("currency", "riyal".into())],
            RejectCode::BadField,
        ),
        (
            EditGroup::Priority,
            vec![("priority", json!(101))],
            RejectCode::BadField,
        ),
        (
            EditGroup::WeightG,
            vec![("weight_g", json!(-1))],
            RejectCode::BadField,
        ),
        (
            EditGroup::Skills,
            vec![("skills", json!("cold"))],
            RejectCode::BadField,
        ),
    ] {
        let mut town = Town::with([seen.clone()]);
        let decision = run(&mut town, vec![change(&seen, group, &columns)]);
        assert_eq!(code(&decision), expected, "{group} {columns:?}");
    }
}

#[test]
fn an_edit_names_its_groups_columns_and_no_other() {
    let seen = delivery(1, DeliveryState::Ready);
    for spoil in [
        (|fields: &mut Fields| drop(fields.remove("dropoff_district"))) as fn(&mut Fields),
        |fields| drop(fields.insert("state".into(), "delivered".into())),
        |fields| drop(fields.insert("courier_id".into(), Value::Null)),
    ] {
        let mut strange = address(&seen, "Olaya Street 3");
        spoil(&mut strange.to);
        let mut town = Town::with([seen.clone()]);
        assert_eq!(code(&run(&mut town, vec![strange])), RejectCode::BadField);
    }
}

#[test]
fn only_open_deliveries_are_edited() {
    for state in DeliveryState::ALL
        .iter()
        .filter(|state| state.is_terminal())
    {
        let seen = delivery(1, *state);
        let mut town = Town::with([seen.clone()]);
        let decision = run(&mut town, vec![address(&seen, "Olaya Street 3")]);
        let rejection = rejected(&decision);
        assert_eq!(rejection.code, RejectCode::WrongState);
        let allowed: Vec<String> = state::allowed(*state)
            .map(|a| a.word().to_owned())
            .collect();
        assert_eq!(rejection.allowed, allowed);
    }
}

#[test]
fn an_undone_edit_restores_the_row_unless_someone_changed_it() {
    let seen = delivery(1, DeliveryState::Assigned);
    let mut town = Town::with([seen.clone()]);
    let command = edit(vec![
        address(&seen, "Olaya Street 3"),
        change(&seen, EditGroup::Cod, &[("cod_halalas", json!(9_900))]),
    ]);
    let before = town.world.clone();
    let decision = town.run(&actor(Role::Dispatcher), &command);
    assert_eq!(town.delivery(seen.id).cod_halalas, 9_900);
    assert_eq!(Town::events_of(&decision).len(), 2);
    let back = undo::inverse(&command, &before, &decision);
    assert_eq!(back.len(), 1);

    let mut changed = town.clone();
    let mut row = changed.delivery(seen.id);
    row.priority = 1;
    row.updated_by = UserId(id(77));
    changed.put(row);
    let refused = changed.run(&actor(Role::Dispatcher), &back[0]);
    for item in &refused.items {
        let Verdict::Rejected { rejection } = &item.verdict else {
            panic!("{item:?}");
        };
        assert_eq!(rejection.code, RejectCode::ChangedSince);
        assert_eq!(rejection.params["by"], id(77).to_string());
    }

    assert_applied(&town.run(&actor(Role::Dispatcher), &back[0]));
    let restored = town.delivery(seen.id);
    assert_eq!(restored.dropoff_address, seen.dropoff_address);
    assert_eq!(restored.cod_halalas, seen.cod_halalas);
}
