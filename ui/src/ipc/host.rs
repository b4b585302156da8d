//! The webview host's functions (`window.__TAURI__`), reached by name so that their absence is a
//! [`Problem`] and not an exception.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wire::error::{ErrorCode, Problem};

fn internal(what: &str) -> Problem {
    Problem::new(ErrorCode::Internal, what)
}

/// The function `window.__TAURI__.<module>.<name>`.
fn function(module: &str, name: &str) -> Result<Function, Problem> {
    let mut at: JsValue = js_sys::global().into();
    for step in ["__TAURI__", module, name] {
        at = Reflect::get(&at, &JsValue::from_str(step))
            .map_err(|_| internal("the page runs outside the console"))?;
    }
    at.dyn_into()
        .map_err(|_| internal("the page runs outside the console"))
}

fn to_js(value: &impl Serialize) -> Result<JsValue, Problem> {
    let text = serde_json::to_string(value).map_err(|e| internal(&e.to_string()))?;
    JSON::parse(&text).map_err(|_| internal("the question is not JSON"))
}

fn from_js<T: DeserializeOwned>(value: &JsValue) -> Result<T, Problem> {
    let text = JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "null".into());
    serde_json::from_str(&text)
        .map_err(|e| internal(&format!("the answer was not understood: {e}")))
}

fn problem(thrown: &JsValue) -> Problem {
    from_js(thrown).unwrap_or_else(|_| {
        internal("the shell refused the call")
            .detail(thrown.as_string().unwrap_or_else(|| format!("{thrown:?}")))
    })
}

/// Invokes the shell's command `name` with one argument called `key`.
pub async fn call<T: DeserializeOwned>(
    name: &str,
    key: &str,
    argument: &impl Serialize,
) -> Result<T, Problem> {
    let invoke = function("core", "invoke")?;
    let arguments = Object::new();
    Reflect::set(&arguments, &JsValue::from_str(key), &to_js(argument)?)
        .map_err(|_| internal("the question could not be built"))?;
    let promise = invoke
        .apply(
            &JsValue::UNDEFINED,
            &Array::of2(&JsValue::from_str(name), &arguments),
        )
        .map_err(|thrown| problem(&thrown))?;
    match JsFuture::from(Promise::resolve(&promise)).await {
        Ok(value) => from_js(&value),
        Err(thrown) => Err(problem(&thrown)),
    }
}

/// This window, as the host has it.
fn this_window() -> Result<JsValue, Problem> {
    function("webviewWindow", "getCurrentWebviewWindow")?
        .call0(&JsValue::UNDEFINED)
        .map_err(|thrown| problem(&thrown))
}

/// Calls `hear` with the payload of every event of that name that is for all windows or for this one; payloads of
/// another shape are logged.
pub fn listen<T: DeserializeOwned + 'static>(event: &str, hear: impl Fn(T) + 'static) {
    let Ok(window) = this_window() else {
        return;
    };
    let listen = Reflect::get(&window, &JsValue::from_str("listen"));
    let Some(listen) = listen.ok().and_then(|f| f.dyn_into::<Function>().ok()) else {
        return;
    };
    let handler = Closure::<dyn FnMut(JsValue)>::new(move |message: JsValue| {
        let payload =
            Reflect::get(&message, &JsValue::from_str("payload")).unwrap_or(JsValue::NULL);
        match from_js::<T>(&payload) {
            Ok(event) => hear(event),
            Err(problem) => web_sys::console::error_1(&JsValue::from_str(&problem.to_string())),
        }
    });
    let _ = listen.call2(&window, &JsValue::from_str(event), handler.as_ref());
    // Lives as long as the page.
    handler.forget();
}
