//! Words: the catalogue's texts in the page's language, and the domain's codes as words.

use super::weekday_time;
use crate::app::app;
use domain::{command::EditGroup, entities::DeliveryState, rejection::Rejection, units::Millis};
use texts::{Arg, ProblemFacts, Refusal, Surface, Texts, key};
use wire::{
    error::{ErrorCode, Problem},
    ipc::Name,
};

fn texts() -> &'static Texts {
    Texts::shared(app().lang(), Surface::Html, app().digits())
}

/// The text of a key. Reactive: in a view write `{move || t("rail-board")}`.
pub fn t(key: &str) -> String {
    texts().t(key)
}

/// The text of a key with values: `tr("selected-count", &[("n", 3.into())])`.
pub fn tr(key: &str, args: &[(&str, Arg<'_>)]) -> String {
    texts().t_args(key, args)
}

/// The word for one of the domain's codes: `word("reason", "no_answer")`; the code itself where there is none.
pub fn word(prefix: &str, code: &str) -> String {
    texts().word(prefix, code)
}

/// A name in the page's language, or the other where it is empty.
pub fn name(name: &Name) -> String {
    name.get(app().arabic()).to_owned()
}

/// A zone's name; "outside zones" for none.
pub fn zone_name(zone: Option<domain::id::ZoneId>, zone_name: &Name) -> String {
    match zone {
        Some(_) => name(zone_name),
        None => t("outside-zones"),
    }
}

/// A delivery state's word.
pub fn state(state: DeliveryState) -> String {
    word("state", state.word())
}

/// A merge group's name.
pub fn edit_group(group: EditGroup) -> String {
    word("group", group.word())
}

/// A command's action word without its version: `assign.v1` is `assign`.
pub fn action_of(command_name: &str) -> &str {
    command_name.split('.').next().unwrap_or(command_name)
}

/// What a command is called in a menu; takes `assign` as well as `assign.v1`.
pub fn command_word(command_name: &str) -> String {
    word("command", action_of(command_name))
}

/// What a command is called once done.
pub fn command_done(command_name: &str) -> String {
    let done = format!("{}-done", key("command", action_of(command_name)));
    texts()
        .try_t(&done)
        .unwrap_or_else(|| command_word(command_name))
}

/// What the server refused of the command of that name, in one line.
pub fn refusal(name: &str, refusal: &Refusal<'_>, rejection: &Rejection) -> String {
    texts().refusal(&command_word(name), refusal, &rejection_text(rejection))
}

/// That the server's answer to the command of that name cannot be read here, in one line.
pub fn unknown_answer(name: &str, label: &str) -> String {
    texts().unknown_answer(&command_word(name), label)
}

/// Why something was refused, as a sentence; with figures where the rule gave them.
pub fn rejection_text(rejection: &Rejection) -> String {
    let mut params = rejection.params.clone();
    if let Some(at) = params.get("at").and_then(serde_json::Value::as_i64) {
        params.insert("time".to_owned(), weekday_time(Millis(at)).into());
    }
    let mut sentence = texts().rejection(
        rejection.code.word(),
        rejection.from.map(DeliveryState::word),
        &params,
    );
    if !rejection.allowed.is_empty() && rejection.from.is_some() {
        let commands: Vec<String> = rejection.allowed.iter().map(|a| command_word(a)).collect();
        sentence.push(' ');
        sentence.push_str(&tr(
            "rejection-allowed",
            &[("commands", commands.join(&t("list-separator")).into())],
        ));
    }
    sentence
}

/// What went wrong, what was kept, what to do.
pub fn problem_text(problem: &Problem) -> String {
    if let Some(rejection) = &problem.rejection {
        return format!("{} {}", t("rejection-lead"), rejection_text(rejection));
    }
    texts().problem(&facts(problem, true))
}

/// The same for somebody who is signing in and has no work here yet.
pub fn sign_in_problem_text(problem: &Problem) -> String {
    texts().problem(&facts(problem, false))
}

fn facts(problem: &Problem, work: bool) -> ProblemFacts<'_> {
    let obstacle = problem.obstacle.as_ref();
    ProblemFacts {
        code: problem.code.word(),
        obstacle: obstacle.map(|o| (o.kind.word(), o.about.as_str())),
        seconds: i64::from(problem.retry_after_secs.unwrap_or(0)),
        request: problem.request_id.as_deref().unwrap_or("–"),
        what: if problem.detail.is_empty() {
            &problem.title
        } else {
            &problem.detail
        },
        work,
    }
}

/// What keeps a console from syncing that does not pass by itself: the key of its word. No network is not a fault: the
/// console works on.
pub fn sync_fault(problem: Option<&Problem>) -> Option<&'static str> {
    match problem?.code {
        code if code.passes() => None,
        ErrorCode::DiskFull => Some("sync-disk-full"),
        _ => Some("sync-broken"),
    }
}
