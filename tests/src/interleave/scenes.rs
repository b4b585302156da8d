//! The scenes: what the database is like, and who does what in it at the same time.

use super::{
    bed::Bed,
    cuts::Console,
    deeds::{Deed, both, given, long_ago, looking, ordered},
    org::{
        BADR, HERE, HIND, NOURA, THERE, client, command_id, create, delivery, envelope, grant,
        import, note, principal, priority, transfer, undo_import, user,
    },
};
use crate::commands;
use domain::{
    entities::Role,
    id::{CommandId, ScopeId, UserId},
    units::Millis,
};
use serde_json::Value;
use sync_server::{
    clock,
    epoch::{self, Cause},
    execute::{Incoming, Source, execute},
    people::OPERATOR,
    wake::Wake,
};
use wire::sync::{Envelope, Outcome};

domain::text_enum! {
    /// A scene.
    Scene {
        /// Two consoles create in one hub.
        SameHub = "same_hub",
        /// Two consoles change one row.
        SameRow = "same_row",
        /// Deliveries are handed over both ways between two hubs.
        BothWays = "both_ways",
        /// A console sends one request twice.
        RequestTwice = "request_twice",
        /// A program calls twice with one command.
        CallTwice = "call_twice",
        /// Two laptops with one client give different commands under one number, in different hubs.
        Cloned = "cloned",
        /// A console's second request overtakes its first.
        Overtaken = "overtaken",
        /// A cut while a delivery is handed over that has changed since the console looked.
        MoveAndCut = "move_and_cut",
        /// A cut of everything while a delivery is handed over.
        MoveAndFullCut = "move_and_full_cut",
        /// A console asks for a cut while its own commands, whose answer it lost, are still executed.
        LostAnswer = "lost_answer",
        /// A cut while the grant is taken away.
        GrantTaken = "grant_taken",
        /// A cut while a grant is given.
        GrantGiven = "grant_given",
        /// A command while its actor's grant is taken away.
        GrantTakenAndCommand = "grant_taken_and_command",
        /// A cut while a row is deleted.
        DeleteAndCut = "delete_and_cut",
        /// A cut while a finished delivery is archived.
        ArchiveAndCut = "archive_and_cut",
        /// A command on a delivery that is archived.
        ArchiveAndCommand = "archive_and_command",
        /// Old evictions go while a console comes that has not seen them.
        CleanAndCut = "clean_and_cut",
        /// Old evictions go while the row comes back and goes again.
        CleanAndCommand = "clean_and_command",
        /// New epochs begin during an exchange.
        RotateAndExchange = "rotate_and_exchange",
        /// A console of a history that a restore has ended, and one who writes.
        Restored = "restored",
        /// A console that is ahead of a database restored unnoticed, and one who writes.
        Ahead = "ahead",
        /// A row changed by hand is repaired during a cut.
        ScrubAndCut = "scrub_and_cut",
        /// A row changed by hand is repaired while a command changes it.
        ScrubAndCommand = "scrub_and_command",
        /// A snapshot is made while somebody writes.
        SnapshotAndCommand = "snapshot_and_command",
        /// Two servers make a snapshot.
        TwoSnapshots = "two_snapshots",
        /// Two consoles at different versions take a cut from one server.
        TwoCuts = "two_cuts",
        /// A cut on the connection of one who hung up, while somebody writes.
        HungUp = "hung_up",
        /// Two consoles give commands and take a cut.
        TwoExchanges = "two_exchanges",
        /// Three consoles write in one hub.
        ThreeWriters = "three_writers",
        /// Deliveries are handed over both ways while a third looks.
        BothWaysAndCut = "both_ways_and_cut",
        /// A grant is taken while its holder gives a command and takes a cut, and the hub is written in.
        GrantTakenAmongWriters = "grant_taken_among_writers",
        /// One request twice, and an empty one of the same console.
        RequestTwiceAndCut = "request_twice_and_cut",
    }
}

impl Scene {
    /// Whether it has so many orders that some are drawn.
    pub fn is_long(self) -> bool {
        matches!(
            self,
            Self::TwoExchanges
                | Self::ThreeWriters
                | Self::BothWaysAndCut
                | Self::GrantTakenAmongWriters
                | Self::RequestTwiceAndCut
        )
    }

