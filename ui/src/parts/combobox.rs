//! Type to choose one of many: couriers, zones, merchants. Matches in Arabic and Latin spellings.

use super::{
    Text,
    form::lacks,
    fresh_id,
    ranking::{Fit, Typed},
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// One of the things to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Shown at the far end.
    pub note: String,
    /// Further words it is found by (the name in the other language, a phone).
    pub also: String,
}

/// The choices whose words hold every word typed, those that fit better first and otherwise in their order, at most
/// 50.
pub fn matching(choices: &[Choice], typed: &str) -> Vec<Choice> {
    let typed = Typed::new(typed);
    let mut found: Vec<(Fit, &Choice)> = choices
        .iter()
        .filter_map(|choice| Some((typed.fit(&choice.label, &choice.also)?, choice)))
        .collect();
    found.sort_by_key(|(fit, _)| *fit);
    let found = found.into_iter().take(50);
    found.map(|(_, choice)| choice.clone()).collect()
}

/// Where the marked choice stands now: choices move while they are looked at (the least laden come first), and the mark
/// goes with its choice. The first, where none is marked or the marked one is gone.
fn place(found: &[Choice], marked: Option<&str>) -> usize {
    let at = marked.and_then(|marked| found.iter().position(|choice| choice.value == marked));
    at.unwrap_or(0)
}

