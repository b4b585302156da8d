//! Notes, and calls that were made.

use super::{FormFrame, Target, options};
use crate::{
    act::send_each,
    parts::{Choices, TextArea},
};
use domain::{
    command::{Command, Other},
    entities::{ContactOutcome, ContactWho},
    entity::Table,
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn NoteForm(targets: Arc<Vec<Target>>, done: Callback<()>) -> impl IntoView {
    let body = RwSignal::new(String::new());
    let send_it = Callback::new(move |()| {
        let body = body.get_untracked().trim().to_owned();
        done.run(());
        send_each(&targets, |hub, items| {
            Command::Other(Other::AddNote {
                hub,
                entity_table: Table::Delivery,
                items: items.into_iter().map(|id| id.0).collect(),
                body: body.clone(),
            })
        });
    });
    let valid = Signal::derive(move || !body.read().trim().is_empty());
    view! {
        <FormFrame submit="command-add-note" valid send=send_it done>
            <TextArea name="note" label="form-note" value=body placeholder="form-note-placeholder" autofocus=true required=true/>
        </FormFrame>
    }
}

#[component]
pub fn ContactForm(targets: Arc<Vec<Target>>, done: Callback<()>) -> impl IntoView {
    let (who, outcome) = (
        RwSignal::new(ContactWho::Recipient.word().to_owned()),
        RwSignal::new(ContactOutcome::Reached.word().to_owned()),
    );
    let chosen = Memo::new(move |_| {
        let who: ContactWho = who.read().parse().ok()?;
        let outcome: ContactOutcome = outcome.read().parse().ok()?;
        Some((who, outcome))
    });
    let send_it = Callback::new(move |()| {
        let Some((who, outcome)) = chosen.get_untracked() else {
            return;
        };
        done.run(());
        send_each(&targets, |hub, items| {
            Command::Other(Other::LogContact {
                hub,
                items,
                who,
                outcome,
            })
        });
    });
    view! {
        <FormFrame submit="command-log-contact" valid=Signal::derive(move || chosen.get().is_some()) send=send_it done>
            <Choices name="who" label="form-contact-who" value=who
                options=options("contact-who", ContactWho::ALL.iter().map(|who| who.word())) autofocus=true/>
            <Choices name="outcome" label="form-contact-outcome" value=outcome
                options=options("contact-outcome", ContactOutcome::ALL.iter().map(|outcome| outcome.word()))/>
        </FormFrame>
    }
}
