//! A chart on a canvas of the page: WebGL, pointer, keys, and a frame only when one is due.
//!
//! Knows one canvas. Must not know the rest of the page: what a person did leaves as [`Event`]s, and
//! figures, theme and language come in by [`ChartCanvas::update`] and [`ChartCanvas::restyle`].

mod input;
mod screen;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::HtmlCanvasElement;

use crate::{Chart, Event, Key, Style, View};
use input::Listeners;
use screen::Screen;

/// Why a chart cannot be shown on a canvas. The chart's table works without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountError {
    /// The page gives this canvas no WebGL 2 context.
    NoWebGl2,
    /// WebGL refused something; the driver's own words.
    WebGl(String),
    /// The page lacks what every browser has; the failing call's words.
    Page(String),
}

impl std::fmt::Display for MountError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MountError::NoWebGl2 => write!(f, "the canvas has no WebGL 2 context"),
            MountError::WebGl(why) => write!(f, "WebGL: {why}"),
            MountError::Page(why) => write!(f, "the page: {why}"),
        }
    }
}

impl std::error::Error for MountError {}

/// A chart shown on a canvas until this is dropped or [`destroy`](Self::destroy)ed.
pub struct ChartCanvas {
    shared: Rc<Shared>,
}

type FrameClosure = Closure<dyn FnMut()>;

/// What the canvas' listeners and frames share. Callbacks hold it weakly.
struct Shared {
    canvas: HtmlCanvasElement,
    window: web_sys::Window,
    inner: RefCell<Inner>,
    /// Called without `inner` borrowed, so that it may call back into the chart.
    on_event: RefCell<Box<dyn FnMut(Event)>>,
    frame_id: Cell<Option<i32>>,
    timer_id: Cell<Option<i32>>,
    frame: RefCell<Option<FrameClosure>>,
    timer: RefCell<Option<FrameClosure>>,
    listeners: RefCell<Option<Listeners>>,
}

struct Inner {
    /// `None` while the WebGL context is lost.
    screen: Option<Screen>,
    chart: Chart,
    style: Style,
    view: View,
    pending: Vec<egui::Event>,
    /// Frames to paint whatever egui says: axes settle in the second.
    due: u8,
}

const SETTLE: u8 = 2;

impl ChartCanvas {
    /// Puts a chart on a canvas. `on_event` is called, outside any frame, with what people do.
    pub fn mount(
        canvas: HtmlCanvasElement,
        chart: Chart,
        style: Style,
        on_event: impl FnMut(Event) + 'static,
    ) -> Result<ChartCanvas, MountError> {
        let window = web_sys::window().ok_or_else(|| MountError::Page("no window".into()))?;
        let screen = Screen::new(&canvas)?;
        let shared = Rc::new(Shared {
            canvas,
            window,
            inner: RefCell::new(Inner {
                screen: Some(screen),
                chart,
                style,
                view: View::default(),
                pending: Vec::new(),
                due: SETTLE,
            }),
            on_event: RefCell::new(Box::new(on_event)),
            frame_id: Cell::new(None),
            timer_id: Cell::new(None),
            frame: RefCell::new(None),
            timer: RefCell::new(None),
            listeners: RefCell::new(None),
        });
        let weak = Rc::downgrade(&shared);
        *shared.frame.borrow_mut() = Some(on_frame(weak.clone()));
        *shared.timer.borrow_mut() = Some(on_timer(weak));
        *shared.listeners.borrow_mut() = Some(Listeners::attach(&shared)?);
        shared.schedule();
        Ok(ChartCanvas { shared })
    }

    /// Shows other figures; zoom and brush stay as far as they still fit.
    pub fn update(&self, chart: Chart) {
        self.change(|inner| {
            if inner.chart == chart {
                return false;
            }
            inner.chart = chart;
            true
        });
    }

    /// Shows the same figures in another theme, direction or digits.
    pub fn restyle(&self, style: Style) {
        self.change(|inner| {
            if inner.style == style {
                return false;
            }
            inner.style = style;
            true
        });
    }

    /// Does what a key does, for buttons beside the canvas.
    pub fn press(&self, key: Key) {
        self.shared.press(key);
    }

    /// Shows everything again and forgets the brush.
    pub fn reset(&self) {
        self.shared.press(Key::Reset);
        self.shared.press(Key::Escape);
    }

