//! The overlay against its definition, live = base + replay(outbox), through lost and late answers, crashes,
//! lost hubs and fresh clients. Seeded: every run plays the same plans.

use super::{fixture::*, oracle, server::Server};
use crate::{Cut, Layer, ReplicaError, Requeue};
use domain::{
    command::{Action, Command, EditGroup, GroupEdit, Other},
    entities::*,
    id::*,
    value::Field,
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use std::collections::BTreeSet;
use wire::sync::{Head, Line};

#[test]
fn a_command_shows_at_once_and_becomes_base() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    let made = desk.submit(1, &create(0, &["BRQ-1"])).unwrap();
    assert!(made.command_id.is_some(), "{made:?}");
    let id = delivery_id(0, "BRQ-1");
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 1),
        },
    );
    let given = desk.submit(2, &assign).unwrap();
    assert!(given.command_id.is_some(), "{given:?}");
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    assert!(desk.dump(Layer::Live).contains("\"state\":\"assigned\""));
    assert_eq!(desk.replica.waiting().unwrap(), 2);
    let applied = desk.exchange(&mut server);
    assert_eq!(applied.outcomes.len(), 2);
    assert!(applied.mismatched.is_empty());
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
}

#[test]
fn a_replay_does_not_see_what_came_after_it() {
    let mut server = Server::new();
    let dispatcher = Desk::synced(0, &mut server);
    dispatcher.submit(1, &create(0, &["R0"])).unwrap();
    dispatcher.exchange(&mut server);
    let supervisor = Desk::synced(1, &mut server);
    let id = delivery_id(0, "R0");
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 1),
        },
    );
    let given = [assign, suspend(0, 1, true)].map(|c| give(&supervisor, &c));
    assert!(given.iter().all(Option::is_some));
    dispatcher
        .submit(9, &act(0, &[id], Action::SetPriority { priority: 90 }))
        .unwrap();
    dispatcher.exchange(&mut server);
    // A pull: the base of R0 moves under the assignment, which is replayed before the suspension.
    let cursors = supervisor.replica.cursors().unwrap();
    let (head, lines) = server.exchange(1, ClientId(uuid(0xF001)), &cursors, &[]);
    let applied = supervisor
        .replica
        .apply(Cut::of(head, lines), NOON)
        .unwrap();
    assert_eq!(applied.replayed, 2);
    oracle::check(&supervisor);
    let outbox = supervisor
        .replica
        .command(given[0].unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(outbox.state, wire::ipc::OutboxState::Queued);
}

fn give(desk: &Desk, command: &Command) -> Option<CommandId> {
    let n = 100 + u128::from(desk.replica.waiting().unwrap());
    desk.submit(n, command).unwrap().command_id
}

#[test]
fn what_a_cut_does_not_touch_is_not_replayed() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R0", "R1"])).unwrap();
    desk.exchange(&mut server);
    let other = Desk::synced(1, &mut server);
    let priority = |id| act(0, &[id], Action::SetPriority { priority: 70 });
    desk.submit(2, &priority(delivery_id(0, "R0"))).unwrap();
    other.submit(3, &priority(delivery_id(0, "R1"))).unwrap();
    other.exchange(&mut server);
    let cursors = desk.replica.cursors().unwrap();
    let (head, lines) = server.exchange(0, ClientId(uuid(0xF000)), &cursors, &[]);
    let applied = desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!((applied.replayed, applied.rows > 0), (0, true));
    oracle::check(&desk);
}

/// One step of a plan: which desk, what, and two free numbers.
#[derive(Clone, Copy, Debug)]
struct Step {
    desk: usize,
    what: u8,
    a: u8,
    b: u8,
}

fn step() -> impl Strategy<Value = Step> {
    (0..2_usize, 0..22_u8, any::<u8>(), any::<u8>()).prop_map(|(desk, what, a, b)| Step {
        desk,
        what,
        a,
        b,
    })
}

/// An answer of the server on its way, and what the server had when it gave it.
type Answer = (Head, Vec<Line>, String);

struct Play {
    server: Server,
    desks: Vec<Desk>,
    late: Vec<Option<Answer>>,
    next: u128,
    /// Commands whose id was given out, by desk.
    given: Vec<BTreeSet<CommandId>>,
}

impl Play {
    fn new() -> Self {
        let mut server = Server::new();
        let maker = Desk::synced(0, &mut server);
        maker.submit(1, &create(0, &["R0", "R1", "R2"])).unwrap();
        maker.submit(2, &create(1, &["R0"])).unwrap();
        maker.exchange(&mut server);
        let desks = vec![maker, Desk::synced(1, &mut server)];
        Self {
            server,
            desks,
            late: vec![None, None],
            next: 2,
            given: vec![BTreeSet::new(), BTreeSet::new()],
        }
    }

