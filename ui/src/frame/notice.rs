//! What stands above every screen: that this console and its server no longer understand each other, or another fault
//! that does not pass by itself.

use crate::{app::app, show};
use leptos::prelude::*;
use wire::{
    error::{ErrorCode, Problem},
    ipc::SyncState,
};

/// The fault a person has to do something about, if there is one. Being locked has a screen of its own.
fn fault(sync: &SyncState) -> Option<&Problem> {
    let stands =
        |problem: &&Problem| !problem.code.passes() && problem.code != ErrorCode::LeaseExpired;
    sync.problem.as_ref().filter(stands)
}

#[component]
pub fn Notice() -> impl IntoView {
    let problem = Memo::new(move |_| fault(&app().sync.read()).cloned());
    view! {
        {move || problem.get().map(|problem| view! {
            <p class="banner danger" role="alert" data-error=problem.code.to_string()>{show::problem_text(&problem)}</p>
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_somebody_stands_above_the_screens() {
        let found = |code| {
            let sync = SyncState {
                problem: Some(Problem::new(code, "")),
                ..SyncState::default()
            };
            fault(&sync).map(|p| p.code)
        };
        for code in [
            ErrorCode::ProtocolTooOld,
            ErrorCode::ProtocolTooNew,
            ErrorCode::DiskFull,
        ] {
            assert_eq!(found(code), Some(code));
        }
        for code in [
            ErrorCode::ServerUnreachable,
            ErrorCode::Overloaded,
            ErrorCode::LeaseExpired,
        ] {
            assert_eq!(found(code), None);
        }
    }
}
