//! Buttons and chips.

use super::{Icon, Text};
use leptos::prelude::*;

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Plain,
    /// The one that the screen or dialog is for.
    Primary,
    /// Without a border.
    Quiet,
    /// Takes something away.
    Destructive,
    /// The primary button of a question that takes something away.
    DestructivePrimary,
    Link,
}

impl Kind {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn primary",
            Self::Quiet => "btn quiet",
            Self::Destructive => "btn destructive",
            Self::DestructivePrimary => "btn destructive primary",
            Self::Link => "btn link",
        }
    }
}

/// A button. `action` becomes `data-action`, by which tests find it.
#[component]
pub fn Button(
    action: &'static str,
    #[prop(into)] label: Text,
    #[prop(optional)] kind: Kind,
    #[prop(optional)] icon: Option<&'static str>,
    /// Shows the icon alone; the label is its name and its tooltip.
    #[prop(optional)]
    icon_only: bool,
    /// The shortcut as printed on the button.
    #[prop(optional)]
    keys: Option<&'static str>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// `submit` sends the form it is in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional)] press: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            class:icon-button=icon_only
            data-action=action
            disabled=move || disabled.get()
            aria-label=move || icon_only.then(|| label.get())
            title=move || icon_only.then(|| label.get())
            on:click=move |_| if let Some(press) = press { press.run(()) }
        >
            {icon.map(|name| view! { <Icon name small=true/> })}
            {(!icon_only).then(|| view! { <span>{move || label.get()}</span> })}
            {keys.map(|keys| view! { <kbd aria-hidden="true">{keys}</kbd> })}
        </button>
    }
}

/// A filter that is on or off.
#[component]
pub fn Chip(
    action: &'static str,
    #[prop(into)] label: Text,
    #[prop(into)] on: Signal<bool>,
    press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip"
            data-action=action
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |_| press.run(())
        >
            {move || label.get()}
        </button>
    }
}
