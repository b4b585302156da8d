//! What needs a person in each of the user's hubs: one question for pill, rail and hub menu, so that they agree.

use crate::{
    app::{Dep, app},
    ipc::{Live, live},
    show,
};
use domain::entity::Table;
use leptos::prelude::*;
use wire::ipc::{HubCounts, Query};

/// The counts of all hubs. Copy; given to the frame's parts as context.
#[derive(Clone, Copy)]
pub struct Hubs(Live<Vec<HubCounts>>);

/// Asks, for the parts below the caller.
pub fn provide() {
    const DEPS: &[Dep] = &[
        Dep::Table(Table::Exception),
        Dep::Table(Table::Hub),
        Dep::Table(Table::Grant),
    ];
    provide_context(Hubs(live(DEPS, || Some(Query::HubCounts))));
}

pub fn hubs() -> Hubs {
    expect_context()
}

impl Hubs {
    /// Open exceptions of the hub looked at: those its desk shows.
    pub fn here(self) -> u64 {
        let hub = app().hub();
        self.0
            .with(|all| all.map_or(0, |all| split(all, |h| Some(h.hub) == hub).0))
    }

    /// Those of the others.
    pub fn elsewhere(self) -> u64 {
        let hub = app().hub();
        self.0
            .with(|all| all.map_or(0, |all| split(all, |h| Some(h.hub) == hub).1))
    }

    pub fn of(self, hub: domain::id::HubId) -> u64 {
        self.0
            .with(|all| all.map_or(0, |all| split(all, |h| h.hub == hub).0))
    }

    /// Where they are: `2 exceptions here, 894 exceptions in Riyadh Centre`; empty where there are none.
    pub fn words(self) -> String {
        let hub = app().hub();
        let count = |n: u64| show::tr("sync-exceptions", &[("n", n.into())]);
        self.0.with(|all| {
            let all = all.map(Vec::as_slice).unwrap_or_default();
            let mut open: Vec<&HubCounts> = all.iter().filter(|h| h.open_exceptions > 0).collect();
            open.sort_by_key(|h| Some(h.hub) != hub);
            let words = open.into_iter().map(|h| {
                let count = count(h.open_exceptions);
                if Some(h.hub) == hub {
                    show::tr("sync-exceptions-here", &[("count", count.into())])
                } else {
                    let name = show::name(&h.name);
                    show::tr(
                        "sync-exceptions-in",
                        &[("count", count.into()), ("hub", name.into())],
                    )
                }
            });
            words.collect::<Vec<_>>().join(&show::t("list-separator"))
        })
    }
}

/// The open exceptions of those that are meant, and of the others.
fn split(all: &[HubCounts], meant: impl Fn(&HubCounts) -> bool) -> (u64, u64) {
    let (here, elsewhere): (Vec<&HubCounts>, Vec<&HubCounts>) = all.iter().partition(|h| meant(h));
    let sum = |hubs: Vec<&HubCounts>| hubs.into_iter().map(|h| h.open_exceptions).sum();
    (sum(here), sum(elsewhere))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::HubId;
    use uuid::Uuid;

    #[test]
    fn what_is_elsewhere_is_not_counted_here() {
        let hub = |n: u128, open_exceptions| HubCounts {
            hub: HubId(Uuid::from_u128(n)),
            name: Default::default(),
            open_exceptions,
        };
        let all = [hub(1, 2), hub(2, 894), hub(3, 0)];
        let of = |n: u128| split(&all, |h| h.hub.0.as_u128() == n);
        assert_eq!((of(1), of(2), of(3)), ((2, 894), (894, 2), (0, 896)));
    }
}
