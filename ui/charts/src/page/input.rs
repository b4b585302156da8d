//! The canvas' listeners: pointer, wheel, keys, size, and WebGL lost and found. Only what a chart
//! answers is kept from the page: the plain wheel still scrolls it and Tab still leaves the canvas.

use std::rc::{Rc, Weak};

use egui::{Modifiers, MouseWheelUnit, PointerButton, TouchPhase, pos2, vec2};
use wasm_bindgen::{JsCast, JsValue, convert::FromWasmAbi, prelude::Closure};
use web_sys::{
    AddEventListenerOptions, EventTarget, KeyboardEvent, MouseEvent, PointerEvent, ResizeObserver,
    WheelEvent,
};

use super::screen::Screen;
use super::{MountError, SETTLE, Shared};
use crate::Key;

/// Listeners that are taken off again when this is dropped.
pub(super) struct Listeners {
    attached: Vec<Attached>,
    size: ResizeObserver,
    _on_size: Closure<dyn FnMut()>,
}

struct Attached {
    target: EventTarget,
    name: &'static str,
    call: JsValue,
    _keep: Box<dyn std::any::Any>,
}

impl Drop for Listeners {
    fn drop(&mut self) {
        self.size.disconnect();
        for one in &self.attached {
            // Fails only for a target that is gone, and its listeners with it.
            let _ = one
                .target
                .remove_event_listener_with_callback(one.name, one.call.unchecked_ref());
        }
    }
}

impl Listeners {
    pub fn attach(shared: &Rc<Shared>) -> Result<Listeners, MountError> {
        let page = |why: JsValue| MountError::Page(format!("{why:?}"));
        let weak = Rc::downgrade(shared);
        let repaint = {
            let weak = weak.clone();
            move || with(&weak, settle)
        };
        let on_size = Closure::<dyn FnMut()>::new(repaint);
        let size = ResizeObserver::new(on_size.as_ref().unchecked_ref()).map_err(page)?;
        size.observe(&shared.canvas);
        let mut all = Listeners {
            attached: Vec::new(),
            size,
            _on_size: on_size,
        };

        let canvas: &EventTarget = &shared.canvas;
        all.on(canvas, "pointermove", &weak, pointer_moved)
            .map_err(page)?;
        all.on(canvas, "pointerdown", &weak, pointer_pressed)
            .map_err(page)?;
        all.on(canvas, "pointerup", &weak, pointer_released)
            .map_err(page)?;
        for name in ["pointerleave", "pointercancel"] {
            all.on(canvas, name, &weak, pointer_gone).map_err(page)?;
        }
        all.on(canvas, "wheel", &weak, wheel_turned).map_err(page)?;
        all.on(canvas, "keydown", &weak, key_pressed)
            .map_err(page)?;
        all.on(canvas, "webglcontextlost", &weak, context_lost)
            .map_err(page)?;
        all.on(canvas, "webglcontextrestored", &weak, context_restored)
            .map_err(page)?;
        // Another zoom or another monitor changes the pixels, not always the canvas' size.
        let window: &EventTarget = &shared.window;
        all.on(window, "resize", &weak, |shared, _: web_sys::Event| {
            settle(shared);
        })
        .map_err(page)?;
        Ok(all)
    }

    fn on<E: FromWasmAbi + 'static>(
        &mut self,
        target: &EventTarget,
        name: &'static str,
        weak: &Weak<Shared>,
        answer: impl Fn(&Shared, E) + 'static,
    ) -> Result<(), JsValue> {
        let weak = weak.clone();
        let call = Closure::<dyn FnMut(E)>::new(move |event: E| {
            with(&weak, |shared| answer(shared, event));
        });
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            call.as_ref().unchecked_ref(),
            &options,
        )?;
        self.attached.push(Attached {
            target: target.clone(),
            name,
            call: call.as_ref().clone(),
            _keep: Box::new(call),
        });
        Ok(())
    }
}

fn with(weak: &Weak<Shared>, answer: impl FnOnce(&Shared)) {
    if let Some(shared) = weak.upgrade() {
        answer(&shared);
    }
}

fn settle(shared: &Shared) {
    shared.inner.borrow_mut().due = SETTLE;
    shared.schedule();
}

fn pass(shared: &Shared, events: impl IntoIterator<Item = egui::Event>) {
    shared.inner.borrow_mut().pending.extend(events);
    shared.schedule();
}

