//! Refusals as sentences: a rule's code and figures in words. Knows the shape of a refusal's figures
//! (names with their unit), not the rules.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Arg, Texts, key};

/// A refusal's figures as rules give them: `limit_halalas`, `courier_ar`, `skills`, …
pub type Params = BTreeMap<String, Value>;

/// What the server refused of a command.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// What people call the first refused item; empty where that is not known.
    pub label: &'a str,
    pub refused: u32,
    pub items: u32,
    /// Set aside instead of refused.
    pub quarantined: bool,
}

impl Texts {
    /// Why something was refused, as a sentence: `rejection-<code>-chosen` or `-detail` where the figures it
    /// needs are there, otherwise `rejection-<code>`. `from` is the state's word the refusal names. A code of another
    /// release is told as itself.
    pub fn rejection(&self, code: &str, from: Option<&str>, params: &Params) -> String {
        let base = key("rejection", code);
        let figures = self.figures(from, params);
        ["chosen", "detail"]
            .iter()
            .find_map(|more| self.try_t_args(&format!("{base}-{more}"), &figures))
            .or_else(|| self.try_t(&base))
            .unwrap_or_else(|| self.t_args("rejection-unknown", &[("code", code.into())]))
    }

    /// What the server refused of a command, in one line: the first refused item by name, and how many there are.
    /// `command` and `reason` are words already.
    pub fn refusal(&self, command: &str, refusal: &Refusal<'_>, reason: &str) -> String {
        let key = match (refusal.quarantined, refusal.items > 1, refusal.label) {
            (true, _, "") => "notify-quarantined-nameless",
            (true, ..) => "notify-quarantined-body",
            (false, _, "") => "notify-rejected-nameless",
            (false, true, _) => "notify-rejected-several",
            (false, false, _) => "notify-rejected-body",
        };
        let args = [
            ("command", command.into()),
            ("ref", refusal.label.into()),
            ("reason", reason.into()),
            ("refused", i64::from(refusal.refused).into()),
            ("total", i64::from(refusal.items).into()),
        ];
        self.t_args(key, &args)
    }

    /// That the server's answer to a command cannot be read here, in one line. `command` is words already, `label` what
    /// people call its first item; empty where that is not known.
    pub fn unknown_answer(&self, command: &str, label: &str) -> String {
        let key = if label.is_empty() {
            "notify-unknown-nameless"
        } else {
            "notify-unknown-body"
        };
        self.t_args(key, &[("command", command.into()), ("ref", label.into())])
    }

    /// Several of the domain's words in one line: `who: ["supervisor", "admin"]` as roles.
    pub fn words(&self, prefix: &str, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|word| self.word(prefix, word)).collect();
        words.join(&self.t("list-separator"))
    }

    fn figures(&self, from: Option<&str>, params: &Params) -> Vec<(&'static str, Arg<'static>)> {
        let text = |name: &str| {
            params
                .get(name)
                .and_then(Value::as_str)
                .filter(|t| !t.is_empty())
        };
        let number = |name: &str| params.get(name).and_then(Value::as_i64);
        let money = |halalas: i64| {
            let amount = self.digits().riyals(halalas);
            Arg::from(self.t_args("unit-money", &[("amount", amount.into())]))
        };
        let word = |prefix: &str, code: &str| Arg::from(self.word(prefix, code));
        let mut out = Vec::new();

        for (name, shown) in [
            ("reference", "reference"),
            ("plate", "plate"),
            ("skills", "skills"),
            ("by_name", "who"),
            ("service_date", "date"),
            ("time", "time"),
        ] {
            out.extend(text(name).map(|t| (shown, Arg::from(t.to_owned()))));
        }
        for (name, shown) in [
            ("hours", "hours"),
            ("attempts", "attempts"),
            ("max_attempts", "max"),
        ] {
            out.extend(number(name).map(|n| (shown, Arg::from(n))));
        }
        for (ar, en, shown) in [
            ("courier_ar", "courier_en", "courier"),
            ("by_ar", "by_en", "who"),
        ] {
            let (ar, en) = (text(ar), text(en));
            if ar.or(en).is_some() {
                let name = self
                    .lang()
                    .pick(ar.unwrap_or_default(), en.unwrap_or_default());
                out.push((shown, Arg::from(name.to_owned())));
            }
        }
        out.extend(from.map(|state| ("state", word("state", state))));
        out.extend(text("action").map(|action| ("action", word("command", action))));
        out.extend(text("status").map(|status| ("status", word("courier-status", status))));
        out.extend(text("proof_required").map(|proof| ("proof", word("proof", proof))));
        out.extend(text("field").map(|field| ("field", self.field(field))));
        out.extend(text("custody").map(|custody| {
            let custody = if custody.starts_with("courier") {
                "courier_unnamed"
            } else {
                custody
            };
            ("custody", word("custody", custody))
        }));
        if let Some(roles) = params.get("who").and_then(Value::as_array) {
            let roles: Vec<&str> = roles.iter().filter_map(Value::as_str).collect();
            out.push(("roles", Arg::from(self.words("role", &roles))));
        }
        for (name, shown) in [("collected_halalas", "collected"), ("due_halalas", "due")] {
            out.extend(number(name).map(|n| (shown, money(n))));
        }
        if let (Some(held), Some(due), Some(limit)) = (
            number("held_halalas"),
            number("due_halalas"),
            number("limit_halalas"),
        ) {
            let over = held.saturating_add(due).saturating_sub(limit);
            out.push(("over", money(over)));
        }
        if let (Some(what), Some(load), Some(capacity)) =
            (text("what"), number("load"), number("capacity"))
        {
            out.push(("load", self.measure(what, load)));
            out.push(("capacity", self.measure(what, capacity)));
        }
        out
    }

    /// The word of a field or of the group it belongs to; the name itself where there is none.
    fn field(&self, name: &str) -> Arg<'static> {
        let plain = name
            .trim_end_matches("_halalas")
            .trim_start_matches("dropoff_")
            .trim_start_matches("pickup_");
        let found = [("field", plain), ("group", name)]
            .into_iter()
            .find_map(|(prefix, name)| self.try_t(&key(prefix, name)));
        Arg::from(found.unwrap_or_else(|| name.to_owned()))
    }

    fn measure(&self, what: &str, amount: i64) -> Arg<'static> {
        let thousandths = |unit: &str| {
            let places = usize::from(amount % 1000 != 0);
            let shown = self.digits().decimal(amount as f64 / 1000.0, places);
            self.t_args(unit, &[("n", shown.into())])
        };
        Arg::from(match what {
            "weight_g" => thousandths("unit-kg"),
            "volume_ml" => thousandths("unit-litre"),
            _ => self.t_args("unit-parcels", &[("n", amount.into())]),
        })
    }
}