/// An input with a list under it. `value` is the chosen one's value, empty for none.
#[component]
pub fn Combobox(
    name: &'static str,
    #[prop(into)] label: Text,
    #[prop(optional, into)] placeholder: Option<Text>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    value: RwSignal<String>,
    #[prop(optional)] autofocus: bool,
    /// One has to be chosen.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// Called when a person chooses.
    #[prop(optional)]
    chosen: Option<Callback<String>>,
) -> impl IntoView {
    let (id, list) = (fresh_id("combo"), fresh_id("listbox"));
    let error_id = format!("{id}-error");
    let input = NodeRef::<html::Input>::new();
    let (typed, open, marked) = (
        RwSignal::new(String::new()),
        RwSignal::new(false),
        RwSignal::new(None::<String>),
    );
    let lacking = lacks(required, value, "form-choose");
    let found = Memo::new(move |_| choices.with(|all| matching(all, &typed.get())));
    let at = Memo::new(move |_| found.with(|found| place(found, marked.read().as_deref())));
    // What is on top as it is looked at is marked, and stays so.
    Effect::new(move |_| {
        let first = found.with(|found| found.first().map(|choice| choice.value.clone()));
        if open.get() && marked.with_untracked(Option::is_none) {
            marked.set(first);
        }
    });
    let mark = move |i: usize| {
        let choice = found.with_untracked(|all| all.get(i).map(|choice| choice.value.clone()));
        marked.set(choice);
    };
    // What is chosen is what is shown, also when it was chosen elsewhere.
    Effect::new(move |_| {
        let held = value.get();
        let label = choices.with(|all| {
            all.iter()
                .find(|c| c.value == held)
                .map(|c| c.label.clone())
        });
        if let (Some(input), Some(label)) = (input.get(), label)
            && !open.get_untracked()
        {
            input.set_value(&label);
        }
    });
    let choose = move |choice: Choice| {
        if let Some(input) = input.get_untracked() {
            input.set_value(&choice.label);
        }
        open.set(false);
        value.set(choice.value.clone());
        if let Some(chosen) = chosen {
            chosen.run(choice.value);
        }
    };
    let option_id = {
        let list = list.clone();
        move |i: usize| format!("{list}-{i}")
    };
    let option_id_for_input = option_id.clone();
    let keys = move |ev: web_sys::KeyboardEvent| {
        let n = found.with_untracked(Vec::len);
        match ev.code().as_str() {
            "ArrowDown" => {
                if open.get_untracked() {
                    mark((at.get_untracked() + 1).min(n.saturating_sub(1)));
                }
                open.set(true);
            }
            "ArrowUp" => mark(at.get_untracked().saturating_sub(1)),
            "Enter" | "NumpadEnter" if open.get_untracked() => {
                let choice = found.with_untracked(|all| all.get(at.get_untracked()).cloned());
                if let Some(choice) = choice {
                    choose(choice);
                }
            }
            "Escape" if open.get_untracked() => open.set(false),
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    view! {
        <div class="field wide">
            <label for=id.clone()>{move || label.get()}</label>
            <div class="combobox">
                <input
                    node_ref=input
                    id=id
                    class="input"
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    data-field=name
                    data-value=move || value.get()
                    data-autofocus=autofocus.then_some("")
                    aria-autocomplete="list"
                    aria-required=move || required.get().then_some("true")
                    aria-invalid=move || lacking.get().is_some().then_some("true")
                    aria-describedby={
                        let error_id = error_id.clone();
                        move || lacking.get().map(|_| error_id.clone())
                    }
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=list.clone()
                    aria-activedescendant=move || open.get().then(|| option_id_for_input(at.get()))
                    placeholder=move || placeholder.map(|p| p.get())
                    on:input=move |ev| {
                        typed.set(event_target_value(&ev));
                        marked.set(None);
                        open.set(true);
                        value.set(String::new());
                    }
                    on:focus=move |_| {
                        typed.set(String::new());
                        marked.set(None);
                        if let Some(input) = input.get_untracked() { input.select() }
                    }
                    on:click=move |_| open.set(true)
                    on:blur=move |_| open.set(false)
                    on:keydown=keys
                />
                <div
                    class="listbox"
                    id=list
                    role="listbox"
                    aria-label=move || label.get()
                    hidden=move || !open.get() || found.with(Vec::is_empty)
                    // Keeps the focus in the input while choosing by pointer.
                    on:pointerdown=move |ev| ev.prevent_default()
                >
                    {
                        let option_id = option_id.clone();
                        move || found.get().into_iter().enumerate().map(|(i, choice)| {
                            let pick = choice.clone();
                            let id = option_id(i);
                            Effect::new({
                                let id = id.clone();
                                move |_| if open.get() && at.get() == i { reveal(&id) }
                            });
                            view! {
                                <div role="option" id=id data-value=choice.value
                                    aria-selected=move || if at.get() == i { "true" } else { "false" }
                                    on:click=move |_| choose(pick.clone())>
                                    <span>{choice.label}</span>
                                    <span class="note">{choice.note}</span>
                                </div>
                            }
                        }).collect_view()
                    }
                </div>
            </div>
            {move || lacking.get().map(|words| view! { <p class="error" id=error_id.clone() role="alert">{words}</p> })}
        </div>
    }
}

fn reveal(id: &str) {
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(element) = element.dyn_ref::<web_sys::Element>() {
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_goes_with_its_choice() {
        let choice = |value: &str| Choice {
            value: value.into(),
            label: value.into(),
            note: String::new(),
            also: String::new(),
        };
        let before = [choice("sara"), choice("noura"), choice("fahad")];
        let after = [choice("noura"), choice("fahad"), choice("sara")];
        assert_eq!(place(&before, Some("noura")), 1);
        assert_eq!(place(&after, Some("noura")), 0);
        assert_eq!(place(&after, Some("sara")), 2);
        assert_eq!(place(&after, None), 0);
        assert_eq!(place(&after[..2], Some("sara")), 0, "it is gone");
    }

    #[test]
    fn a_name_is_found_in_either_language() {
        let choices = [Choice {
            value: "1".into(),
            label: "أحمد العتيبي".into(),
            note: String::new(),
            also: "Ahmad Al Otaibi".into(),
        }];
        assert_eq!(matching(&choices, "احمد").len(), 1);
        assert_eq!(matching(&choices, "ota ahm").len(), 1);
        assert_eq!(matching(&choices, "").len(), 1);
        assert_eq!(matching(&choices, "sara").len(), 0);
    }

    #[test]
    fn whoever_fits_best_comes_first_however_many_there_are() {
        let courier = |n: usize, name: &str| Choice {
            value: n.to_string(),
            label: name.into(),
            note: String::new(),
            also: "+966500000000".into(),
        };
        let mut choices: Vec<Choice> = (0..60).map(|n| courier(n, "Fahad Al Juhani")).collect();
        choices.push(courier(60, "Fahad Al Anazi"));
        let found = matching(&choices, "fahad al an");
        assert_eq!((found.len(), found[0].value.as_str()), (50, "60"));
    }
}
