//! The console's screens, compiled to wasm and shown by the desktop shell; checked and tested natively too.
//! Shows what the replica answers and submits commands; knows no business rule, no network, no storage.
//!
//! # Map
//! [`app`] shared state, address, notices · [`ipc`] asking and submitting · [`show`] words and values ·
//! [`parts`] building blocks · [`act`] commands with their forms, results and undo · [`keys`] shortcuts and
//! palette · [`frame`] what surrounds a screen · [`import`] files · [`screens`] the screens. Styles are
//! `ui/style/*.css`, concatenated in the order of their names; a screen adds `5x-<name>.css` in
//! `@layer screens`, with logical properties and the tokens of `00-tokens.css` only.
//!
//! # A new screen
//! 1. `src/screens/<name>/mod.rs` with a component whose root has `class="screen"` (or `"screen flow"` for a
//!    scrolling page) and `data-screen="<name>"`; rows carry `data-id`, `data-state`, `data-pending`.
//! 2. One line in [`screens::ALL`]: address, title key, icon (in `parts/icon.rs`), component.
//! 3. Words in `crates/texts/{en,ar}/<name>.ftl`, always both; `tests/texts.rs` finds what is missing.
//!
//! # Asking
//! ```ignore
//! let board = ipc::live::<Board>(app::DELIVERY_ROWS, move || Some(Query::Board {
//!     hub: app().hub()?, date: app().date()?, sort: sort.get(), search: search.get(),
//! }));
//! view! { {move || board.get().map(|b| …)} }      // Arc<Board>; `board.problem()` is the last failure
//! ```
//! It is asked again when a signal in the closure or a row of those tables changes, one question at a time,
//! the old answer staying meanwhile. Once: `ipc::query::<Preview>(&Query::Preview { command }).await`.
//!
//! # Doing
//! [`act::start`]`(Verb::Assign, ids)` opens the form the verb needs, sends, tells, offers undo, shows what was
//! refused and lets it be overruled. Without a form: [`act::send`]`(targets, |t| Action::…, None)`, any other
//! command: [`act::send_command`]. `act::forecast` asks and shows what giving to a courier would do. The selection is
//! shared by all windows: `app().select(ids)`, `app().selection()`. A screen acts on those of them that it shows and
//! says how many it does not; a question that took time is asked anew at the moment of acting. What is typed about one
//! thing of many is an [`app::draft`]; a dialog that `asks` lets nothing typed go unasked.
//!
//! # Saying
//! `show::t(key)`, `show::tr(key, &[("n", 3.into())])` in a `move ||`; [`show::state`], [`show::money`],
//! [`show::time`], [`show::age`], [`show::name`], [`show::rejection_text`]; parts take keys as labels
//! (`label="action-save"`) or [`parts::Text::of`]`(move || …)`. Notices: [`app::toast`],
//! [`app::toast_with`] (one action), [`app::toast_problem`]. Questions: [`parts::confirm`].
//!
//! # Keys
//! `keys::bind("shortcut-assign", "shortcuts-list", Keys::plain("KeyA", "A"), || …)` in a component: shown
//! under `?`, found in the palette, gone with the component. Keys a view handles itself: [`keys::describe`].
//!
//! # Hooks for tests
//! Buttons and menu items `data-action`, inputs `data-field`, dialogs `data-dialog`; several of one kind also
//! `data-value`. Frame: actions `rail` (value: screen), `palette`, `palette-line`, `hub-switch`, `hub` (value:
//! id), `date-previous|next|today`, `sync-pill`, `account`, `sign-out`, `undo`, `shortcuts`, `new-window`,
//! `toast-undo`, `toast-dismiss`; fields `palette`, `service-date`. First run: fields `server`, `username`,
//! `password`, `passphrase`, `passphrase-again`; actions `sign-in`, `unlock`, `language`, `theme`; its root's
//! `data-state`. Dialogs: `command` (fields `courier`, `amount`, `method`, `variance-reason`, `proof`,
//! `proof-waived`, `happened-at`, `choice`, `reason`, `reason-words`, `date`, `from`, `to`, `stays`, `note`,
//! `who`, `outcome`; actions `form-submit`, `form-cancel`; radio inputs by `value`), `edit` (fields are the
//! columns' names), `results` (rows `data-id`, `data-code`; field `override-reason`, action `overrule`),
//! `confirm` (`confirm-yes`, `confirm-no`), `import` (root `data-import`: `start`, `preview`, `running`,
//! `finished`, `failed`; actions `import-choose`, `import-start`, `import-cancel`, `import-repair`,
//! `import-export`, `import-undo`, `import-resume`, `import-forget`, `import-close`; fields `import-cell` with
//! `data-row`; region `past-imports` with rows `import`, value: id, `data-here`, `data-to-come`), `palette`,
//! `shortcuts`; `dialog-close` closes any. A file is given to the frame's field `import-file`. The status bar has
//! `import-job` while a job runs and `import-unfinished` while an import waits to be gone on with.
//! Sync: actions `sync-now`, `verify`, `diagnostics`; regions `sync-state`, `outbox`, `exchanges`, `scopes`.
//! Settings: fields `language`, `theme`, `digits`, `close-to-tray`, `notify-*`, `quiet`, `quiet-from`,
//! `quiet-to`, `basemap`; actions `save-map`, `sign-out`.

pub mod act;
pub mod app;
pub mod frame;
pub mod import;
pub mod ipc;
pub mod keys;
pub mod parts;
pub mod screens;
pub mod show;

/// Starts the page: what runs beside the views, then the views.
pub fn start() {
    leptos::mount::mount_to_body(|| {
        app::start();
        keys::start();
        frame::Frame()
    });
}
