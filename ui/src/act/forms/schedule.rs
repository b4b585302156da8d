//! A new day and window after a failed attempt.

use super::{FormFrame, Target, hub_clock, time_on};
use crate::{
    act::send,
    app::app,
    parts::{Checkbox, DateField, TimeField},
    show,
};
use domain::{
    command::Action,
    units::{ServiceDate, Window},
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn RescheduleForm(targets: Arc<Vec<Target>>, done: Callback<()>) -> impl IntoView {
    let today = untrack(|| app().today());
    let date = RwSignal::new(
        today
            .map(|d| d.plus_days(1).to_string())
            .unwrap_or_default(),
    );
    let (from, to) = (
        RwSignal::new("16:00".to_owned()),
        RwSignal::new("21:00".to_owned()),
    );
    let stays = RwSignal::new(false);
    let window = Memo::new(move |_| {
        let (zone, starts) = hub_clock();
        let date: ServiceDate = date.read().parse().ok()?;
        let from = time_on(date, &from.read(), &zone, starts)?;
        let to = time_on(date, &to.read(), &zone, starts)?;
        (from < to).then_some((date, Window { from, to }))
    });
    let send_it = Callback::new(move |()| {
        let Some((service_date, window)) = window.get_untracked() else {
            return;
        };
        let stays_with_courier = stays.get_untracked();
        done.run(());
        send(
            targets.as_ref().clone(),
            move |_| Action::Reschedule {
                service_date,
                window,
                stays_with_courier,
            },
            None,
        );
    });
    view! {
        <FormFrame submit="command-reschedule" valid=Signal::derive(move || window.get().is_some()) send=send_it done>
            <DateField name="date" label="form-date" value=date/>
            <div class="fields">
                <TimeField name="from" label="form-window-from" value=from/>
                <TimeField name="to" label="form-window-to" value=to/>
            </div>
            {move || window.get().is_none().then(|| view! {
                <p class="danger" role="alert">{show::t("form-invalid-window")}</p>
            })}
            <Checkbox name="stays" label="form-stays-with-courier" value=stays change=Callback::new(move |on| stays.set(on))/>
        </FormFrame>
    }
}