    /// An exchange that carries up to `most` commands; none is a mere pull.
    fn ask(&mut self, d: usize, most: usize) -> Result<Answer, ReplicaError> {
        let desk = &self.desks[d];
        let commands = desk.replica.next_commands(most, 1 << 20)?;
        let client = desk.replica.identity()?.unwrap().client;
        let cursors = desk.replica.cursors()?;
        let (head, lines) = self.server.exchange(desk.user, client, &cursors, &commands);
        Ok((head, lines, self.server.dump(desk.user)))
    }

    fn apply(&mut self, d: usize, answer: Answer) -> Result<(), ReplicaError> {
        let (head, lines, dump) = answer;
        let desk = &self.desks[d];
        match desk.replica.apply(Cut::of(head, lines), NOON) {
            Ok(applied) => {
                assert!(applied.mismatched.is_empty(), "sums differ");
                if !applied.stale {
                    assert_eq!(
                        desk.dump(Layer::Base),
                        dump,
                        "base is not the server at the cut"
                    );
                }
                Ok(())
            }
            // A late answer may not continue from where the desk now is.
            Err(ReplicaError::Gap { .. }) => Ok(()),
            Err(e) => Err(e),
        }
    }

    fn give(&mut self, d: usize, command: &Command) -> Result<(), ReplicaError> {
        self.next += 1;
        match self.desks[d].submit(self.next, command) {
            Ok(submitted) => {
                self.given[d].extend(submitted.command_id);
                let mut leaving = command.left_on_desk(&submitted.items).into_iter();
                leaving.try_for_each(|leaving| self.give(d, &leaving))
            }
            Err(ReplicaError::Rejected(_)) => Ok(()),
            Err(e) => Err(e),
        }
    }

    fn run(&mut self, step: Step) -> Result<(), ReplicaError> {
        let Step {
            desk: d,
            what,
            a,
            b,
        } = step;
        let h = u128::from(b > 220);
        let reference = format!("R{}", a % 4);
        let id = delivery_id(h, &reference);
        let to = courier(h, u128::from(b % 3));
        let reason = || "why".to_owned();
        match what {
            0 | 1 => {
                let other = format!("R{}", a.wrapping_add(1) % 4);
                self.give(d, &create(h, &[&reference, &other]))
            }
            2 => self.give(d, &act(h, &[id], Action::Assign { courier: to })),
            3 => {
                let ids = [id, delivery_id(h, &format!("R{}", b % 4))];
                let several = if ids[0] == ids[1] {
                    &ids[1..]
                } else {
                    &ids[..]
                };
                self.give(d, &act(h, several, Action::Assign { courier: to }))
            }
            4 => self.give(d, &act(h, &[id], Action::Unassign)),
            5 => self.give(d, &act(h, &[id], Action::Dispatch)),
            6 => self.give(
                d,
                &act(
                    h,
                    &[id],
                    Action::Deliver {
                        collected: vec![Payment {
                            method: PayMethod::Cash,
                            halalas: 10_000,
                        }],
                        variance_reason: String::new(),
                        proof: Proof::None,
                        proof_waived: String::new(),
                    },
                ),
            ),
            7 => self.give(
                d,
                &act(
                    h,
                    &[id],
                    Action::RecordAttempt {
                        reason: AttemptReason::NoAnswer,
                    },
                ),
            ),
            8 => self.give(d, &act(h, &[id], Action::Cancel { reason: reason() })),
            9 => self.give(d, &act(h, &[id], Action::Reassign { courier: to })),
            10 => {
                let priority = i32::from(b % 4) * 10;
                self.give(d, &act(h, &[id], Action::SetPriority { priority }))
            }
            11 => self.give(d, &suspend(h, u128::from(b % 3), a % 2 == 0)),
            12 => match self.edit(d, h, id, a, b)? {
                Some(edit) => self.give(d, &edit),
                None => Ok(()),
            },
            13 => {
                self.next += 1;
                match self.desks[d]
                    .replica
                    .undo(None, command_id(self.next), NOON, NOON)
                {
                    Ok(undone) => {
                        self.given[d].extend(undone.command_id);
                        Ok(())
                    }
                    Err(ReplicaError::NothingToUndo | ReplicaError::Rejected(_)) => Ok(()),
                    Err(e) => Err(e),
                }
            }
            14 | 15 => {
                let answer = self.ask(d, usize::from(b % 3))?;
                self.apply(d, answer)
            }
            16 => self.ask(d, 2).map(|_| ()),
            17 => {
                let answer = self.ask(d, usize::from(b % 3))?;
                self.late[d] = Some(answer);
                Ok(())
            }
            18 => match self.late[d].clone() {
                Some(answer) => self.apply(d, answer),
                None => Ok(()),
            },
            19 => {
                self.server.set_grant(d as u128, h, a % 3 != 0);
                Ok(())
            }
            20 => {
                self.next += 1;
                let client = ClientId(uuid(0x10_0000 + self.next));
                self.late[d] = None;
                self.desks[d].replica.new_client(client, &Requeue::Waiting)
            }
            _ => {
                self.desks[d].reopen();
                Ok(())
            }
        }
    }

