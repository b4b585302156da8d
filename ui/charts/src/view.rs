//! What of a chart is seen and chosen: zoom, pan, brush, hover. Pure; knows no pixels or toolkit.

use crate::Chart;

/// Something a person did in a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The pointer or the keys moved to a slot or bin, or left the chart.
    Hover(Option<usize>),
    /// A span was brushed, or cleared. Sent while dragging, too.
    Brush(Option<Span>),
}

/// A brushed span; `from` is before `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Span {
    /// UTC milliseconds, on the slots' edges.
    Time { from_ms: i64, to_ms: i64 },
    /// Minutes of lateness, on the bins' edges.
    Minutes { from_min: f64, to_min: f64 },
}

/// A key that a chart answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Move the cursor by one slot; with `extend`, brush along.
    Left {
        extend: bool,
    },
    Right {
        extend: bool,
    },
    ZoomIn,
    ZoomOut,
    Reset,
    /// Clear the brush.
    Escape,
}

/// The seen part of the horizontal axis, the brush, and the slot under the pointer.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct View {
    /// `None`: everything.
    range: Option<(f64, f64)>,
    /// First and last slot or bin of the brush, in the order of brushing.
    brush: Option<(usize, usize)>,
    hover: Option<usize>,
    drag: Option<Drag>,
}

/// A pointer button held down over the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Drag {
    /// The slot or bin it was pressed in.
    origin: usize,
    /// Where the pointer is, in shares of the width.
    at: f64,
    travelled: f64,
    pans: bool,
}

/// What the pointer did, in the chart's terms. `at` is its place from the edge with the least value
/// (0) to the edge with the greatest (1); `index` the slot or bin nearest to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pointer {
    Moved {
        at: f64,
        index: Option<usize>,
        inside: bool,
    },
    Pressed {
        at: f64,
        index: Option<usize>,
        pans: bool,
    },
    Released,
    Gone,
}

/// Share of the width that the pointer travels before a click becomes a drag.
const CLICK: f64 = 0.005;

impl View {
    /// The seen range of the horizontal axis.
    pub fn range(&self, chart: &Chart) -> (f64, f64) {
        let (start, end) = chart.extent();
        match self.range {
            Some((from, to)) => fit(from, to, start, end),
            None => (start, end),
        }
    }

    pub fn is_zoomed(&self) -> bool {
        self.range.is_some()
    }

    /// The slot or bin under the pointer or the keys' cursor.
    pub fn hover(&self) -> Option<usize> {
        self.hover
    }

    /// First and last brushed slot or bin, ascending.
    pub fn brush(&self) -> Option<(usize, usize)> {
        self.brush.map(|(a, b)| (a.min(b), a.max(b)))
    }

    /// The brush in the chart's own units.
    pub fn span(&self, chart: &Chart) -> Option<Span> {
        let (first, last) = self.brush()?;
        let (from, _) = chart.edges(first)?;
        let (_, to) = chart.edges(last)?;
        Some(match chart {
            Chart::PerHour(c) => Span::Time {
                from_ms: c.time.at(from),
                to_ms: c.time.at(to),
            },
            Chart::OnTime(c) => Span::Time {
                from_ms: c.time.at(from),
                to_ms: c.time.at(to),
            },
            Chart::Lateness(_) => Span::Minutes {
                from_min: from,
                to_min: to,
            },
        })
    }

    /// Zooms around a place that stays where it is; a factor above 1 shows less. Never beyond the
    /// whole, never below one slot's width.
    pub fn zoom(&mut self, chart: &Chart, factor: f64, around: f64) {
        if !(factor.is_finite() && factor > 0.0) {
            return;
        }
        let (from, to) = self.range(chart);
        let (start, end) = chart.extent();
        let least = (end - start) / chart.len().max(1) as f64;
        let width = ((to - from) / factor).clamp(least.min(end - start), end - start);
        if width >= end - start {
            self.range = None;
            return;
        }
        let around = around.clamp(from, to);
        let share = (around - from) / (to - from);
        let from = around - share * width;
        self.range = Some(fit(from, from + width, start, end));
    }

    /// Moves the seen range by a share of its width; positive towards greater values.
    pub fn pan(&mut self, chart: &Chart, share: f64) {
        let Some((from, to)) = self.range else {
            return;
        };
        let by = (to - from) * share;
        let (start, end) = chart.extent();
        self.range = Some(fit(from + by, to + by, start, end));
    }

    /// Shows everything again; the brush stays.
    pub fn reset(&mut self) {
        self.range = None;
    }

