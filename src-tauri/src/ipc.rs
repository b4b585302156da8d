//! The three Tauri commands a page may call; events go the other way. Everything else is behind
//! [`Shell`](crate::shell::Shell).

use crate::shell::Shell;
use domain::command::Command;
use std::sync::Arc;
use tauri::State;
use wire::{
    error::Problem,
    ipc::{Control, ControlResult, Query, QueryResult, Submitted},
};

#[tauri::command]
pub async fn query(shell: State<'_, Arc<Shell>>, query: Query) -> Result<QueryResult, Problem> {
    shell.client()?.query(query).await
}

#[tauri::command]
pub async fn submit(shell: State<'_, Arc<Shell>>, command: Command) -> Result<Submitted, Problem> {
    shell.client()?.submit(command).await
}

#[tauri::command]
pub async fn control(
    shell: State<'_, Arc<Shell>>,
    control: Control,
) -> Result<ControlResult, Problem> {
    let shell = shell.inner().clone();
    shell.control(control).await
}
