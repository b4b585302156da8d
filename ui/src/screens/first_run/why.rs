//! Why somebody who was signed in on this computer no longer is, and what of whose is still here.

use crate::{app::app, show};
use leptos::prelude::*;
use wire::error::ErrorCode;

/// Nothing where there is nothing to say; `hidden` while something newer is said.
#[component]
pub fn Why(#[prop(into)] hidden: Signal<bool>) -> impl IntoView {
    let wiped = move || {
        let wiped = app().session.read().as_ref()?.wiped.clone()?;
        let values = [
            ("user", wiped.username.clone().into()),
            ("when", show::moment(wiped.at).into()),
            ("unsent", wiped.unsent.into()),
        ];
        Some(view! {
            <p class="banner danger" role="alert" data-error=ErrorCode::DeviceWiped.to_string()>
                {show::tr("firstrun-wiped", &values)}
            </p>
        })
    };
    let ended = move || {
        let session = app().session.read();
        let session = session.as_ref().filter(|s| s.wiped.is_none())?;
        let problem = session.sync.problem.clone()?;
        Some(view! {
            <p class="banner danger" role="alert" data-error=problem.code.to_string()>
                {show::problem_text(&problem)}
            </p>
        })
    };
    let sealed = move || {
        let session = app().session.read();
        let unsent = session.as_ref().map_or(0, |s| s.sealed + s.sync.waiting);
        (unsent > 0).then(|| {
            view! {
                <p class="banner notice" role="status" data-sealed=unsent.to_string()>
                    {show::tr("firstrun-sealed", &[("n", unsent.into())])}
                </p>
            }
        })
    };
    view! {
        {move || (!hidden.get()).then(wiped).flatten()}
        {move || (!hidden.get()).then(ended).flatten()}
        {sealed}
    }
}