fn place(event: &MouseEvent) -> egui::Pos2 {
    pos2(event.offset_x() as f32, event.offset_y() as f32)
}

fn modifiers(event: &MouseEvent) -> Modifiers {
    Modifiers {
        alt: event.alt_key(),
        ctrl: event.ctrl_key(),
        shift: event.shift_key(),
        mac_cmd: false,
        command: event.ctrl_key() || event.meta_key(),
    }
}

fn button(event: &PointerEvent) -> Option<PointerButton> {
    match event.button() {
        0 => Some(PointerButton::Primary),
        1 => Some(PointerButton::Middle),
        _ => None,
    }
}

fn pointer_moved(shared: &Shared, event: PointerEvent) {
    pass(
        shared,
        [
            egui::Event::ModifiersChanged(modifiers(&event)),
            egui::Event::PointerMoved(place(&event)),
        ],
    );
}

fn pointer_pressed(shared: &Shared, event: PointerEvent) {
    let Some(button) = button(&event) else { return };
    // Without capture a drag ends at the canvas' edge, which only costs comfort.
    let _ = shared.canvas.set_pointer_capture(event.pointer_id());
    press_or_release(shared, &event, button, true);
    if button == PointerButton::Middle {
        event.prevent_default();
    }
}

fn pointer_released(shared: &Shared, event: PointerEvent) {
    if let Some(button) = button(&event) {
        press_or_release(shared, &event, button, false);
    }
}

fn press_or_release(shared: &Shared, event: &PointerEvent, button: PointerButton, pressed: bool) {
    let modifiers = modifiers(event);
    pass(
        shared,
        [
            egui::Event::ModifiersChanged(modifiers),
            egui::Event::PointerMoved(place(event)),
            egui::Event::PointerButton {
                pos: place(event),
                button,
                pressed,
                modifiers,
            },
        ],
    );
}

fn pointer_gone(shared: &Shared, _: PointerEvent) {
    pass(shared, [egui::Event::PointerGone]);
}

fn wheel_turned(shared: &Shared, event: WheelEvent) {
    let modifiers = modifiers(&event);
    let lines = event.delta_mode() != WheelEvent::DOM_DELTA_PIXEL;
    let scale = if lines { 20.0 } else { 1.0 };
    let turned = vec2(event.delta_x() as f32, event.delta_y() as f32) * scale;
    if modifiers.ctrl {
        event.prevent_default();
        let factor = (-turned.y / 300.0).exp();
        return pass(
            shared,
            [
                egui::Event::PointerMoved(place(&event)),
                egui::Event::Zoom(factor),
            ],
        );
    }
    let sideways = if modifiers.shift && turned.x == 0.0 {
        turned.y
    } else {
        turned.x
    };
    // The plain wheel belongs to the page.
    if sideways == 0.0 || !shared.inner.borrow().view.is_zoomed() {
        return;
    }
    event.prevent_default();
    pass(
        shared,
        [
            egui::Event::PointerMoved(place(&event)),
            egui::Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(-sideways, 0.0),
                phase: TouchPhase::Move,
                source: egui::MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
            },
        ],
    );
}

fn key_pressed(shared: &Shared, event: KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let extend = event.shift_key();
    let key = match event.code().as_str() {
        "ArrowLeft" => Key::Left { extend },
        "ArrowRight" => Key::Right { extend },
        "Equal" | "NumpadAdd" => Key::ZoomIn,
        "Minus" | "NumpadSubtract" => Key::ZoomOut,
        "Digit0" | "Numpad0" => Key::Reset,
        // Without a brush, Escape is somebody else's.
        "Escape" if shared.inner.borrow().view.brush().is_some() => Key::Escape,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    shared.press(key);
}

fn context_lost(shared: &Shared, event: web_sys::Event) {
    // Says that this canvas will draw again once the browser gives the context back.
    event.prevent_default();
    if let Some(screen) = shared.inner.borrow_mut().screen.take() {
        screen.destroy();
    }
}

fn context_restored(shared: &Shared, _: web_sys::Event) {
    // Where there is none again, the canvas stays empty and the table still tells the figures.
    shared.inner.borrow_mut().screen = Screen::new(&shared.canvas).ok();
    settle(shared);
}
