//! What people wrote about an exception, and writing more.

use super::desk::submit;
use crate::{
    app::draft,
    parts::{Button, TextArea},
    show,
};
use domain::command::{Command, Other};
use leptos::prelude::*;
use wire::ipc::ExceptionView;

#[component]
pub fn Comments(view: Signal<ExceptionView>) -> impl IntoView {
    let body = view.with_untracked(|v| draft(format!("comment/{}", v.exception.id), ""));
    let empty = Signal::derive(move || body.read().trim().is_empty());
    let send = move || {
        let text = body.get_untracked().trim().to_owned();
        if text.is_empty() {
            return;
        }
        let command = view.with_untracked(|v| {
            Command::Other(Other::Comment {
                hub: v.exception.hub_id,
                exception: v.exception.id,
                body: text,
            })
        });
        let done = untrack(|| show::command_done("comment"));
        leptos::task::spawn_local(async move {
            if submit(command, done).await {
                body.try_set(String::new());
            }
        });
    };
    view! {
        <section class="comments" data-region="comments">
            <h3>{move || show::tr("exception-comments", &[("n", view.with(|v| v.comments.len()).into())])}</h3>
            <ul>
                {move || view.with(|v| v.comments.clone()).into_iter().map(|comment| {
                    let at = comment.note.written_at;
                    let author = comment.author.clone();
                    view! {
                        <li data-id=comment.note.id.to_string()>
                            <p class="muted small">{move || format!("{} · {}", show::name(&author), show::age(at))}</p>
                            <p class="selectable" dir="auto">{comment.note.body.clone()}</p>
                        </li>
                    }
                }).collect_view()}
            </ul>
            <form on:submit=move |ev| { ev.prevent_default(); send(); }>
                <TextArea name="exception-comment" label="exception-comment" value=body
                    placeholder=crate::parts::Text::from("exception-comment-placeholder")/>
                <Button action="exception-comment" label="exception-comment" icon="note" submit=true disabled=empty/>
            </form>
        </section>
    }
}
