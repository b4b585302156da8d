//! The Board: unassigned deliveries by zone beside the couriers, and what is chosen between them. Cards are given
//! to a courier by dragging or by keyboard; what would break is the replica's answer, shown before the drop.

mod couriers;
mod desk;
mod drag;
mod lines;
mod list;
mod middle;

use self::{desk::Desk, drag::Dragging};
use crate::{act::forecast, parts::ProblemBanner, show};
use leptos::prelude::*;

#[component]
pub fn Board() -> impl IntoView {
    let desk = Desk::new();
    let dragging = Dragging::new(desk);
    view! {
        <section class="screen board" data-screen="board" aria-labelledby="board-title"
            class:dragging=move || desk.drag.with(Option::is_some)>
            <h1 id="board-title" class="visually-hidden">{move || show::t("board-title")}</h1>
            <ProblemBanner problem=Signal::derive(move || desk.board.problem())
                retry=Callback::new(move |()| desk.board.refresh())/>
            <div class="columns">
                <list::Unassigned desk dragging/>
                <middle::Middle desk dragging/>
                <couriers::Couriers desk/>
            </div>
            <drag::Ghost desk/>
        </section>
    }
}
