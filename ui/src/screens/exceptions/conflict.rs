//! Two edits of the same thing: both values side by side, field by field, and the choice.

use super::{
    desk::Desk,
    me,
    values::{self, Compared},
};
use crate::{
    parts::{Button, Kind, Text},
    show,
};
use domain::entities::Resolution;
use leptos::prelude::*;
use wire::ipc::ExceptionView;

#[component]
pub fn Conflict(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    let rows = Memo::new(move |_| view.with(|v| values::compared(&v.conflict)));
    let own = move || view.with(|v| Some(v.exception.raised_by) == me());
    let mine_head = move || {
        view.with(|v| {
            let time = show::weekday_time(v.exception.device_at);
            if Some(v.exception.raised_by) == me() {
                show::tr("conflict-yours", &[("time", time.into())])
            } else {
                show::tr(
                    "conflict-of",
                    &[
                        ("time", time.into()),
                        ("who", show::name(&v.raised_by).into()),
                    ],
                )
            }
        })
    };
    let theirs_head = move || {
        view.with(|v| match &v.met {
            Some(met) => show::tr(
                "conflict-of",
                &[
                    ("time", show::weekday_time(met.at).into()),
                    ("who", show::name(&met.by).into()),
                ],
            ),
            None => show::t("conflict-other"),
        })
    };
    let settle = move |resolution: Resolution| {
        Callback::new(move |()| {
            let key = if resolution == Resolution::KeptMine {
                "conflict-kept-mine"
            } else {
                "conflict-kept-theirs"
            };
            let done = untrack(|| show::t(key));
            view.with_untracked(|v| desk.resolve(v, resolution, done));
        })
    };
    // Whose edit it was is not always the one looking at it.
    let keep_mine = Text::of(move || {
        show::t(if own() {
            "conflict-keep-mine"
        } else {
            "conflict-keep-first"
        })
    });
    let keep_theirs = Text::of(move || {
        show::t(if own() {
            "conflict-keep-theirs"
        } else {
            "conflict-keep-second"
        })
    });
    view! {
        <section class="decide">
            <table class="list-table compare" data-region="conflict">
                <thead><tr>
                    <th scope="col"><span class="visually-hidden">{move || show::t("conflict-field")}</span></th>
                    <th scope="col">{move || show::t("conflict-before")}</th>
                    <th scope="col">{mine_head}</th>
                    <th scope="col">{theirs_head}</th>
                </tr></thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
                {(!settled).then(|| view! {
                    <tfoot><tr>
                        <td></td><td></td>
                        <td><Button action="conflict-keep-mine" label=keep_mine kind=Kind::Primary press=settle(Resolution::KeptMine)/></td>
                        <td><Button action="conflict-keep-theirs" label=keep_theirs press=settle(Resolution::KeptTheirs)/></td>
                    </tr></tfoot>
                })}
            </table>
        </section>
    }
}

fn row(row: Compared) -> impl IntoView {
    view! {
        <tr data-column=row.column data-differs=if row.differs { "true" } else { "false" }>
            <th scope="row">{row.label}</th>
            <td class="muted" data-field="before"><bdi>{row.from}</bdi></td>
            <td class="selectable" data-field="mine"><bdi>{row.mine}</bdi></td>
            <td class="selectable" data-field="theirs"><bdi>{row.theirs}</bdi></td>
        </tr>
    }
}