    /// The picture as a `data:image/png` address, at the canvas' resolution.
    pub fn png(&self) -> Result<String, MountError> {
        // A canvas keeps its picture only until the page has shown it, so paint anew.
        self.shared.paint();
        self.shared
            .canvas
            .to_data_url()
            .map_err(|why| MountError::Page(format!("{why:?}")))
    }

    /// Frees the WebGL context and every listener. Dropping does the same.
    pub fn destroy(self) {}

    fn change(&self, change: impl FnOnce(&mut Inner) -> bool) {
        let mut inner = self.shared.inner.borrow_mut();
        if change(&mut inner) {
            inner.due = SETTLE;
            drop(inner);
            self.shared.schedule();
        }
    }
}

impl Drop for ChartCanvas {
    fn drop(&mut self) {
        let shared = &self.shared;
        shared.listeners.borrow_mut().take();
        if let Some(id) = shared.frame_id.take() {
            // A frame that is not there any more needs no cancelling.
            let _ = shared.window.cancel_animation_frame(id);
        }
        if let Some(id) = shared.timer_id.take() {
            shared.window.clear_timeout_with_handle(id);
        }
        if let Some(screen) = shared.inner.borrow_mut().screen.take() {
            screen.destroy();
        }
    }
}

impl Shared {
    /// Asks for a frame, unless one is coming.
    fn schedule(&self) {
        if self.frame_id.get().is_some() {
            return;
        }
        let frame = self.frame.borrow();
        let Some(frame) = frame.as_ref() else { return };
        self.frame_id.set(
            self.window
                .request_animation_frame(frame.as_ref().unchecked_ref())
                .ok(),
        );
    }

    fn schedule_after(&self, delay: Duration) {
        // Longer than a person waits for: egui's way of saying that nothing will change.
        if delay > Duration::from_secs(60) {
            return;
        }
        if delay.is_zero() {
            return self.schedule();
        }
        if let Some(id) = self.timer_id.take() {
            self.window.clear_timeout_with_handle(id);
        }
        let timer = self.timer.borrow();
        let Some(timer) = timer.as_ref() else { return };
        let id = self
            .window
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                timer.as_ref().unchecked_ref(),
                i32::try_from(delay.as_millis()).unwrap_or(i32::MAX),
            );
        self.timer_id.set(id.ok());
    }

    /// Paints one frame and schedules the next if one is due.
    fn paint(&self) {
        let mut events = Vec::new();
        let mut next = Duration::MAX;
        {
            let mut guard = self.inner.borrow_mut();
            let inner = &mut *guard;
            let Some(screen) = inner.screen.as_mut() else {
                return;
            };
            let pending = std::mem::take(&mut inner.pending);
            let frame = screen.frame(pending, &inner.chart, &inner.style, &mut inner.view);
            if let Some(frame) = frame {
                events = frame.events;
                inner.due = inner.due.saturating_sub(1);
                next = if inner.due > 0 || !events.is_empty() {
                    Duration::ZERO
                } else {
                    frame.repaint_after
                };
            }
        }
        self.schedule_after(next);
        self.tell(events);
    }

    fn press(&self, key: Key) {
        let events = {
            let mut guard = self.inner.borrow_mut();
            let inner = &mut *guard;
            inner.due = inner.due.max(1);
            let mirrored = inner.style.is_mirrored(&inner.chart);
            inner.view.press(key, &inner.chart, mirrored)
        };
        self.schedule();
        self.tell(events);
    }

    fn tell(&self, events: Vec<Event>) {
        // A listener that makes the chart speak again is told after this event, by its own frame.
        let Ok(mut on_event) = self.on_event.try_borrow_mut() else {
            return;
        };
        for event in events {
            on_event(event);
        }
    }
}

fn on_frame(shared: Weak<Shared>) -> FrameClosure {
    Closure::new(move || {
        if let Some(shared) = shared.upgrade() {
            shared.frame_id.set(None);
            shared.paint();
        }
    })
}

fn on_timer(shared: Weak<Shared>) -> FrameClosure {
    Closure::new(move || {
        if let Some(shared) = shared.upgrade() {
            shared.timer_id.set(None);
            shared.schedule();
        }
    })
}
