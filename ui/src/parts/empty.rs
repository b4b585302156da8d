//! What is shown instead of content: nothing there, more than is listed, something wrong, a part that failed.

use super::{Button, Icon, Kind, Text};
use crate::show::{self, problem_text, sign_in_problem_text};
use leptos::prelude::*;
use wire::error::Problem;

/// An empty list says so, and what to do.
#[component]
pub fn Empty(
    #[prop(into)] text: Text,
    #[prop(default = "file")] icon: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <p>{move || text.get()}</p>
            {children.map(|inside| inside())}
        </div>
    }
}

/// Says how many a list leaves out.
#[component]
pub fn Rest(#[prop(into)] n: Signal<u64>) -> impl IntoView {
    view! {
        <Show when=move || n.get() != 0>
            <p class="muted small" data-field="list-rest">
                {move || show::tr("list-rest", &[("n", (n.get() as i64).into())])}
            </p>
        </Show>
    }
}

/// A notice within a screen. `tone`: empty, `notice` or `danger`.
#[component]
pub fn Banner(#[prop(default = "")] tone: &'static str, children: Children) -> impl IntoView {
    view! { <div class=format!("banner {tone}") role=if tone == "danger" { "alert" } else { "status" }>{children()}</div> }
}

/// What went wrong, when something did, with a way to try again.
#[component]
pub fn ProblemBanner(
    #[prop(into)] problem: Signal<Option<Problem>>,
    #[prop(optional)] retry: Option<Callback<()>>,
    /// Before somebody has signed in: nothing is said of their work.
    #[prop(optional)]
    signing_in: bool,
) -> impl IntoView {
    let words = if signing_in {
        sign_in_problem_text
    } else {
        problem_text
    };
    move || {
        problem.get().map(|problem| {
            let code = problem.code.to_string();
            view! {
                <div class="banner danger" role="alert" data-error=code>
                    <p class="grow">{move || words(&problem)}</p>
                    {retry.map(|retry| view! {
                        <Button action="retry" label="action-retry" kind=Kind::Plain press=retry/>
                    })}
                </div>
            }
        })
    }
}

/// Keeps a fault in one part from taking the screen with it.
#[component]
pub fn Guard(children: Children) -> impl IntoView {
    view! {
        <ErrorBoundary fallback=|_| view! { <Empty text="error-internal" icon="exceptions"/> }>
            {children()}
        </ErrorBoundary>
    }
}
