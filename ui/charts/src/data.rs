//! What each chart shows: plain figures with ready-made labels. Knows no drawing.

use crate::Hue;

/// One of the Dashboard's charts with its figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    PerHour(PerHour),
    OnTime(OnTime),
    Lateness(Lateness),
}

/// A day cut into equal slots (hours, usually).
#[derive(Clone, Debug, PartialEq)]
pub struct TimeAxis {
    /// UTC milliseconds at which the first slot starts.
    pub start_ms: i64,
    /// Length of a slot in milliseconds.
    pub slot_ms: i64,
    /// The time at each slot's start as people read it (`04:00`), and one more for the last slot's
    /// end: slots + 1 labels. Digits and signs only.
    pub labels: Vec<String>,
}

/// Deliveries per slot, stacked by state.
#[derive(Clone, Debug, PartialEq)]
pub struct PerHour {
    pub time: TimeAxis,
    /// From the bottom of the stack to its top.
    pub series: Vec<Series>,
}

/// One state, or group of states, of [`PerHour`].
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// For the table alone, in the person's language.
    pub name: String,
    pub hue: Hue,
    /// One count per slot; missing ones count as zero.
    pub counts: Vec<f64>,
}

/// Share delivered on time per slot, against a target.
#[derive(Clone, Debug, PartialEq)]
pub struct OnTime {
    pub time: TimeAxis,
    /// 0–100 per slot; `None` where nothing was delivered, which is a gap and not zero.
    pub percent: Vec<Option<f64>>,
    /// 0–100.
    pub target_percent: f64,
}

/// How many deliveries were early or late by how much.
#[derive(Clone, Debug, PartialEq)]
pub struct Lateness {
    /// In ascending order, without overlaps.
    pub bins: Vec<Bin>,
}

/// Deliveries whose lateness lies in `from_min..to_min`; negative is early.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    pub from_min: f64,
    pub to_min: f64,
    pub count: f64,
}

impl TimeAxis {
    /// How many slots the axis has.
    pub fn slots(&self) -> usize {
        self.labels.len().saturating_sub(1)
    }

    /// The label at a slot's start; empty outside the axis.
    pub fn label(&self, slot: usize) -> &str {
        self.labels.get(slot).map_or("", String::as_str)
    }

    /// UTC milliseconds at a place on the axis, where 1.0 is the end of the first slot.
    pub fn at(&self, slots: f64) -> i64 {
        let ms = slots * self.slot_ms as f64;
        self.start_ms + ms.round() as i64
    }
}

impl PerHour {
    /// The count of every series in a slot, from the bottom of the stack to its top.
    pub fn counts(&self, slot: usize) -> impl Iterator<Item = (Hue, f64)> + '_ {
        self.series
            .iter()
            .map(move |s| (s.hue, s.counts.get(slot).copied().unwrap_or(0.0)))
    }

    /// All series of a slot together.
    pub fn total(&self, slot: usize) -> f64 {
        self.counts(slot).map(|(_, n)| n).sum()
    }
}

impl Lateness {
    /// All bins together.
    pub fn total(&self) -> f64 {
        self.bins.iter().map(|b| b.count).sum()
    }
}

impl Chart {
    /// The whole horizontal range: slots of a day, or minutes of lateness.
    pub fn extent(&self) -> (f64, f64) {
        match self {
            Chart::PerHour(c) => (0.0, c.time.slots().max(1) as f64),
            Chart::OnTime(c) => (0.0, c.time.slots().max(1) as f64),
            Chart::Lateness(c) => match (c.bins.first(), c.bins.last()) {
                (Some(first), Some(last)) if last.to_min > first.from_min => {
                    (first.from_min, last.to_min)
                }
                _ => (-60.0, 60.0),
            },
        }
    }

    /// The slot or bin at a place on the horizontal axis.
    pub fn index_at(&self, x: f64) -> Option<usize> {
        let in_slots = |time: &TimeAxis| {
            let inside = x >= 0.0 && x < time.slots() as f64;
            inside.then_some(x as usize)
        };
        match self {
            Chart::PerHour(c) => in_slots(&c.time),
            Chart::OnTime(c) => in_slots(&c.time),
            Chart::Lateness(c) => c.bins.iter().position(|b| x >= b.from_min && x < b.to_min),
        }
    }

    /// The edges of a slot or bin.
    pub fn edges(&self, index: usize) -> Option<(f64, f64)> {
        match self {
            Chart::PerHour(PerHour { time, .. }) | Chart::OnTime(OnTime { time, .. }) => {
                (index < time.slots()).then_some((index as f64, index as f64 + 1.0))
            }
            Chart::Lateness(c) => c.bins.get(index).map(|b| (b.from_min, b.to_min)),
        }
    }

    /// How many slots or bins there are.
    pub fn len(&self) -> usize {
        match self {
            Chart::PerHour(c) => c.time.slots(),
            Chart::OnTime(c) => c.time.slots(),
            Chart::Lateness(c) => c.bins.len(),
        }
    }

    /// Whether there is nothing to draw on.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the vertical axis starts: at zero, except that percentages start at a round figure well
    /// below the target and everything shown, so that a few percent can be told apart.
    pub fn bottom(&self) -> f64 {
        let Chart::OnTime(c) = self else {
            return 0.0;
        };
        let least = c.percent.iter().flatten().copied();
        let least = least.fold(c.target_percent, f64::min) - 5.0;
        ((least / 25.0).floor() * 25.0).clamp(0.0, 75.0)
    }

    /// The greatest value among the slots or bins within a horizontal range; the top of the stack
    /// for stacked bars, always 100 for percentages.
    pub fn top(&self, from: f64, to: f64) -> f64 {
        let seen = (0..self.len()).filter(|i| {
            self.edges(*i)
                .is_some_and(|(start, end)| end > from && start < to)
        });
        match self {
            Chart::PerHour(c) => seen.map(|i| c.total(i)).fold(0.0, f64::max),
            Chart::OnTime(_) => 100.0,
            Chart::Lateness(c) => seen.map(|i| c.bins[i].count).fold(0.0, f64::max),
        }
    }
}
