//! The facts of a delivery: who, where, when, how much, by whom; each group with its edit.

use super::{Latest, call, copy_phone, position_text};
use crate::{
    act,
    app::app,
    parts::{Button, Kind, Phone, Text},
    show,
};
use domain::{
    command::EditGroup,
    entities::{Custody, PayMethod, Proof},
};
use leptos::prelude::*;
use std::sync::Arc;
use wire::ipc::DeliveryDetail;

/// A phone with its ways: call, copy.
#[component]
fn PhoneLine(number: String) -> impl IntoView {
    let (to_call, to_copy) = (number.clone(), number.clone());
    view! {
        <span class="phone-line">
            <Phone number=Signal::stored(number)/>
            <Button action="call" label="action-call" icon="phone" icon_only=true kind=Kind::Quiet
                press=Callback::new(move |()| call(to_call.clone()))/>
            <Button action="copy-phone" label="drawer-copy-phone" icon="copy" icon_only=true kind=Kind::Quiet
                press=Callback::new(move |()| copy_phone(to_copy.clone()))/>
        </span>
    }
}

fn address(parts: [&str; 4]) -> String {
    let shown: Vec<&str> = parts
        .into_iter()
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    shown.join(&show::t("list-separator"))
}

fn custody(detail: &DeliveryDetail) -> String {
    match detail.delivery.custody {
        Custody::Merchant => show::t("custody-merchant"),
        Custody::Hub => show::t("custody-hub"),
        Custody::Recipient => show::t("custody-recipient"),
        Custody::Courier(id) => match detail.courier.as_ref().filter(|c| c.id == id) {
            Some(courier) => show::tr(
                "custody-courier",
                &[("courier", show::name(&courier.name).into())],
            ),
            None => show::t("custody-courier-unnamed"),
        },
    }
}

fn cash(detail: &DeliveryDetail) -> String {
    let delivery = &detail.delivery;
    let collected: i64 = delivery.collected.iter().map(|p| p.halalas).sum();
    let how: Vec<String> = delivery
        .collected
        .iter()
        .map(|p| p.method)
        .collect::<std::collections::BTreeSet<PayMethod>>()
        .into_iter()
        .map(|m| show::word("method", m.word()))
        .collect();
    match (delivery.cod_halalas, collected) {
        (0, 0) => show::t("cell-cod-none"),
        (due, 0) => show::tr("drawer-cod-due", &[("amount", show::money(due).into())]),
        (_, taken) => {
            let text = show::tr(
                "drawer-cod-collected",
                &[("amount", show::money(taken).into())],
            );
            format!("{text} · {}", how.join(&show::t("list-separator")))
        }
    }
}

fn windows(detail: &DeliveryDetail) -> String {
    let windows: Vec<String> = detail
        .delivery
        .windows
        .iter()
        .map(show::window_text)
        .collect();
    windows.join(&show::t("list-separator"))
}

/// A fact, with the edit of its group where editing is allowed.
#[component]
fn Fact(
    label: &'static str,
    detail: Arc<DeliveryDetail>,
    #[prop(optional)] group: Option<EditGroup>,
    children: Children,
) -> impl IntoView {
    let id = detail.row.id;
    let editable = detail.allowed.iter().any(|a| a == "edit");
    view! {
        <dt>{move || show::t(label)}</dt>
        <dd data-fact=label>
            {children()}
            {group.filter(|_| editable).map(|group| {
                let words = Text::of(move || format!("{}: {}", show::t("action-edit"), show::edit_group(group)));
                view! {
                    <span class="fact-edit" data-group=group.word()>
                        <button type="button" class="btn link small" data-action=format!("edit-{}", group.word())
                            aria-label=move || words.get() on:click=move |_| act::edit(id, group)>
                            {move || show::t("action-edit")}
                        </button>
                    </span>
                }
            })}
        </dd>
    }
}

