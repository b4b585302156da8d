//! Handing deliveries over to another hub.

use super::{FormFrame, Target};
use crate::{act::send_each, app::app, parts::Select, show};
use domain::{
    command::{Command, Other},
    entity::Table,
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

#[component]
pub fn TransferForm(targets: Arc<Vec<Target>>, done: Callback<()>) -> impl IntoView {
    let from = targets.first().map(|t| t.hub);
    let hubs: Vec<_> = app().session.with_untracked(|session| {
        let hubs = session.as_ref().map(|s| s.hubs.clone()).unwrap_or_default();
        hubs.into_iter()
            .filter(|hub| Some(hub.id) != from)
            .collect()
    });
    let value = RwSignal::new(
        hubs.first()
            .map(|hub| hub.id.to_string())
            .unwrap_or_default(),
    );
    let n = targets.len();
    let send_it = Callback::new(move |()| {
        let Ok(to_hub) = value.with_untracked(|id| id.parse()) else {
            return;
        };
        done.run(());
        // They go out of sight: what is done next must not mean them.
        app().select(Vec::new());
        send_each(&targets, |hub, items| {
            Command::Other(Other::Transfer {
                hub,
                to_hub,
                entity_table: Table::Delivery,
                items: items.into_iter().map(|id| id.0).collect(),
                if_rev: BTreeMap::new(),
            })
        });
    });
    let options = Signal::derive(move || {
        hubs.iter()
            .map(|hub| (hub.id.to_string(), show::name(&hub.name)))
            .collect::<Vec<_>>()
    });
    view! {
        <FormFrame submit="command-transfer" valid=Signal::derive(move || !value.read().is_empty()) send=send_it done>
            <p class="strong">{move || show::tr("confirm-transfer", &[("n", n.into())])}</p>
            <Select name="hub" label="form-to-hub" value options autofocus=true/>
        </FormFrame>
    }
}
