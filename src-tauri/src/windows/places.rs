//! Where windows stand: kept per profile, and fitted to the monitors there are. Knows no window.

use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Kept free for a title bar, in logical pixels: how high it is, is known only once a window has one.
const TITLE_BAR: f64 = 32.0;
/// The size of a window that was never placed, in logical pixels.
const SIZE: (f64, f64) = (1440.0, 860.0);
/// No window becomes smaller where there is room for it.
const LEAST: (f64, f64) = (1024.0, 640.0);

/// Where a window stands: its outer corner and its inner size, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
    pub maximized: bool,
}

/// The part of a monitor that windows may cover, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
    /// Physical pixels in a logical one.
    pub scale: f64,
}

impl Area {
    /// What of `place` lies in it, in square pixels.
    fn covered(&self, place: &Place) -> i64 {
        let span = |from: i32, length: u32, at: i32, size: u32| {
            let end = (i64::from(from) + i64::from(length)).min(i64::from(at) + i64::from(size));
            (end - i64::from(from.max(at))).max(0)
        };
        span(self.x, self.width, place.x, place.width)
            * span(self.y, self.height, place.y, place.height)
    }

    /// The largest inner size that fits.
    fn room(&self) -> (u32, u32) {
        let bar = (TITLE_BAR * self.scale).round() as u32;
        (self.width, self.height.saturating_sub(bar))
    }

    /// A logical size here, no larger than fits.
    fn sized(&self, (width, height): (f64, f64)) -> (u32, u32) {
        let physical = |logical: f64| (logical * self.scale).round() as u32;
        let room = self.room();
        (physical(width).min(room.0), physical(height).min(room.1))
    }

    /// In the middle, of the usual size.
    fn middle(&self) -> Place {
        let (width, height) = self.sized(SIZE);
        let (free, rest) = (self.room().0 - width, self.room().1 - height);
        Place {
            x: self.x + (free / 2) as i32,
            y: self.y + (rest / 2) as i32,
            width,
            height,
            maximized: false,
        }
    }

    /// As `place`, but wholly in here.
    fn clamp(&self, place: Place) -> Place {
        let (room, least) = (self.room(), self.sized(LEAST));
        let width = place.width.clamp(least.0, room.0);
        let height = place.height.clamp(least.1, room.1);
        let within = |at: i32, from: i32, free: u32| at.clamp(from, from + free as i32);
        Place {
            x: within(place.x, self.x, room.0 - width),
            y: within(place.y, self.y, room.1 - height),
            width,
            height,
            maximized: place.maximized,
        }
    }

    /// The smallest logical size a window may be given here.
    pub fn least(&self) -> (f64, f64) {
        let (width, height) = self.sized(LEAST);
        (
            f64::from(width) / self.scale,
            f64::from(height) / self.scale,
        )
    }
}

/// Where a window goes: to where it stood, as far as that is on a monitor, else to the middle of the first one. With it
/// the area it lies in. `None` where no monitor is known.
pub fn fit(stood: Option<Place>, areas: &[Area]) -> Option<(Place, Area)> {
    let first = *areas.first()?;
    let Some(stood) = stood else {
        return Some((first.middle(), first));
    };
    let mut best = (first, 0);
    for area in areas {
        let covered = area.covered(&stood);
        if covered > best.1 {
            best = (*area, covered);
        }
    }
    let area = best.0;
    let place = if best.1 == 0 {
        // Its monitor is gone.
        Place {
            maximized: stood.maximized,
            ..area.clamp(area.middle())
        }
    } else {
        area.clamp(stood)
    };
    Some((place, area))
}

/// The places of all windows of a profile, in memory and, once [`Places::keep`] is called, in its file.
pub struct Places {
    path: PathBuf,
    known: Mutex<BTreeMap<String, Place>>,
}

impl Places {
    pub fn read(path: PathBuf) -> Self {
        let known = std::fs::read(&path)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .unwrap_or_default();
        Self {
            path,
            known: Mutex::new(known),
        }
    }

