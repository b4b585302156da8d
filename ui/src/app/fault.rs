//! The last resort: a fault in the page is logged and said in words, with a way on. The replica, in the shell,
//! is untouched by it.

use texts::{Digits, Lang, Surface, Texts};
use wasm_bindgen::JsValue;

/// From now on a fault shows a notice instead of a window that no longer answers.
pub fn catch_faults() {
    std::panic::set_hook(Box::new(|fault| {
        let what = fault.to_string();
        web_sys::console::error_1(&JsValue::from_str(&what));
        show_notice(&what);
    }));
}

/// Plain DOM: nothing of the page can be trusted any more. What failed is kept on it, for whoever looks into it.
fn show_notice(what: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let body = document.body()?;
    let lang = document
        .document_element()
        .and_then(|root| root.get_attribute("lang"));
    let lang = lang.as_deref().and_then(Lang::parse).unwrap_or_default();
    let texts = Texts::shared(lang, Surface::Plain, Digits::Latin);
    let notice = document.create_element("div").ok()?;
    notice.set_attribute("role", "alert").ok()?;
    notice.set_attribute("data-fault", what).ok()?;
    notice.set_attribute("class", "banner danger fault").ok()?;
    let words = document.create_element("p").ok()?;
    words.set_text_content(Some(&texts.t("error-page-fault")));
    notice.append_child(&words).ok()?;
    let again = document.create_element("a").ok()?;
    again.set_attribute("class", "btn").ok()?;
    again.set_attribute("href", "/index.html").ok()?;
    again.set_text_content(Some(&texts.t("action-retry")));
    notice.append_child(&again).ok()?;
    body.append_child(&notice).ok()?;
    Some(())
}