    /// Sets the scene, keeps its state, and says what is to be done in it.
    pub async fn set(self, bed: &mut Bed) -> Vec<Deed> {
        let mut set = Set { bed, n: 100 };
        let (noura, badr, hind) = (
            Console::new(user(NOURA), client(1)),
            Console::new(user(BADR), client(2)),
            Console::new(user(HIND), client(3)),
        );
        let one = |n, command| vec![envelope(1, n, command)];
        let deeds = match self {
            Self::SameHub => vec![
                given(&noura, one(1, create(HERE, &[1, 2]))),
                given(&badr, one(2, create(HERE, &[3]))),
            ],
            Self::SameRow => {
                set.office(create(HERE, &[1])).await;
                vec![
                    given(&noura, one(1, priority(1, 10))),
                    given(&badr, one(2, priority(1, 20))),
                ]
            }
            Self::BothWays => {
                let (there, back) = set.both_ways().await;
                vec![given(&badr, one(1, there)), given(&hind, one(2, back))]
            }
            Self::BothWaysAndCut => {
                let (there, back) = set.both_ways().await;
                let third = set.console(HIND, 4).await;
                vec![
                    given(&badr, one(1, there)),
                    given(&hind, one(2, back)),
                    looking(&third),
                ]
            }
            Self::RequestTwice => {
                let request = set.second_request(&noura, note(HERE, 1)).await;
                vec![given(&noura, request.clone()), given(&noura, request)]
            }
            Self::RequestTwiceAndCut => {
                let request = set.second_request(&noura, note(HERE, 1)).await;
                let console = set.console(NOURA, 1).await;
                vec![
                    given(&noura, request.clone()),
                    given(&noura, request),
                    looking(&console),
                ]
            }
            Self::CallTwice => {
                set.office(create(HERE, &[1])).await;
                let call = Deed::Call {
                    user: Some(user(NOURA)),
                    id: command_id(1),
                    command: priority(1, 10),
                };
                vec![call.clone(), call]
            }
            Self::Cloned => {
                set.gives(&badr, 1, 50, create(HERE, &[1])).await;
                vec![
                    given(&badr, vec![envelope(2, 1, create(HERE, &[2]))]),
                    given(&badr, vec![envelope(2, 2, create(THERE, &[3]))]),
                ]
            }
            Self::Overtaken => {
                set.gives(&badr, 1, 50, create(HERE, &[1])).await;
                vec![
                    given(&badr, vec![envelope(2, 1, create(HERE, &[2]))]),
                    given(&badr, vec![envelope(3, 2, create(THERE, &[3]))]),
                ]
            }
            Self::MoveAndCut => {
                let (there, _) = set.both_ways().await;
                // It has not seen what was changed last: that it goes must not hide how it was.
                let console = set.console(HIND, 3).await;
                set.office(priority(1, 30)).await;
                vec![given(&badr, one(1, there)), looking(&console)]
            }
            Self::MoveAndFullCut => {
                let (there, _) = set.both_ways().await;
                vec![given(&badr, one(1, there)), looking(&hind)]
            }
            Self::LostAnswer => {
                let request = set.second_request(&noura, note(HERE, 1)).await;
                let console = set.console(NOURA, 1).await;
                vec![given(&noura, request), looking(&console)]
            }
            Self::GrantTaken => {
                set.office(create(HERE, &[1])).await;
                let console = set.console(NOURA, 1).await;
                vec![ordered(1, grant(NOURA, HERE, None)), looking(&console)]
            }
            Self::GrantGiven => {
                set.office(create(THERE, &[1])).await;
                let console = set.console(NOURA, 1).await;
                let given = grant(NOURA, THERE, Some(Role::Viewer));
                vec![ordered(1, given), looking(&console)]
            }
            Self::GrantTakenAndCommand => {
                set.office(create(HERE, &[1])).await;
                vec![
                    ordered(1, grant(NOURA, HERE, None)),
                    given(&noura, one(2, note(HERE, 1))),
                ]
            }
            Self::GrantTakenAmongWriters => {
                set.office(create(HERE, &[1])).await;
                let console = set.console(NOURA, 1).await;
                vec![
                    ordered(1, grant(NOURA, HERE, None)),
                    both(&console, one(2, note(HERE, 1))),
                    given(&badr, one(3, note(HERE, 1))),
                ]
            }
            Self::DeleteAndCut => {
                set.office(import(1, 1)).await;
                let console = set.console(NOURA, 1).await;
                vec![ordered(1, undo_import(1, 1)), looking(&console)]
            }
            Self::ArchiveAndCut => {
                set.finished_long_ago().await;
                let console = set.console(NOURA, 1).await;
                vec![Deed::Archive, looking(&console)]
            }
            Self::ArchiveAndCommand => {
                set.finished_long_ago().await;
                vec![Deed::Archive, given(&noura, one(1, note(HERE, 1)))]
            }
            Self::CleanAndCut => {
                let console = set.old_eviction().await;
                vec![Deed::Clean, looking(&console)]
            }
            Self::CleanAndCommand => {
                set.old_eviction().await;
                vec![Deed::Clean, given(&noura, one(1, create(HERE, &[1])))]
            }
            Self::RotateAndExchange => {
                set.office(create(HERE, &[1])).await;
                let console = set.console(NOURA, 1).await;
                vec![Deed::Rotate, both(&console, one(1, note(HERE, 1)))]
            }
            Self::Restored => {
                set.office(create(HERE, &[1])).await;
                set.bed.keep().await;
                set.office(create(HERE, &[2])).await;
                let console = set.console(NOURA, 1).await;
                set.bed.put_back().await;
                epoch::rotate(&set.bed.office, None, Cause::Restore)
                    .await
                    .expect("new epochs");
                set.office(create(HERE, &[3])).await;
                vec![given(&badr, one(1, note(HERE, 1))), looking(&console)]
            }
            Self::Ahead => {
                set.office(create(HERE, &[1])).await;
                set.bed.keep().await;
                set.office(create(HERE, &[2])).await;
                let mut console = set.console(NOURA, 1).await;
                console.of_lost_history = true;
                set.bed.put_back().await;
                vec![looking(&console), given(&badr, one(1, note(HERE, 1)))]
            }
            Self::ScrubAndCut => {
                let console = set.changed_by_hand().await;
                vec![Deed::Scrub(HERE.into()), looking(&console)]
            }
            Self::ScrubAndCommand => {
                set.changed_by_hand().await;
                vec![
                    Deed::Scrub(HERE.into()),
                    given(&noura, one(1, priority(1, 10))),
                ]
            }
            Self::SnapshotAndCommand => {
                set.office(create(HERE, &[1])).await;
                vec![
                    Deed::Snapshot(HERE.into()),
                    given(&noura, one(1, create(HERE, &[2]))),
                ]
            }
            Self::TwoSnapshots => {
                set.office(create(HERE, &[1])).await;
                vec![Deed::Snapshot(HERE.into()), Deed::Snapshot(HERE.into())]
            }
            Self::TwoCuts => {
                let (there, _) = set.both_ways().await;
                set.same_versions().await;
                let older = set.console(HIND, 3).await;
                set.office(note(HERE, 1)).await;
                set.office(create(THERE, &[9])).await;
                let newer = set.console(BADR, 2).await;
                set.office(there).await;
                vec![looking(&older), looking(&newer)]
            }
            Self::HungUp => {
                set.office(create(HERE, &[1])).await;
                let console = set.console(NOURA, 1).await;
                vec![
                    Deed::AfterOneWhoHungUp { console, polls: 1 },
                    given(&badr, one(1, note(HERE, 1))),
                ]
            }
            Self::TwoExchanges => {
                let (there, back) = set.both_ways().await;
                let badr = set.console(BADR, 2).await;
                let hind = set.console(HIND, 3).await;
                vec![both(&badr, one(1, there)), both(&hind, one(2, back))]
            }
            Self::ThreeWriters => {
                set.office(create(HERE, &[1])).await;
                vec![
                    given(&noura, one(1, priority(1, 10))),
                    given(&badr, one(2, priority(1, 20))),
                    given(&hind, one(3, create(HERE, &[2]))),
                ]
            }
        };
        set.bed.keep().await;
        deeds
    }
}

