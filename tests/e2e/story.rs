//! The working day of `cargo xtask demo --headless`, small: three consoles, one cut off and killed, everything
//! merged in the end.

use tempfile::tempdir;
use tests::story::{Plan, Report, Stage, play};

#[tokio::test]
async fn a_day_with_an_outage_ends_with_everybody_equal() {
    let folder = tempdir().unwrap();
    let stage = Stage::set(Plan::small(folder.path().to_owned()));
    let mut report = Report::default();
    play(&stage, None, &mut report).await;
    assert!(report.held(), "{:?}\n{report:#?}", report.broken);
    stage.strike();
}
