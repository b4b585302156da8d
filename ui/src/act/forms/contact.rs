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
        RwSignal::new("recipient".to_owned()),
        RwSignal::new("reached".to_owned()),
    );
    let send_it = Callback::new(move |()| {
        let who = who
            .with_untracked(|w| w.parse())
            .unwrap_or(ContactWho::Recipient);
        let outcome = outcome
            .with_untracked(|o| o.parse())
            .unwrap_or(ContactOutcome::Reached);
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
        <FormFrame submit="command-log-contact" valid=Signal::stored(true) send=send_it done>
            <Choices name="who" label="form-contact-who" value=who
                options=options("contact-who", &["recipient", "courier", "merchant"]) autofocus=true/>
            <Choices name="outcome" label="form-contact-outcome" value=outcome
                options=options("contact-outcome", &["reached", "no_answer", "busy", "wrong_number", "message_left"])/>
        </FormFrame>
    }
}
