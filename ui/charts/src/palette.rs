//! Colours of the two themes; the same values as the page's CSS tokens. Knows no chart.

use egui::Color32;

/// Light or dark; following the system is the page's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// What a colour stands for. Red is no hue: it means late, wherever it appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hue {
    Draft,
    Ready,
    Assigned,
    Moving,
    Done,
    Failed,
    Hold,
    /// Returned, cancelled, lost.
    Closed,
}

impl Hue {
    pub const ALL: [Hue; 8] = [
        Hue::Done,
        Hue::Moving,
        Hue::Assigned,
        Hue::Ready,
        Hue::Draft,
        Hue::Hold,
        Hue::Failed,
        Hue::Closed,
    ];

    /// The hue of a delivery state's word (`picked_up`).
    pub fn of_state(word: &str) -> Hue {
        match word {
            "draft" => Hue::Draft,
            "ready" => Hue::Ready,
            "assigned" | "dispatched" => Hue::Assigned,
            "picked_up" | "en_route" | "arrived" => Hue::Moving,
            "delivered" => Hue::Done,
            "failed" | "returning" => Hue::Failed,
            "on_hold" => Hue::Hold,
            _ => Hue::Closed,
        }
    }
}

/// One theme's colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    pub panel: Color32,
    pub raised: Color32,
    pub line: Color32,
    pub line_strong: Color32,
    pub ink: Color32,
    pub ink_quiet: Color32,
    pub accent: Color32,
    pub late: Color32,
    draft: Color32,
    ready: Color32,
    assigned: Color32,
    moving: Color32,
    done: Color32,
    failed: Color32,
    hold: Color32,
    closed: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Palette {
    pub const fn of(theme: Theme) -> Palette {
        match theme {
            Theme::Light => Palette {
                panel: rgb(0xffffff),
                raised: rgb(0xffffff),
                line: rgb(0xe3e6ea),
                line_strong: rgb(0xcbd1d8),
                ink: rgb(0x17202b),
                ink_quiet: rgb(0x5b6673),
                accent: rgb(0x1d5fd1),
                late: rgb(0xc0271d),
                draft: rgb(0xb4bcc6),
                ready: rgb(0x55606d),
                assigned: rgb(0x1d5fd1),
                moving: rgb(0x0b7a75),
                done: rgb(0x2b7a35),
                failed: rgb(0xa85400),
                hold: rgb(0x7a5ea8),
                closed: rgb(0x8a94a0),
            },
            Theme::Dark => Palette {
                panel: rgb(0x161d25),
                raised: rgb(0x1c2530),
                line: rgb(0x26313d),
                line_strong: rgb(0x35424f),
                ink: rgb(0xe8edf2),
                ink_quiet: rgb(0x9aa7b4),
                accent: rgb(0x6ea4ff),
                late: rgb(0xff7b70),
                draft: rgb(0x55616e),
                ready: rgb(0xa3afbb),
                assigned: rgb(0x6ea4ff),
                moving: rgb(0x3ec7bf),
                done: rgb(0x66c474),
                failed: rgb(0xf0a04b),
                hold: rgb(0xb79ce6),
                closed: rgb(0x6f7c89),
            },
        }
    }

    pub const fn hue(&self, hue: Hue) -> Color32 {
        match hue {
            Hue::Draft => self.draft,
            Hue::Ready => self.ready,
            Hue::Assigned => self.assigned,
            Hue::Moving => self.moving,
            Hue::Done => self.done,
            Hue::Failed => self.failed,
            Hue::Hold => self.hold,
            Hue::Closed => self.closed,
        }
    }

    /// The colour as CSS writes it (`#2b7a35`), for legends in HTML.
    pub fn css(&self, hue: Hue) -> String {
        let [r, g, b, _] = self.hue(hue).to_array();
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}
