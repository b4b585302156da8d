//! Editing one merge group of one delivery: fields by the group's columns, sent with the values they had, so
//! that an edit meeting another becomes a conflict to settle and not a loss.

mod fields;

use self::fields::{FieldSpec, read, specs, write};
use super::{forms::FormFrame, send_command, state};
use crate::{
    app::app,
    ipc,
    parts::{Dialog, Select, Text, TextArea, TextField},
    show,
};
use domain::{
    command::{Command, EditGroup, Fields, GroupEdit, Other},
    entities::Delivery,
    id::DeliveryId,
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use wire::ipc::{DeliveryDetail, Query};

/// The groups people edit, in the order menus offer them.
pub const EDIT_GROUPS: &[EditGroup] = &[
    EditGroup::DropoffAddress,
    EditGroup::DropoffContact,
    EditGroup::Schedule,
    EditGroup::Cod,
    EditGroup::Instructions,
    EditGroup::PickupAddress,
    EditGroup::PickupContact,
    EditGroup::ParcelCount,
    EditGroup::WeightG,
    EditGroup::Barcodes,
    EditGroup::ServiceSecs,
    EditGroup::Priority,
    EditGroup::Skills,
    EditGroup::ProofRequired,
];

/// An edit that is open.
#[derive(Clone)]
pub struct Open {
    group: EditGroup,
    delivery: Arc<Delivery>,
}

/// Opens the form of one group of a delivery.
pub fn edit(id: DeliveryId, group: EditGroup) {
    leptos::task::spawn_local(async move {
        match ipc::query::<Option<Box<DeliveryDetail>>>(&Query::Delivery { id }).await {
            Ok(Some(detail)) => state().edit.set(Some(Open {
                group,
                delivery: Arc::new(detail.delivery),
            })),
            Ok(None) => {}
            Err(problem) => crate::app::toast_problem(&problem),
        }
    });
}

/// The group's columns of a delivery, as its JSON has them.
pub fn columns_of(delivery: &Delivery, group: EditGroup) -> Fields {
    let json = serde_json::to_value(delivery).unwrap_or_default();
    group
        .columns()
        .iter()
        .map(|column| {
            (
                (*column).to_owned(),
                json.get(column).cloned().unwrap_or_default(),
            )
        })
        .collect()
}

/// The group's columns with what was typed; none where something cannot be read.
fn typed_columns(
    from: &Fields,
    specs: &[FieldSpec],
    typed: &[String],
    zone: &str,
    starts: i32,
) -> Option<Fields> {
    use fields::FieldKind::{Date, Moment, WindowFrom, WindowTo};
    let mut to = from.clone();
    let mut moved = false;
    for (spec, text) in specs.iter().zip(typed) {
        let touched = read(spec.kind, from, spec.column, zone) != *text;
        moved |= touched && spec.kind == Date;
        // Times of day go along when the day changes; what was not touched stays, to the last digit.
        let along =
            moved && !text.is_empty() && matches!(spec.kind, Moment | WindowFrom | WindowTo);
        if touched || along {
            write(spec.kind, &mut to, spec.column, text, zone, starts)?;
        }
    }
    Some(to)
}

/// The dialog; once in the frame.
#[component]
pub fn EditHost() -> impl IntoView {
    let edit = state().edit;
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if edit.read().is_some() {
            open.set(true);
        }
    });
    let title = Text::of(move || {
        edit.read().as_ref().map_or_else(String::new, |e| {
            format!(
                "{} · \u{2068}{}\u{2069}",
                show::edit_group(e.group),
                e.delivery.reference
            )
        })
    });
    view! {
        <Dialog open title name="edit" asks=true closed=Callback::new(move |()| edit.set(None))>
            {move || edit.get().map(|e| view! { <EditForm open=e done=Callback::new(move |()| open.set(false))/> })}
        </Dialog>
    }
}

#[component]
fn EditForm(open: Open, done: Callback<()>) -> impl IntoView {
    let Open { group, delivery } = open;
    let (zone, starts) = untrack(|| app().hub_view()).map_or_else(
        || ("Asia/Riyadh".to_owned(), 240),
        |hub| (hub.time_zone, hub.day_starts_at_min),
    );
    let from = columns_of(&delivery, group);
    let specs = specs(group);
    let values: Vec<RwSignal<String>> = specs
        .iter()
        .map(|spec| RwSignal::new(read(spec.kind, &from, spec.column, &zone)))
        .collect();
    let fields = specs
        .iter()
        .zip(&values)
        .enumerate()
        .map(|(i, (spec, value))| field(spec, *value, i == 0))
        .collect_view();
    let held = from.clone();
    let to = Memo::new(move |_| {
        let typed: Vec<String> = values.iter().map(|v| v.get()).collect();
        typed_columns(&held, specs, &typed, &zone, starts)
    });
    let changed = from.clone();
    let valid = Signal::derive(move || to.read().as_ref().is_some_and(|to| *to != changed));
    let send_it = Callback::new(move |()| {
        let Some(to) = to.get_untracked() else { return };
        done.run(());
        send_command(Command::Other(Other::Edit {
            hub: delivery.hub_id,
            edits: vec![GroupEdit {
                delivery: delivery.id,
                group,
                from: from.clone(),
                to,
            }],
            if_rev: BTreeMap::new(),
        }));
    });
    let unready = Text::of(move || {
        let readable = to.read().is_some();
        show::t(if readable {
            "form-unchanged"
        } else {
            "form-unreadable"
        })
    });
    view! {
        <FormFrame submit="action-save" valid unready send=send_it done>
            <div class="fields">{fields}</div>
        </FormFrame>
    }
}

fn field(spec: &'static FieldSpec, value: RwSignal<String>, autofocus: bool) -> AnyView {
    use fields::FieldKind::*;
    let (name, label) = (spec.column, crate::parts::Text::from(spec.label));
    match spec.kind {
        Long => view! { <TextArea name label value autofocus/> }.into_any(),
        Date => view! { <TextField name label value kind="date" ltr=true autofocus/> }.into_any(),
        WindowFrom | WindowTo | Moment => view! { <TextField name label value kind="time" ltr=true autofocus/> }.into_any(),
        Proof => view! {
            <Select name label value autofocus options=Signal::derive(|| {
                ["none", "signature", "photo", "pin"].into_iter().map(|c| (c.to_owned(), show::word("proof", c))).collect::<Vec<_>>()
            })/>
        }.into_any(),
        Words => view! { <TextField name label value hint="form-list-hint" autofocus wide=true/> }.into_any(),
        Text | Place => view! { <TextField name label value autofocus wide=spec.wide ltr=matches!(spec.kind, Place)/> }.into_any(),
        Phone | Riyals | Whole | Kilograms | Minutes => {
            view! { <TextField name label value autofocus ltr=true wide=spec.wide/> }.into_any()
        }
    }
}
