//! What people are told of repairs: a line each in the Sync screen's history.

use super::Inner;
use crate::engine::Input;
use std::sync::{Arc, atomic::Ordering};
use wire::{
    error::{ErrorCode, Problem},
    ipc::ExchangeView,
};

/// Deliveries indexed in one go: people's commands wait no longer than that takes.
const INDEXED_AT_ONCE: u32 = 500;

impl Inner {
    /// Writes down that something had to be put right.
    pub(super) async fn note(&self, code: ErrorCode) {
        let line = ExchangeView {
            at: self.clock.now(),
            duration_ms: 0,
            rows: 0,
            evictions: 0,
            commands: 0,
            bytes: 0,
            error: Some(code.word().to_owned()),
        };
        let noted = self
            .blocking(move |replica| replica.record_exchange(&line).map_err(|e| e.problem()))
            .await;
        if let Err(problem) = noted {
            tracing::warn!(code = %problem.code, "a line is missing in the history");
        }
    }

    /// Whether `problem` was damage of the replica's file, which is put right now: the file is set aside, the outbox
    /// kept, and everything else is fetched at the next exchange.
    pub(super) async fn rescued(&self, problem: &Problem) -> bool {
        if problem.code != ErrorCode::ReplicaCorrupt {
            return false;
        }
        let rescued = self
            .blocking(|replica| replica.rescue().map_err(|e| e.problem()))
            .await;
        match rescued {
            Ok(Some(rescued)) => {
                tracing::warn!(?rescued, "the replica was damaged; it was set aside");
                if let Err(problem) = self.tell_of_rescue().await {
                    tracing::warn!(code = %problem.code, "a line is missing in the history");
                }
                true
            }
            Ok(None) => false,
            Err(problem) => {
                tracing::error!(code = %problem.code, detail = problem.detail, "a damaged replica could not be set aside");
                false
            }
        }
    }

    /// Where the replica had to be made from what could be saved of a damaged one, the history says so.
    pub(super) async fn tell_of_rescue(&self) -> Result<(), Problem> {
        let rescued = self
            .blocking(|replica| replica.was_rescued().map_err(|e| e.problem()))
            .await?;
        if rescued {
            self.note(ErrorCode::ReplicaCorrupt).await;
        }
        Ok(())
    }

    /// Rows that came as snapshots are compared with their sums; what does not add up is fetched anew.
    async fn check_sums(&self) {
        let wrong = self
            .blocking(|replica| replica.check_owed().map_err(|e| e.problem()))
            .await;
        match wrong {
            Ok(wrong) if wrong.is_empty() => {}
            Ok(wrong) => {
                tracing::warn!(?wrong, "rows of a snapshot do not add up to its checksum");
                self.note(ErrorCode::ChecksumMismatch).await;
                self.tell(Input::SyncNow);
            }
            Err(problem) => tracing::warn!(code = %problem.code, "the sums were not compared"),
        }
    }

    async fn build_search(&self) -> Result<(), Problem> {
        while self
            .blocking(|replica| {
                replica
                    .build_search(INDEXED_AT_ONCE)
                    .map_err(|e| e.problem())
            })
            .await?
            > 0
        {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Completes the search index in the background where it is not complete, and then compares the sums of what came
    /// as snapshots; once at a time.
    pub(super) fn complete_search(self: &Arc<Self>) {
        if self.indexing.swap(true, Ordering::AcqRel) {
            return;
        }
        let inner = self.clone();
        tokio::spawn(async move {
            loop {
                let built = inner.build_search().await;
                inner.indexing.store(false, Ordering::Release);
                if let Err(problem) = built {
                    tracing::warn!(code = %problem.code, "the search index is not complete");
                    break;
                }
                // Whoever came with more while it ended found it busy.
                let left = inner
                    .blocking(|replica| replica.search_left().map_err(|e| e.problem()))
                    .await;
                if left.unwrap_or(0) == 0 || inner.indexing.swap(true, Ordering::AcqRel) {
                    break;
                }
            }
            inner.check_sums().await;
        });
    }
}