#[component]
pub fn Facts(detail: Arc<DeliveryDetail>, latest: Latest) -> impl IntoView {
    let d = Arc::clone(&detail);
    let delivery = &d.delivery;
    let merchant = detail.merchant.clone();
    let where_to = [
        delivery.dropoff_address.clone(),
        delivery.dropoff_district.clone(),
        delivery.dropoff_postal_code.clone(),
        delivery.dropoff_short_address.clone(),
    ];
    let from = [
        delivery.pickup_address.clone(),
        delivery.pickup_district.clone(),
        delivery.pickup_postal_code.clone(),
        delivery.pickup_short_address.clone(),
    ];
    let has_pickup = !delivery.pickup_name.is_empty() || from.iter().any(|p| !p.is_empty());
    let (w1, w2, w3, w4) = (d.clone(), d.clone(), d.clone(), d.clone());
    let reason = delivery.state_reason.clone();
    let instructions = delivery.instructions.clone();
    let skills = delivery.skills.join(", ");
    let (promised, service_date, proof) = (
        delivery.promised_at,
        delivery.service_date,
        delivery.proof_required,
    );
    let (parcels, weight) = (delivery.parcel_count, delivery.weight_g);
    let attempts = (delivery.attempt_no, delivery.max_attempts);
    let (pickup_name, pickup_phone) = (delivery.pickup_name.clone(), delivery.pickup_phone.clone());
    let recipient = delivery.dropoff_name.clone();
    let phone = delivery.dropoff_phone.clone();
    let carried = detail.row.carried_over;
    let late = detail.row.slack_secs.is_some_and(|s| s < 0);
    view! {
        <dl class="facts">
            {(!reason.is_empty()).then(|| view! {
                <Fact label="field-reason" detail=d.clone()><span>{move || act::reason_text(&reason)}</span></Fact>
            })}
            <Fact label="drawer-recipient" detail=d.clone() group=EditGroup::DropoffContact>
                <bdi>{recipient}</bdi>" "
                {match phone {
                    Some(number) => view! { <PhoneLine number/> }.into_any(),
                    None => view! { <span class="muted">{move || show::t("drawer-no-phone")}</span> }.into_any(),
                }}
            </Fact>
            <Fact label="drawer-address" detail=d.clone() group=EditGroup::DropoffAddress>
                <bdi>{move || {
                    let text = address([&where_to[0], &where_to[1], &where_to[2], &where_to[3]]);
                    if text.is_empty() { show::t("drawer-no-address") } else { text }
                }}</bdi>
            </Fact>
            <Fact label="drawer-window" detail=d.clone() group=EditGroup::Schedule>
                <span>{move || windows(&w1)}</span>
                {promised.map(|at| view! {
                    <span class:late=late>" · "{move || show::t("drawer-promised")}" "{move || show::time(at)}</span>
                })}
                <br/>
                <span class="muted">{move || show::day(service_date)}
                    {carried.then(|| view! { " · "<span>{move || show::t("carried-over")}</span> })}</span>
            </Fact>
            <Fact label="drawer-cod" detail=d.clone() group=EditGroup::Cod><span>{move || cash(&w2)}</span></Fact>
            <Fact label="drawer-courier" detail=d.clone()>
                {match detail.courier.clone() {
                    Some(courier) => {
                        let phone = courier.phone.clone();
                        view! {
                            <span>{move || show::name(&courier.name)}</span>" "
                            {(!phone.is_empty()).then(|| view! { <PhoneLine number=phone/> })}
                            <br/><span class="muted">{move || latest.get().map(|d| position_text(&d))}</span>
                        }.into_any()
                    }
                    None => view! { <span class="muted">{move || show::t("cell-no-courier")}</span> }.into_any(),
                }}
            </Fact>
            <Fact label="custody-label" detail=d.clone()><span>{move || custody(&w3)}</span></Fact>
            <Fact label="field-zone" detail=d.clone()><span>{move || show::zone_name(w4.row.zone, &w4.row.zone_name)}</span></Fact>
            {merchant.map(|m| {
                let phone = m.phone.clone();
                view! {
                    <Fact label="drawer-merchant" detail=d.clone()>
                        <span>{move || app().lang().pick(&m.name_ar, &m.name_en).to_owned()}</span>" "
                        {phone.map(|number| view! { <PhoneLine number/> })}
                    </Fact>
                }
            })}
            {has_pickup.then(|| view! {
                <Fact label="field-pickup" detail=d.clone() group=EditGroup::PickupAddress>
                    <bdi>{move || {
                        let place = address([&from[0], &from[1], &from[2], &from[3]]);
                        address([&pickup_name, &place, "", ""])
                    }}</bdi>" "
                    {pickup_phone.map(|number| view! { <PhoneLine number/> })}
                </Fact>
            })}
            <Fact label="drawer-parcels" detail=d.clone()>
                <span>{move || show::tr("unit-parcels", &[("n", parcels.into())])}
                    {(weight > 0).then(|| format!(" · {}", show::weight(weight)))}</span>
            </Fact>
            {(attempts.0 > 0).then(|| view! {
                <Fact label="drawer-attempts" detail=d.clone()>
                    <span>{move || show::tr("count-of", &[("n", attempts.0.into()), ("total", attempts.1.into())])}</span>
                </Fact>
            })}
            {(proof != Proof::None).then(|| view! {
                <Fact label="drawer-proof" detail=d.clone()><span>{move || show::word("proof", proof.word())}</span></Fact>
            })}
            {(!skills.is_empty()).then(|| view! { <Fact label="field-skills" detail=d.clone()><span>{skills}</span></Fact> })}
            {(!instructions.is_empty()).then(|| view! {
                <Fact label="field-instructions" detail=d.clone() group=EditGroup::Instructions><span dir="auto">{instructions}</span></Fact>
            })}
        </dl>
    }
}
