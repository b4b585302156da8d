//! Imports through the client: kept, given part by part, let go and taken back step by step, and sent as they come.
//! Whoever calls decides when to go on and when to stop.

use super::{Client, local_now};
use domain::{
    command::Command,
    id::{CommandId, DeliveryId, HubId, ImportBatchId},
};
use replica::{Imported, TakenBack};
use wire::error::Problem;

impl Client {
    /// Keeps the commands that import a file; see [`Client::import_part`].
    pub async fn keep_import(
        &self,
        hub: HubId,
        batch: ImportBatchId,
        commands: Vec<Command>,
    ) -> Result<(), Problem> {
        self.inner.unlocked(self.server_now())?;
        self.inner
            .blocking(move |replica| {
                replica
                    .keep_import(hub, batch, &commands)
                    .map_err(|e| e.problem())
            })
            .await
    }

    /// Imports the next part of what is kept; `None` when nothing is left.
    pub async fn import_part(
        &self,
        hub: HubId,
        batch: ImportBatchId,
    ) -> Result<Option<Imported>, Problem> {
        let now = self.server_now();
        self.inner.unlocked(now)?;
        let imported = self
            .inner
            .blocking(move |replica| {
                let id = CommandId(uuid::Uuid::now_v7());
                replica
                    .import_part(hub, batch, id, now, local_now())
                    .map_err(|e| e.problem())
            })
            .await?;
        if imported.is_some_and(|part| part.queued) {
            self.sent_soon().await;
        }
        Ok(imported)
    }

    /// Lets go what is still to come of an import.
    pub async fn forget_import(&self, hub: HubId, batch: ImportBatchId) -> Result<(), Problem> {
        self.inner.unlocked(self.server_now())?;
        self.inner
            .blocking(move |replica| replica.forget_import(hub, batch).map_err(|e| e.problem()))
            .await
    }

    /// Takes back the next deliveries of an import, those after `after`.
    pub async fn take_back_import(
        &self,
        hub: HubId,
        batch: ImportBatchId,
        after: Option<DeliveryId>,
    ) -> Result<TakenBack, Problem> {
        let now = self.server_now();
        self.inner.unlocked(now)?;
        let taken = self
            .inner
            .blocking(move |replica| {
                let id = CommandId(uuid::Uuid::now_v7());
                replica
                    .take_back_import(hub, batch, after, id, now, local_now())
                    .map_err(|e| e.problem())
            })
            .await?;
        if taken.submitted.command_id.is_some() {
            self.sent_soon().await;
        }
        Ok(taken)
    }

    /// The import that [`Client::undo`] would take back, where it is one.
    pub async fn undoable_import(
        &self,
        command: Option<CommandId>,
    ) -> Result<Option<(HubId, ImportBatchId)>, Problem> {
        self.inner.unlocked(self.server_now())?;
        self.inner
            .blocking(move |replica| replica.undoable_import(command).map_err(|e| e.problem()))
            .await
    }

    async fn sent_soon(&self) {
        self.submitted();
        self.inner.refresh_counts().await;
    }
}
