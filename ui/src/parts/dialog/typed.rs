//! Whether somebody typed in a dialog: every text field as it was when it first got the focus, against how it is now.
//! Fields that only find something (a courier by name) hold no text to lose.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// Fields that had the focus, with the text they had then. Copy.
#[derive(Clone, Copy)]
pub struct Typed(StoredValue<Vec<(HtmlElement, String)>, LocalStorage>);

impl Default for Typed {
    fn default() -> Self {
        Self(StoredValue::new_local(Vec::new()))
    }
}

impl Typed {
    /// A field got the focus.
    pub fn watch(self, ev: &web_sys::FocusEvent) {
        let field = ev.target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
        let Some((field, text)) = field.and_then(|field| text_of(&field).map(|text| (field, text)))
        else {
            return;
        };
        self.0.update_value(|fields| {
            if fields.iter().all(|(known, _)| *known != field) {
                fields.push((field, text));
            }
        });
    }

    /// Whether a field that is still there has another text now.
    pub fn differs(self) -> bool {
        self.0.with_value(|fields| {
            fields.iter().any(|(field, before)| {
                field.is_connected()
                    && text_of(field).is_some_and(|now| now.trim() != before.trim())
            })
        })
    }

    pub fn forget(self) {
        self.0.update_value(Vec::clear);
    }
}

/// What is typed in a field; none where it is no text field.
fn text_of(field: &HtmlElement) -> Option<String> {
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return Some(area.value());
    }
    let input = field.dyn_ref::<HtmlInputElement>()?;
    let finds = input.get_attribute("role").as_deref() == Some("combobox");
    let text = !matches!(
        input.type_().as_str(),
        "checkbox" | "radio" | "button" | "submit" | "file" | "search"
    );
    (text && !finds).then(|| input.value())
}