    /// Forgets what no longer exists after the figures changed.
    pub fn keep_within(&mut self, chart: &Chart) {
        let len = chart.len();
        self.hover = self.hover.filter(|i| *i < len);
        self.brush = self.brush.filter(|(a, b)| *a < len && *b < len);
        self.drag = self.drag.filter(|drag| drag.origin < len);
    }

    fn set_hover(&mut self, to: Option<usize>, events: &mut Vec<Event>) {
        if self.hover != to {
            self.hover = to;
            events.push(Event::Hover(to));
        }
    }

    /// Brushes from one slot to another, or clears the brush.
    fn set_brush(&mut self, to: Option<(usize, usize)>, chart: &Chart, events: &mut Vec<Event>) {
        if self.brush != to {
            self.brush = to;
            events.push(Event::Brush(self.span(chart)));
        }
    }

    /// Answers the pointer: dragging brushes or pans, a click clears the brush, moving hovers.
    /// However many of its doings reach one frame, none is lost.
    pub(crate) fn point(&mut self, what: Pointer, chart: &Chart, events: &mut Vec<Event>) {
        match what {
            Pointer::Moved { at, index, inside } => match self.drag {
                None => self.set_hover(index.filter(|_| inside), events),
                Some(drag) => self.drag_on(drag, at, index, chart, events),
            },
            Pointer::Pressed { at, index, pans } => {
                self.drag = index.map(|origin| Drag {
                    origin,
                    at,
                    travelled: 0.0,
                    pans,
                });
            }
            Pointer::Released => {
                if let Some(drag) = self.drag.take()
                    && !drag.pans
                    && drag.travelled < CLICK
                {
                    self.set_brush(None, chart, events);
                }
            }
            Pointer::Gone => {
                self.drag = None;
                self.set_hover(None, events);
            }
        }
    }

    fn drag_on(
        &mut self,
        mut drag: Drag,
        at: f64,
        index: Option<usize>,
        chart: &Chart,
        events: &mut Vec<Event>,
    ) {
        let by = at - drag.at;
        drag.travelled += by.abs();
        drag.at = at;
        self.drag = Some(drag);
        if drag.pans {
            self.pan(chart, -by);
        } else if let Some(index) = index
            && drag.travelled >= CLICK
        {
            self.set_brush(Some((drag.origin, index)), chart, events);
            self.set_hover(Some(index), events);
        }
    }

    /// Whether a drag pans at the moment.
    pub(crate) fn is_panning(&self) -> bool {
        self.drag.is_some_and(|drag| drag.pans)
    }

    /// Answers a key. `Left` and `Right` are as seen; `mirrored` says that greater values are on the
    /// left.
    pub fn press(&mut self, key: Key, chart: &Chart, mirrored: bool) -> Vec<Event> {
        let mut events = Vec::new();
        match key {
            Key::Left { extend } => self.step(mirrored, extend, chart, &mut events),
            Key::Right { extend } => self.step(!mirrored, extend, chart, &mut events),
            Key::ZoomIn | Key::ZoomOut => {
                let (from, to) = self.range(chart);
                let cursor = self.hover.and_then(|i| chart.edges(i));
                let around = cursor.map_or((from + to) / 2.0, |(a, b)| (a + b) / 2.0);
                let factor = if key == Key::ZoomIn { 1.5 } else { 1.0 / 1.5 };
                self.zoom(chart, factor, around);
            }
            Key::Reset => self.reset(),
            Key::Escape => self.set_brush(None, chart, &mut events),
        }
        events
    }

    fn step(&mut self, forward: bool, extend: bool, chart: &Chart, events: &mut Vec<Event>) {
        if chart.is_empty() {
            return;
        }
        let last = chart.len() - 1;
        let to = match (self.hover, forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(i), true) => (i + 1).min(last),
            (Some(i), false) => i.saturating_sub(1),
        };
        if extend {
            let anchor = self.brush.map_or(self.hover.unwrap_or(to), |(a, _)| a);
            self.set_brush(Some((anchor, to)), chart, events);
        }
        self.set_hover(Some(to), events);
        self.bring_into_sight(to, chart);
    }

    fn bring_into_sight(&mut self, index: usize, chart: &Chart) {
        let (Some((from, to)), Some((start, end))) = (self.range, chart.edges(index)) else {
            return;
        };
        let by = if start < from {
            start - from
        } else if end > to {
            end - to
        } else {
            return;
        };
        let (first, last) = chart.extent();
        self.range = Some(fit(from + by, to + by, first, last));
    }
}

/// Moves a range into `start..end`, keeping its width where it can.
fn fit(from: f64, to: f64, start: f64, end: f64) -> (f64, f64) {
    let width = (to - from).min(end - start);
    let from = from.clamp(start, end - width);
    (from, from + width)
}