    /// An edit of the recipient from what this desk sees.
    fn edit(
        &self,
        d: usize,
        h: u128,
        id: DeliveryId,
        a: u8,
        b: u8,
    ) -> Result<Option<Command>, ReplicaError> {
        let found = self.desks[d]
            .replica
            .inner
            .read(|conn| crate::row::get(conn, domain::entity::Table::Delivery, id.0))?;
        let Some(row) = found else {
            return Ok(None);
        };
        let delivery: Delivery = domain::entity::Synced::from_values(row.values)?;
        let fields = |name: &str, phone: &Option<String>| {
            let phone = phone.put().to_json();
            [
                ("dropoff_name".to_owned(), name.into()),
                ("dropoff_phone".to_owned(), phone),
            ]
            .into()
        };
        Ok(Some(Command::Other(Other::Edit {
            hub: hub(h),
            edits: vec![GroupEdit {
                delivery: id,
                group: EditGroup::DropoffContact,
                from: fields(&delivery.dropoff_name, &delivery.dropoff_phone),
                to: fields(&format!("Name {}", (a ^ b) % 3), &delivery.dropoff_phone),
            }],
            if_rev: Default::default(),
        })))
    }

    /// Faults stop: everyone must come to the same, with nothing left to send.
    fn settle(&mut self) {
        for d in [0, 1, 0, 1, 0, 1, 0, 1] {
            for _ in 0..40 {
                let answer = self.ask(d, 3).unwrap();
                self.apply(d, answer).unwrap();
                if self.desks[d].replica.waiting().unwrap() == 0 {
                    break;
                }
            }
        }
        for (d, desk) in self.desks.iter().enumerate() {
            assert_eq!(
                desk.replica.waiting().unwrap(),
                0,
                "the outbox is not empty"
            );
            assert_eq!(desk.dump(Layer::Base), self.server.dump(d as u128));
            assert_eq!(desk.dump(Layer::Live), self.server.dump(d as u128));
            assert_eq!(desk.replica.verify().unwrap().1, vec![]);
            for id in &self.given[d] {
                assert!(desk.replica.command(*id).unwrap().is_some(), "{id} is lost");
            }
        }
    }
}

/// A change that other commands' decisions read: a courier who may take work, or may not.
fn suspend(h: u128, n: u128, suspended: bool) -> Command {
    Command::Other(Other::UpsertCourier {
        hub: hub(h),
        couriers: vec![domain::command::CourierSpec {
            id: courier(h, n),
            name_ar: "سائق".into(),
            name_en: format!("Courier {n}"),
            phone: format!("+96650000000{n}"),
            skills: Default::default(),
            home_zone_id: None,
            vehicle_id: None,
            cash_limit_halalas: 100_000,
            status: if suspended {
                CourierStatus::Suspended
            } else {
                CourierStatus::Active
            },
        }],
    })
}

fn play(cases: u32, steps: impl Strategy<Value = Vec<(Step, Option<u8>)>>) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&steps, |plan| {
            let mut play = Play::new();
            for (step, crash) in plan {
                let d = step.desk;
                if let Some(at) = crash {
                    play.desks[d].replica.inner.faults.fail_at(i64::from(at));
                }
                match play.run(step) {
                    Ok(()) => {}
                    Err(ReplicaError::Injected(_)) if crash.is_some() => play.desks[d].reopen(),
                    Err(e) => panic!("{step:?}: {e}"),
                }
                play.desks[d].replica.inner.faults.fail_at(-1);
                oracle::check(&play.desks[d]);
            }
            play.settle();
            Ok(())
        })
        .unwrap();
}

#[test]
fn live_is_base_and_replay_through_faults() {
    play(
        24,
        prop::collection::vec(step().prop_map(|s| (s, None)), 10..60),
    );
}

#[test]
fn a_crash_at_any_step_keeps_all_or_nothing() {
    play(
        24,
        prop::collection::vec((step(), prop::option::weighted(0.3, 0..60_u8)), 1..30),
    );
}
