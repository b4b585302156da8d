//! Measured values by name, and what is said of them.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Values by figure: one per run, or (latencies) many.
#[derive(Debug, Default)]
pub struct Samples {
    runs: BTreeMap<&'static str, Vec<f64>>,
    raw: BTreeMap<&'static str, Vec<f64>>,
}

impl Samples {
    /// One run's value of a figure.
    pub fn add(&mut self, name: &'static str, value: f64) {
        eprintln!("{name}: {value:.3}");
        self.runs.entry(name).or_default().push(value);
    }

    /// Single observations behind a figure.
    pub fn add_raw(&mut self, name: &'static str, values: &[f64]) {
        self.raw.entry(name).or_default().extend_from_slice(values);
    }

    /// The median of each figure's runs.
    pub fn medians(&self) -> Map<String, Value> {
        let figure = |(name, values): (&&str, &Vec<f64>)| {
            ((*name).to_owned(), json!(round(quantile(values, 0.5))))
        };
        self.runs.iter().map(figure).collect()
    }

    /// Everything, for a file.
    pub fn raw(&self) -> BTreeMap<&'static str, &Vec<f64>> {
        self.runs
            .iter()
            .chain(&self.raw)
            .map(|(name, values)| (*name, values))
            .collect()
    }
}

/// The value below which the share `q` of the values lies (nearest rank).
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (q * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or(f64::NAN)
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let values = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(quantile(&values, 0.5), 3.0);
        assert_eq!(quantile(&values, 0.99), 5.0);
        assert_eq!(quantile(&values[..2], 0.5), 1.0);
    }
}