/// Setting a scene: one thing after the other, nothing broken.
struct Set<'b> {
    bed: &'b mut Bed,
    /// The last command's number.
    n: u128,
}

impl Set<'_> {
    async fn run(&mut self, user: Option<UserId>, source: Source, envelope: Envelope, now: Millis) {
        let who = user.map_or(OPERATOR, principal);
        let commands = vec![Incoming::from(envelope)];
        let done = execute(
            &self.bed.office,
            &Wake::silent(),
            who,
            source,
            commands,
            now,
        )
        .await
        .expect("a scene's command");
        for told in &done.outcomes {
            let text = serde_json::to_string(&told.outcome).unwrap_or_default();
            let applied = matches!(told.outcome, Outcome::Applied { .. });
            assert!(
                applied && !text.contains("\"rejected\""),
                "a scene is refused: {text}"
            );
        }
    }

    fn fresh(&mut self) -> CommandId {
        self.n += 1;
        command_id(self.n)
    }

    /// Somebody who may do anything in the hubs does it.
    async fn office(&mut self, command: Value) {
        self.at(clock::now(), command).await;
    }

    async fn at(&mut self, now: Millis, command: Value) {
        let envelope = Envelope {
            seq: 0,
            command_id: self.fresh(),
            issued_at: now,
            command,
        };
        let who = user(BADR);
        self.run(Some(who), Source::Api, envelope, now).await;
    }

    async fn gives(&mut self, console: &Console, seq: i64, n: u128, command: Value) {
        let source = Source::Client(console.client);
        let envelope = envelope(seq, n, command);
        let user = Some(console.user);
        self.run(user, source, envelope, clock::now()).await;
    }

    /// A console that has all there is now.
    async fn console(&mut self, name: &str, n: u128) -> Console {
        Console::at(&self.bed.state().await, user(name), client(n))
    }

    /// One delivery in each hub, and the commands that hand each over to the other.
    async fn both_ways(&mut self) -> (Value, Value) {
        self.office(create(HERE, &[1, 2])).await;
        self.office(note(HERE, 1)).await;
        self.office(transfer(HERE, THERE, delivery(2))).await;
        (
            transfer(HERE, THERE, delivery(1)),
            transfer(THERE, HERE, delivery(2)),
        )
    }

    /// The console's first request was answered; this is its second.
    async fn second_request(&mut self, console: &Console, command: Value) -> Vec<Envelope> {
        self.gives(console, 1, 50, create(HERE, &[1])).await;
        vec![envelope(2, 1, command)]
    }

    async fn finished_long_ago(&mut self) {
        let then = long_ago();
        self.at(then, create(HERE, &[1])).await;
        let cancel = commands::cancel(HERE, &[delivery(1)], "a test");
        self.at(then, cancel).await;
    }

    /// A row went long ago; the console still has it.
    async fn old_eviction(&mut self) -> Console {
        self.office(import(1, 1)).await;
        let console = self.console(NOURA, 1).await;
        self.office(undo_import(1, 1)).await;
        self.office(create(HERE, &[2])).await;
        self.bed
            .run("UPDATE eviction SET evicted_at = now() - interval '31 days'")
            .await;
        console
    }

    async fn changed_by_hand(&mut self) -> Console {
        self.office(create(HERE, &[1])).await;
        let console = self.console(NOURA, 1).await;
        self.bed.run("UPDATE delivery SET cod_halalas = 1").await;
        console
    }

    /// Makes both hubs' versions the same.
    async fn same_versions(&mut self) {
        let mut n = 1000;
        loop {
            let state = self.bed.state().await;
            let v = |hub| state.scopes[&ScopeId::from(hub)].v;
            let hub = match v(HERE).cmp(&v(THERE)) {
                std::cmp::Ordering::Less => HERE,
                std::cmp::Ordering::Greater => THERE,
                std::cmp::Ordering::Equal => return,
            };
            n += 1;
            self.office(create(hub, &[n])).await;
        }
    }
}
