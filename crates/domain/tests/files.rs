//! Creating, importing, importing again, and taking an import back.

mod town;

use domain::{
    command::{Action, Command, ImportPart, NewDelivery, Other, ProblemRow},
    decide::{Decision, Verdict},
    entities::*,
    entity::Table,
    id::*,
    rejection::RejectCode,
    undo,
};
use town::*;

const BATCH: ImportBatchId = ImportBatchId(id(500));

/// What to make of a new delivery before it is created.
type Spoil = fn(&mut NewDelivery);

fn part(batch: ImportBatchId) -> ImportPart {
    ImportPart {
        batch,
        file_name: "night.csv".into(),
        format: "onfleet".into(),
        part: 1,
        parts: 2,
        accepted: 3,
        quarantined: 1,
    }
}

fn problem(row: u32) -> ProblemRow {
    ProblemRow {
        row,
        sheet: String::new(),
        code: "bad_phone".into(),
        why: String::new(),
        column: "Recipient_Phone".into(),
        cell: "ask the shop".into(),
        cells: vec![("Recipient_Phone".into(), "ask the shop".into())],
    }
}

fn import(batch: ImportBatchId, rows: Vec<NewDelivery>, problems: Vec<ProblemRow>) -> Command {
    Command::Other(Other::ImportRows {
        hub: HUB,
        import: part(batch),
        rows,
        problems,
    })
}

fn create(deliveries: Vec<NewDelivery>) -> Command {
    Command::Other(Other::Create {
        hub: HUB,
        deliveries,
    })
}

fn verdicts(decision: &Decision) -> (usize, usize) {
    let count =
        |wanted: fn(&Verdict) -> bool| decision.items.iter().filter(|i| wanted(&i.verdict)).count();
    (
        count(|v| matches!(v, Verdict::Applied { .. })),
        count(|v| matches!(v, Verdict::Unchanged)),
    )
}

#[test]
fn complete_deliveries_are_ready_others_are_drafts() {
    let spoilt: [(&str, Spoil); 6] = [
        ("complete", |_| {}),
        ("no point", |d| d.dropoff.point = None),
        ("outside the service area", |d| {
            d.dropoff.point = Some(point(2.3, 48.8))
        }),
        ("no phone", |d| d.dropoff.phone = None),
        ("no phone number", |d| {
            d.dropoff.phone = Some("0501234567".into())
        }),
        ("a window backwards", |d| d.windows = vec![window(3, 1)]),
    ];
    for (what, spoil) in spoilt {
        let mut new = new_delivery("R-1");
        spoil(&mut new);
        let mut town = Town::new();
        let decision = town.run(&actor(Role::Dispatcher), &create(vec![new]));
        assert_eq!(decision.items[0].verdict, Verdict::Applied { rev: 1 });
        let d = town.delivery(delivery_id(1));
        let expected = if what == "complete" {
            DeliveryState::Ready
        } else {
            DeliveryState::Draft
        };
        assert_eq!(d.state, expected, "{what}");
        let event = Town::last_event(&decision);
        assert_eq!((event.from_state, event.to_state), (None, Some(expected)));
    }
}

#[test]
fn a_new_delivery_lies_in_its_zone_and_keeps_its_note() {
    let mut new = new_delivery(" R-1 ");
    new.note = "Locker: 12".into();
    let mut town = Town::new();
    town.run(&actor(Role::Dispatcher), &create(vec![new]));
    let d = town.delivery(delivery_id(1));
    assert_eq!(d.reference, "R-1");
    assert_eq!(d.zone_id, Some(ZONE));
    assert_eq!((d.custody, d.max_attempts), (Custody::Merchant, 3));
    assert_eq!(town.all::<Note>()[0].body, "Locker: 12");
}

#[test]
fn nonsense_is_refused_and_the_rest_created() {
    let spoilt: [(Spoil, RejectCode); 6] = [
        (|d| d.cod_halalas = -1, RejectCode::BadAmount),
        (|d| d.reference = "  ".into(), RejectCode::BadField),
        (|d| d.priority = 101, RejectCode::BadField),
        (|d| d.weight_g = -1, RejectCode::BadField),
        (|d| d.service_secs = -1, RejectCode::BadField),
        (
            |d| d.windows = vec![window(0, 1); 4],
            RejectCode::WindowInvalid,
        ),
    ];
    for (spoil, expected) in spoilt {
        let mut bad = new_delivery("R-1");
        spoil(&mut bad);
        let mut town = Town::new();
        let command = create(vec![bad, new_delivery("R-2")]);
        let decision = town.run(&actor(Role::Dispatcher), &command);
        let Verdict::Rejected { rejection } = &decision.items[0].verdict else {
            panic!("{:?}", decision.items);
        };
        assert_eq!(rejection.code, expected);
        assert!(decision.items[1].is_applied());
        assert_eq!(town.all::<Delivery>().len(), 1);
    }
}

