//! One canvas' WebGL context and egui context: turns events and figures into a painted frame.

use std::sync::Arc;
use std::time::Duration;

use egui::{CursorIcon, Pos2, RawInput, Rect, ViewportId, vec2};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, WebGl2RenderingContext, WebGlContextAttributes};

use super::MountError;
use crate::{Chart, Event, Palette, Style, View, install_fonts, paint};

pub(super) struct Screen {
    canvas: HtmlCanvasElement,
    painter: egui_glow::Painter,
    ctx: egui::Context,
    cursor: CursorIcon,
}

/// What a painted frame leaves to do.
pub(super) struct Frame {
    pub events: Vec<Event>,
    /// When egui wants the next frame; [`Duration::MAX`] for never.
    pub repaint_after: Duration,
}

impl Screen {
    pub fn new(canvas: &HtmlCanvasElement) -> Result<Screen, MountError> {
        let attributes = WebGlContextAttributes::new();
        // egui smooths edges itself.
        attributes.set_antialias(false);
        attributes.set_depth(false);
        let context = canvas
            .get_context_with_context_options("webgl2", &attributes)
            .ok()
            .flatten()
            .and_then(|context| context.dyn_into::<WebGl2RenderingContext>().ok())
            .ok_or(MountError::NoWebGl2)?;
        let gl = Arc::new(glow::Context::from_webgl2_context(context));
        let painter = egui_glow::Painter::new(gl, "", None, false)
            .map_err(|why| MountError::WebGl(why.to_string()))?;
        let ctx = egui::Context::default();
        install_fonts(&ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        Ok(Screen {
            canvas: canvas.clone(),
            painter,
            ctx,
            cursor: CursorIcon::Default,
        })
    }

    /// Paints, unless the canvas has no room.
    pub fn frame(
        &mut self,
        pending: Vec<egui::Event>,
        chart: &Chart,
        style: &Style,
        view: &mut View,
    ) -> Option<Frame> {
        let window = web_sys::window()?;
        let ratio = window.device_pixel_ratio() as f32;
        let room = vec2(
            self.canvas.client_width() as f32,
            self.canvas.client_height() as f32,
        );
        if room.x < 1.0 || room.y < 1.0 || ratio <= 0.0 {
            return None;
        }
        let pixels = [
            (room.x * ratio).round() as u32,
            (room.y * ratio).round() as u32,
        ];
        if [self.canvas.width(), self.canvas.height()] != pixels {
            self.canvas.set_width(pixels[0]);
            self.canvas.set_height(pixels[1]);
        }

        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, room)),
            max_texture_side: Some(self.painter.max_texture_side()),
            time: window.performance().map(|clock| clock.now() / 1000.0),
            events: pending,
            ..RawInput::default()
        };
        if let Some(viewport) = input.viewports.get_mut(&ViewportId::ROOT) {
            viewport.native_pixels_per_point = Some(ratio);
        }

        let mut events = Vec::new();
        let mut output = self.ctx.run_ui(input, |ui| {
            events.extend(paint(ui, chart, style, view));
        });
        let primitives = self
            .ctx
            .tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let ground = Palette::of(style.theme).panel.to_normalized_gamma_f32();
        self.painter.clear(pixels, ground);
        self.painter.paint_and_update_textures(
            pixels,
            output.pixels_per_point,
            &primitives,
            &mut output.textures_delta,
        );
        self.show_cursor(output.platform_output.cursor_icon);

        let repaint_after = output
            .viewport_output
            .get(&ViewportId::ROOT)
            .map_or(Duration::MAX, |root| root.repaint_delay);
        Some(Frame {
            events,
            repaint_after,
        })
    }

    pub fn destroy(mut self) {
        self.painter.destroy();
    }

    fn show_cursor(&mut self, icon: CursorIcon) {
        if icon == self.cursor {
            return;
        }
        self.cursor = icon;
        let name = match icon {
            CursorIcon::Crosshair => "crosshair",
            CursorIcon::Grabbing => "grabbing",
            _ => "default",
        };
        // A cursor that stays as it was harms nobody.
        let _ = self.canvas.style().set_property("cursor", name);
    }
}
