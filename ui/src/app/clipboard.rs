//! Putting text on the clipboard, and saying so.

use super::{ToastKind, toast, toast_problem};
use crate::show;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::{untrack, window};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use wire::error::Problem;

const PLAIN: &str = "text/plain";

/// Puts text on the clipboard and says `said`.
pub fn copy_text(text: String, said: impl Fn() -> String + 'static) {
    leptos::task::spawn_local(async move {
        let copied = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
        tell(copied.is_ok(), said);
    });
}

/// Puts on the clipboard what `make` makes: the text, and what is said then.
///
/// Web views take the clipboard only from what a person just pressed. What is asked for first is therefore handed over
/// as a promise, at once; where that is not known, as text when it is there.
pub fn copy_made<S: Fn() -> String + 'static>(
    make: impl Future<Output = Result<(String, S), Problem>> + 'static,
) {
    let held = Rc::new(RefCell::new(None::<Result<(String, S), Problem>>));
    let promised = Rc::clone(&held);
    let promise = future_to_promise(async move {
        let made = make.await;
        let blob = match &made {
            Ok((text, _)) => plain(text),
            Err(_) => Err(JsValue::from_str("there is nothing to copy")),
        };
        *promised.borrow_mut() = Some(made);
        blob
    });
    let written = write_promise(&promise);
    leptos::task::spawn_local(async move {
        let through_promise = match written {
            Ok(written) => JsFuture::from(written).await.is_ok(),
            Err(_) => false,
        };
        // Whatever the clipboard said, the text is made by now or will be.
        let _ = JsFuture::from(promise).await;
        match held.take() {
            Some(Ok((_, said))) if through_promise => tell(true, said),
            Some(Ok((text, said))) => copy_text(text, said),
            Some(Err(problem)) => toast_problem(&problem),
            None => {}
        }
    });
}

fn tell(copied: bool, said: impl Fn() -> String) {
    untrack(|| {
        if copied {
            toast(ToastKind::Done, said());
        } else {
            toast(ToastKind::Error, show::t("error-copy"));
        }
    });
}

/// `new Blob([text], { type: "text/plain" })`.
fn plain(text: &str) -> Result<JsValue, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &JsValue::from_str("type"), &PLAIN.into())?;
    let parts = Array::of1(&JsValue::from_str(text));
    made("Blob", &Array::of2(&parts, &options))
}

/// A new object of the page's class of that name.
fn made(class: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &JsValue::from_str(class))?.dyn_into()?;
    Reflect::construct(&class, arguments)
}

/// `navigator.clipboard.write([new ClipboardItem({ "text/plain": promise })])`, reached by name: not every web view has
/// it.
fn write_promise(promise: &Promise) -> Result<Promise, JsValue> {
    let kinds = Object::new();
    Reflect::set(&kinds, &PLAIN.into(), promise)?;
    let item = made("ClipboardItem", &Array::of1(&kinds))?;
    let clipboard = window().navigator().clipboard();
    let write: Function = Reflect::get(&clipboard, &JsValue::from_str("write"))?.dyn_into()?;
    write.call1(&clipboard, &Array::of1(&item))?.dyn_into()
}
