//! Each chart as a table: for screen readers, copying and CSV. Knows no drawing.

use texts::{Digits, Texts};

use crate::Chart;

/// A chart's figures as rows of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Chart {
    /// The figures in words and digits of `texts`. A gap reads as such, not as zero.
    pub fn as_table(&self, texts: &Texts) -> Table {
        let digits = texts.digits();
        let count = |n: f64| digits.decimal(n, 0);
        match self {
            Chart::PerHour(c) => Table {
                head: std::iter::once(texts.t("chart-axis-hour"))
                    .chain(c.series.iter().map(|s| s.name.clone()))
                    .chain(std::iter::once(texts.t("chart-total")))
                    .collect(),
                rows: (0..c.time.slots())
                    .map(|slot| {
                        std::iter::once(c.time.label(slot).to_owned())
                            .chain(c.counts(slot).map(|(_, n)| count(n)))
                            .chain(std::iter::once(count(c.total(slot))))
                            .collect()
                    })
                    .collect(),
            },
            Chart::OnTime(c) => Table {
                head: vec![
                    texts.t("chart-axis-hour"),
                    texts.t("chart-axis-percent"),
                    texts.t("chart-target"),
                ],
                rows: (0..c.time.slots())
                    .map(|slot| {
                        let percent = c.percent.get(slot).copied().flatten();
                        vec![
                            c.time.label(slot).to_owned(),
                            percent
                                .map_or_else(|| texts.t("chart-gap"), |p| percent_text(p, digits)),
                            percent_text(c.target_percent, digits),
                        ]
                    })
                    .collect(),
            },
            Chart::Lateness(c) => {
                let total = c.total();
                Table {
                    head: vec![
                        texts.t("chart-axis-minutes"),
                        texts.t("chart-axis-count"),
                        texts.t("chart-share"),
                    ],
                    rows: c
                        .bins
                        .iter()
                        .map(|bin| {
                            let share = if total > 0.0 {
                                bin.count * 100.0 / total
                            } else {
                                0.0
                            };
                            vec![
                                minutes_range(bin.from_min, bin.to_min, digits),
                                count(bin.count),
                                percent_text(share, digits),
                            ]
                        })
                        .collect(),
                }
            }
        }
    }
}

impl Table {
    /// The table as RFC 4180 CSV, with a byte-order mark so that spreadsheets read it as UTF-8.
    pub fn to_csv(&self) -> String {
        let mut out = String::from('\u{feff}');
        for row in std::iter::once(&self.head).chain(&self.rows) {
            for (i, cell) in row.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                if cell.contains([',', '"', '\n', '\r']) {
                    out.push('"');
                    out.push_str(&cell.replace('"', "\"\""));
                    out.push('"');
                } else {
                    out.push_str(cell);
                }
            }
            out.push_str("\r\n");
        }
        out
    }
}

/// A percentage with one decimal where it has one: `92.4%`, `95%`.
pub(crate) fn percent_text(percent: f64, digits: Digits) -> String {
    let rounded = (percent * 10.0).round() / 10.0;
    let places = usize::from(rounded.fract() != 0.0);
    digits.show(&format!("{rounded:.places$}%")).into_owned()
}

/// A bin's edges in minutes with a true minus sign: `−10 – −5`.
pub(crate) fn minutes_range(from_min: f64, to_min: f64, digits: Digits) -> String {
    format!(
        "{} – {}",
        minutes(from_min, digits),
        minutes(to_min, digits)
    )
}

pub(crate) fn minutes(min: f64, digits: Digits) -> String {
    digits.decimal(min, 0).replace('-', "−")
}
