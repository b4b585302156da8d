//! Each chart as a table, in both languages.

use crate::samples;
use charts::{Chart, Hue, Lateness, OnTime, Palette, Table, Theme};
use texts::{Digits, Lang, Surface, Texts};

fn english() -> &'static Texts {
    Texts::shared(Lang::En, Surface::Plain, Digits::Latin)
}

#[test]
fn hours_have_a_column_for_each_state_and_a_total() {
    let table = samples::per_hour(Digits::Latin).as_table(english());
    assert_eq!(
        table.head,
        [
            "Hour",
            "Delivered",
            "En route",
            "Assigned",
            "Ready",
            "Failed",
            "Total"
        ]
    );
    assert_eq!(table.rows.len(), 24);
    for row in &table.rows {
        let counts: Vec<i64> = row[1..].iter().map(|c| c.parse().unwrap_or(-1)).collect();
        assert_eq!(counts[..5].iter().sum::<i64>(), counts[5], "{row:?}");
    }
}

#[test]
fn an_hour_without_deliveries_is_a_gap_and_not_zero() {
    let arabic = Texts::shared(Lang::Ar, Surface::Plain, Digits::Arabic);
    let table = samples::on_time(Digits::Arabic).as_table(arabic);
    assert_eq!(table.rows[0], ["٠٤:٠٠", "لا توصيلات", "٩٢٫٥٪"]);
    assert_eq!(table.rows[4][1], "٩٥٫٤٪");
}

#[test]
fn lateness_says_its_minutes_with_a_true_minus_and_its_share() {
    let table = samples::lateness().as_table(english());
    assert_eq!(table.head, ["Minutes late", "Deliveries", "Share"]);
    assert_eq!(table.rows[0][0], "−60 – −55");
    let none = Chart::Lateness(Lateness { bins: Vec::new() });
    assert!(none.as_table(english()).rows.is_empty());
}

#[test]
fn missing_figures_are_gaps() {
    let Chart::OnTime(day) = samples::on_time(Digits::Latin) else {
        unreachable!()
    };
    let short = Chart::OnTime(OnTime {
        percent: vec![Some(100.0)],
        ..day
    });
    let table = short.as_table(english());
    assert_eq!(table.rows[0][1], "100%");
    assert_eq!(table.rows[23][1], "no deliveries");
}

#[test]
fn csv_quotes_what_needs_it() {
    let table = Table {
        head: vec!["a,b".into(), "c".into()],
        rows: vec![vec!["say \"hi\"".into(), "1".into()]],
    };
    assert_eq!(
        table.to_csv(),
        "\u{feff}\"a,b\",c\r\n\"say \"\"hi\"\"\",1\r\n"
    );
}

#[test]
fn every_state_has_a_hue_and_every_hue_a_css_colour() {
    assert_eq!(Hue::of_state("picked_up"), Hue::Moving);
    assert_eq!(Hue::of_state("cancelled"), Hue::Closed);
    assert_eq!(Palette::of(Theme::Light).css(Hue::Done), "#2b7a35");
    for theme in [Theme::Light, Theme::Dark] {
        let mut seen: Vec<String> = Hue::ALL.map(|h| Palette::of(theme).css(h)).to_vec();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), Hue::ALL.len());
    }
}
