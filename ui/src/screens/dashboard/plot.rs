//! A chart on its canvas. Where the page is only checked natively there is none, and the table is shown.

use charts::{Chart, Event, Key, Style};
use web_sys::HtmlCanvasElement;

#[cfg(target_arch = "wasm32")]
pub struct Plot(charts::ChartCanvas);

#[cfg(target_arch = "wasm32")]
impl Plot {
    /// None where the canvas cannot be drawn on; why is logged.
    pub fn mount(
        canvas: HtmlCanvasElement,
        chart: Chart,
        style: Style,
        hear: impl FnMut(Event) + 'static,
    ) -> Option<Self> {
        match charts::ChartCanvas::mount(canvas, chart, style, hear) {
            Ok(canvas) => Some(Self(canvas)),
            Err(why) => {
                web_sys::console::error_1(&wasm_bindgen::JsValue::from_str(&why.to_string()));
                None
            }
        }
    }
    pub fn show(&self, chart: Chart, style: Style) {
        self.0.update(chart);
        self.0.restyle(style);
    }
    pub fn press(&self, key: Key) {
        self.0.press(key);
    }
    /// The picture as base64 of a PNG.
    pub fn png(&self) -> Option<String> {
        self.0
            .png()
            .ok()?
            .split_once(',')
            .map(|(_, data)| data.to_owned())
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub struct Plot;

#[cfg(not(target_arch = "wasm32"))]
impl Plot {
    pub fn mount(
        _: HtmlCanvasElement,
        _: Chart,
        _: Style,
        _: impl FnMut(Event) + 'static,
    ) -> Option<Self> {
        None
    }
    pub fn show(&self, _: Chart, _: Style) {}
    pub fn press(&self, _: Key) {}
    pub fn png(&self) -> Option<String> {
        None
    }
}
