//! Copying deliveries as a table for spreadsheets: a heading and a line each, as many as are meant, whether or not they
//! were scrolled into sight.

use super::{columns, hand::Hand, pages::Question};
use crate::{
    app::{ToastKind, app, copy_made, toast},
    ipc, show,
};
use domain::{id::DeliveryId, units::ServiceDate};
use leptos::prelude::*;
use wire::{
    error::{ErrorCode, Problem},
    ipc::{DeliveryRow, Query},
};

/// Rows asked for at once: as many as one answer holds.
const PART: usize = 1_000;

/// Copies what is meant, or `at_cursor` where nothing is.
pub fn copy(
    names: Vec<&'static str>,
    question: Option<Question>,
    hand: Hand,
    at_cursor: Option<DeliveryId>,
) {
    copy_made(async move {
        let mut ids = hand.now().await?;
        if ids.is_empty() {
            ids.extend(at_cursor);
        }
        if ids.len() > PART {
            let n = ids.len();
            untrack(|| {
                toast(
                    ToastKind::Note,
                    show::tr("deliveries-copying", &[("n", n.into())]),
                );
            });
        }
        let rows = rows(question, &ids).await?;
        let n = rows.len();
        let said = move || show::tr("deliveries-copied-rows", &[("n", n.into())]);
        Ok((untrack(|| text(&names, &rows)), said))
    });
}

async fn rows(question: Option<Question>, ids: &[DeliveryId]) -> Result<Vec<DeliveryRow>, Problem> {
    let day = |question: &Question| -> Option<ServiceDate> {
        question.filter.date.or_else(|| untrack(|| app().date()))
    };
    let Some((hub, date)) = question
        .as_ref()
        .and_then(|q| Some((q.filter.hub, day(q)?)))
    else {
        return Err(Problem::new(ErrorCode::UnknownHub, "no hub is chosen"));
    };
    let mut rows = Vec::with_capacity(ids.len());
    for part in ids.chunks(PART) {
        let ids = part.to_vec();
        rows.extend(ipc::query::<Vec<DeliveryRow>>(&Query::DeliveryRows { hub, date, ids }).await?);
    }
    Ok(rows)
}

/// The heading and the rows, tab-separated.
fn text(names: &[&'static str], rows: &[DeliveryRow]) -> String {
    let lines = rows.iter().map(|row| columns::tsv(names, row));
    std::iter::once(columns::heading(names))
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}
