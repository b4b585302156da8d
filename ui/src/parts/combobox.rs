//! Type to choose one of many: couriers, zones, merchants. Matches in Arabic and Latin spellings.

use super::{
    Text, fresh_id,
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

/// An input with a list under it. `value` is the chosen one's value, empty for none.
#[component]
pub fn Combobox(
    name: &'static str,
    #[prop(into)] label: Text,
    #[prop(optional, into)] placeholder: Option<Text>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    value: RwSignal<String>,
    #[prop(optional)] autofocus: bool,
    /// Called when a person chooses.
    #[prop(optional)]
    chosen: Option<Callback<String>>,
) -> impl IntoView {
    let (id, list) = (fresh_id("combo"), fresh_id("listbox"));
    let input = NodeRef::<html::Input>::new();
    let (typed, open, at) = (
        RwSignal::new(String::new()),
        RwSignal::new(false),
        RwSignal::new(0_usize),
    );
    let found = Memo::new(move |_| choices.with(|all| matching(all, &typed.get())));
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
                    at.update(|i| *i = (*i + 1).min(n.saturating_sub(1)));
                }
                open.set(true);
            }
            "ArrowUp" => at.update(|i| *i = i.saturating_sub(1)),
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
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=list.clone()
                    aria-activedescendant=move || open.get().then(|| option_id_for_input(at.get()))
                    placeholder=move || placeholder.map(|p| p.get())
                    on:input=move |ev| {
                        typed.set(event_target_value(&ev));
                        at.set(0);
                        open.set(true);
                        value.set(String::new());
                    }
                    on:focus=move |_| {
                        typed.set(String::new());
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