#[test]
fn a_reference_is_unique_per_hub_and_merchant() {
    let mut town = Town::new();
    let dispatcher = actor(Role::Dispatcher);
    let twice = create(vec![new_delivery("R-1"), new_delivery("R-1")]);
    let decision = town.run(&dispatcher, &twice);
    assert!(decision.items[0].is_applied());
    let Verdict::Rejected { rejection } = &decision.items[1].verdict else {
        panic!();
    };
    assert_eq!(rejection.code, RejectCode::AlreadyExists);
    let mut other = new_delivery("R-1");
    other.merchant_id = MerchantId(id(5));
    assert_applied(&town.run(&dispatcher, &create(vec![other])));
}

#[test]
fn importing_again_changes_nothing() {
    let mut town = Town::new();
    let dispatcher = actor(Role::Dispatcher);
    let new = || vec![new_delivery("R-1"), new_delivery("R-2")];
    let first = town.run(&dispatcher, &import(BATCH, new(), vec![problem(4)]));
    assert_eq!(verdicts(&first), (3, 0));
    let batch = town.all::<ImportBatch>().pop().unwrap();
    assert_eq!((batch.accepted, batch.quarantined), (3, 1));
    let second_part = town.run(
        &dispatcher,
        &import(BATCH, vec![new_delivery("R-3")], vec![]),
    );
    assert_eq!(rows::<ImportBatch>(&second_part), []);

    let again = ImportBatchId(id(501));
    let second = town.run(&dispatcher, &import(again, new(), vec![problem(4)]));
    assert_eq!(verdicts(&second), (0, 3));
    assert_eq!(rows::<Delivery>(&second), []);
    assert_eq!(
        town.all::<Exception>().len(),
        1,
        "a waiting row is not raised twice"
    );
    assert_eq!(town.delivery(delivery_id(1)).import_batch_id, Some(BATCH));
}

#[test]
fn two_consoles_importing_the_same_file_meet_in_the_same_rows() {
    let dispatcher = actor(Role::Dispatcher);
    let (mut a, mut b) = (Town::new(), Town::new());
    b.commands = 500;
    let first = a.run(
        &dispatcher,
        &import(BATCH, vec![new_delivery("R-1")], vec![problem(4)]),
    );
    let second = b.run(
        &dispatcher,
        &import(
            ImportBatchId(id(501)),
            vec![new_delivery("R-1")],
            vec![problem(4)],
        ),
    );
    let ids = |d: &Decision| d.items.iter().map(|i| i.id).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&second));
}

#[test]
fn problem_rows_are_kept_whole() {
    let mut town = Town::new();
    let command = import(BATCH, vec![], vec![problem(4), problem(5)]);
    let decision = town.run(&actor(Role::Dispatcher), &command);
    let kept = rows::<Exception>(&decision);
    assert_eq!(kept.len(), 2);
    let row_4 = kept.iter().find(|e| e.label == "night.csv:4").unwrap();
    assert_eq!(row_4.kind, ExceptionKind::ImportRow);
    assert_eq!(
        (row_4.entity_table, row_4.entity_id),
        (Table::ImportBatch, BATCH.0)
    );
    assert_eq!(row_4.intended["cells"][0][1], "ask the shop");
    assert_eq!(row_4.reason["code"], "bad_phone");

    let discard = Command::Other(Other::Resolve {
        hub: HUB,
        items: vec![row_4.id],
        resolution: Resolution::Discarded,
        reason: String::new(),
    });
    assert_applied(&town.run(&actor(Role::Dispatcher), &discard));
    let again = town.run(
        &actor(Role::Dispatcher),
        &import(BATCH, vec![], vec![problem(4)]),
    );
    assert_eq!(
        rows::<Exception>(&again).len(),
        1,
        "settled rows are raised anew"
    );
}

#[test]
fn an_untouched_import_is_taken_back_whole() {
    let mut town = Town::new();
    let dispatcher = actor(Role::Dispatcher);
    let new: Vec<NewDelivery> = (1..=3).map(|n| new_delivery(&format!("R-{n}"))).collect();
    let command = import(BATCH, new, vec![]);
    let before = town.world.clone();
    let decision = town.run(&dispatcher, &command);
    let back = undo::inverse(&command, &before, &decision);
    let assign = on(&[delivery_id(2)], Action::Assign { courier: NASSER });
    assert_applied(&town.run(&dispatcher, &assign));

    let decision = town.run(&dispatcher, &back[0]);
    assert_eq!(verdicts(&decision), (2, 0));
    let touched = decision
        .items
        .iter()
        .find(|i| i.id == delivery_id(2).0)
        .unwrap();
    let Verdict::Rejected { rejection } = &touched.verdict else {
        panic!();
    };
    assert_eq!(rejection.code, RejectCode::BatchTouched);
    assert_eq!(town.all::<Delivery>().len(), 1);
    let batch = town.all::<ImportBatch>().pop().unwrap();
    assert_eq!(batch.undone_by, Some(USER));

    let again = town.run(&dispatcher, &back[0]);
    assert_eq!(verdicts(&again), (0, 2));
    assert!(again.changes.is_empty());
    let rejection = town
        .try_run(&actor(Role::Supervisor), &back[0])
        .unwrap_err();
    assert_eq!(rejection.code, RejectCode::NotAllowed);
}