    pub fn get(&self, label: &str) -> Option<Place> {
        self.known().get(label).copied()
    }

    /// A window is seen at `place`. Of a maximized one the place it had before is kept.
    pub fn note(&self, label: &str, place: Place) {
        let mut known = self.known();
        match known.get_mut(label) {
            Some(before) if place.maximized => before.maximized = true,
            _ => {
                known.insert(label.to_owned(), place);
            }
        }
    }

    /// Writes down what is known.
    pub fn keep(&self) {
        let known = self.known().clone();
        if let Err(problem) = crate::store::write(&self.path, &known) {
            tracing::warn!(code = %problem.code, "the windows' places could not be kept");
        }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Place>> {
        // Whoever panicked had changed one entry or none.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Area = Area {
        x: 0,
        y: 0,
        width: 1366,
        height: 768,
        scale: 1.0,
    };
    const LARGE: Area = Area {
        x: 1366,
        y: -200,
        width: 3840,
        height: 2120,
        scale: 2.0,
    };

    fn place(x: i32, y: i32, width: u32, height: u32) -> Place {
        Place {
            x,
            y,
            width,
            height,
            maximized: false,
        }
    }

    fn inside(place: &Place, area: &Area) -> bool {
        area.covered(place) == i64::from(place.width) * i64::from(place.height)
    }

    #[test]
    fn the_first_window_fits_a_small_screen() {
        let (first, _) = fit(None, &[SMALL]).unwrap();
        assert_eq!(first, place(0, 0, 1366, 736));
        let (first, area) = fit(None, &[LARGE, SMALL]).unwrap();
        assert_eq!((first.width, first.height), (2880, 1720));
        assert!(inside(&first, &area), "{first:?}");
    }

    #[test]
    fn a_window_comes_back_to_where_it_stood_as_far_as_that_is_there() {
        let areas = [SMALL, LARGE];
        let fitted = |stood| fit(Some(stood), &areas).unwrap().0;
        let kept = place(100, 20, 1200, 700);
        assert_eq!(fitted(kept), kept);
        assert_eq!(fitted(place(-37, -46, 1440, 860)), place(0, 0, 1366, 736));
        assert_eq!(
            fitted(place(300, 300, 1200, 700)),
            place(166, 36, 1200, 700)
        );
        // Mostly on the other monitor.
        let other = fitted(place(1300, 0, 2400, 1400));
        assert!(inside(&other, &LARGE), "{other:?}");
        // A monitor that is gone.
        let back = fitted(place(9000, 9000, 1200, 700));
        assert!(inside(&back, &SMALL), "{back:?}");
    }

    #[test]
    fn nothing_is_ever_outside_or_empty() {
        let tiny = Area {
            width: 800,
            height: 480,
            ..SMALL
        };
        for area in [SMALL, LARGE, tiny] {
            for x in (-6000..6000).step_by(700) {
                for y in (-6000..6000).step_by(900) {
                    for size in [1, 640, 1024, 5000] {
                        let stood = place(x, y, size, size);
                        let (there, area) = fit(Some(stood), &[area]).unwrap();
                        assert!(inside(&there, &area), "{stood:?} {there:?}");
                        let (width, height) = area.least();
                        assert!(f64::from(there.width) >= width * area.scale - 1.0);
                        assert!(f64::from(there.height) >= height * area.scale - 1.0);
                    }
                }
            }
        }
        assert_eq!(fit(None, &[]), None);
    }

    #[test]
    fn a_maximized_window_keeps_the_place_it_had() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("windows.json");
        let places = Places::read(path.clone());
        places.note("main", place(10, 10, 1200, 700));
        places.note(
            "main",
            Place {
                maximized: true,
                ..place(0, 0, 1366, 736)
            },
        );
        places.keep();
        let kept = Places::read(path).get("main").unwrap();
        assert_eq!(
            kept,
            Place {
                maximized: true,
                ..place(10, 10, 1200, 700)
            }
        );
    }
}
