//! The map in JavaScript (`ui/js/map.js`), reached by name so that its absence is an answer and not an
//! exception. Knows no screen: rows go in as JSON, what a person did comes out as [`Message`]s.

use domain::id::{CourierId, DeliveryId};
use js_sys::{Array, Function, Promise, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// What a person did on the map.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Message {
    /// A click beside everything.
    Ground,
    Delivery {
        id: DeliveryId,
        add: bool,
    },
    /// All deliveries of a cluster.
    Deliveries {
        ids: Vec<DeliveryId>,
        add: bool,
    },
    Courier {
        id: CourierId,
    },
    /// The pointer rests on something; place in CSS pixels from the map's left top corner.
    Hover {
        kind: Kind,
        id: uuid::Uuid,
        x: f64,
        y: f64,
    },
    Leave,
    /// Drawn around: corners as longitude and latitude in 10⁻⁷ degrees, empty for a mere click.
    Lasso {
        ring: Vec<[i32; 2]>,
        add: bool,
    },
    BasemapFailed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Delivery,
    Courier,
}

/// Why there is no map. The lists work without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// No WebGL 2 here.
    WebGl,
    /// The map library could not be loaded or started; logged.
    Failed,
}

/// An open map. Dropping it frees the library's worker, WebGL context and listeners.
pub struct Surface {
    handle: JsValue,
    _tell: Closure<dyn FnMut(String)>,
}

/// Opens a map in `host`. `options`: see `open` in `ui/js/map.js`.
///
/// # Errors
/// [`OpenError`]; the page goes on without a map.
pub async fn open(
    host: &HtmlElement,
    options: &impl Serialize,
    hear: impl Fn(Message) + 'static,
) -> Result<Surface, OpenError> {
    let tell =
        Closure::<dyn FnMut(String)>::new(move |text: String| match serde_json::from_str(&text) {
            Ok(message) => hear(message),
            Err(problem) => log(&JsValue::from_str(&format!(
                "map message: {problem}: {text}"
            ))),
        });
    let options = serde_json::to_string(options).map_err(|_| OpenError::Failed)?;
    let failed = |thrown: JsValue| {
        if thrown.as_string().as_deref() == Some("webgl") {
            return OpenError::WebGl;
        }
        log(&thrown);
        OpenError::Failed
    };
    let page = Reflect::get(&js_sys::global(), &JsValue::from_str("barq")).map_err(failed)?;
    let begin = Reflect::get(&page, &JsValue::from_str("openMap")).map_err(failed)?;
    let begin: Function = begin.dyn_into().map_err(failed)?;
    let opening = begin
        .apply(
            &page,
            &Array::of3(host, &JsValue::from_str(&options), tell.as_ref()),
        )
        .map_err(failed)?;
    let handle = JsFuture::from(Promise::resolve(&opening))
        .await
        .map_err(failed)?;
    Ok(Surface {
        handle,
        _tell: tell,
    })
}

fn log(what: &JsValue) {
    web_sys::console::error_1(what);
}

impl Surface {
    fn call(&self, name: &str, arguments: &Array) {
        let called = Reflect::get(&self.handle, &JsValue::from_str(name))
            .and_then(|function| function.dyn_into::<Function>())
            .and_then(|function| function.apply(&self.handle, arguments));
        if let Err(thrown) = called {
            log(&thrown);
        }
    }

    /// Replaces `zones`, `points`, `selected`, `couriers` or `path`.
    pub fn set(&self, kind: &str, rows: &str) {
        self.call(
            "set",
            &Array::of2(&JsValue::from_str(kind), &JsValue::from_str(rows)),
        );
    }
    /// Shows or hides `zones`, `deliveries` or `couriers`.
    pub fn show(&self, what: &str, on: bool) {
        self.call(
            "show",
            &Array::of2(&JsValue::from_str(what), &JsValue::from_bool(on)),
        );
    }
    /// Shows all of west, south, east, north in degrees.
    pub fn fit(&self, bounds: &[[f64; 2]; 2]) {
        if let Ok(json) = serde_json::to_string(bounds) {
            self.call("fit", &Array::of1(&JsValue::from_str(&json)));
        }
    }
    pub fn reveal(&self, point: domain::units::Point) {
        self.call(
            "reveal",
            &Array::of2(&point.lon().into(), &point.lat().into()),
        );
    }
    pub fn zoom(&self, by: f64) {
        self.call("zoom", &Array::of1(&by.into()));
    }
    /// Begins or ends drawing around things.
    pub fn draw(&self, on: bool) {
        self.call("draw", &Array::of1(&JsValue::from_bool(on)));
    }
    pub fn speak(&self, label: &str, arabic_digits: bool) {
        self.call(
            "speak",
            &Array::of2(
                &JsValue::from_str(label),
                &JsValue::from_bool(arabic_digits),
            ),
        );
    }
    pub fn basemap(&self, address: &str) {
        self.call("basemap", &Array::of1(&JsValue::from_str(address)));
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        self.call("destroy", &Array::new());
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Message};
    use domain::id::DeliveryId;
    use uuid::Uuid;

    #[test]
    fn messages_are_read_as_the_map_writes_them() {
        let id = Uuid::from_u128(7);
        let read = |text: String| serde_json::from_str::<Message>(&text).unwrap();
        assert_eq!(
            read(format!(r#"{{"event":"delivery","id":"{id}","add":true}}"#)),
            Message::Delivery {
                id: DeliveryId(id),
                add: true
            }
        );
        assert_eq!(
            read(format!(
                r#"{{"event":"hover","kind":"courier","id":"{id}","x":1.5,"y":2}}"#
            )),
            Message::Hover {
                kind: Kind::Courier,
                id,
                x: 1.5,
                y: 2.0
            }
        );
        assert_eq!(
            read(r#"{"event":"lasso","ring":[[467000000,247000000]],"add":false}"#.into()),
            Message::Lasso {
                ring: vec![[467_000_000, 247_000_000]],
                add: false
            }
        );
        assert_eq!(
            read(r#"{"event":"basemap_failed"}"#.into()),
            Message::BasemapFailed
        );
        assert!(matches!(
            read(format!(r#"{{"event":"courier","id":"{id}","add":false}}"#)),
            Message::Courier { .. }
        ));
    }
}
