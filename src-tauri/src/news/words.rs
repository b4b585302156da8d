//! The words of notifications. Every text is from the catalogue.

use super::told::{Outage, Raised, Refused, Unknown};
use crate::notify::{Kind, riyadh_minute};
use texts::{ProblemFacts, Refusal, Texts};
use uuid::Uuid;

/// A notification in words, and what its click opens.
#[derive(Debug, PartialEq)]
pub struct Notice {
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub screen: &'static str,
    pub entity: Option<Uuid>,
}

/// Commands that were refused or set aside: one by its name, several by their number.
pub fn refused(texts: &Texts, refused: &[Refused]) -> Notice {
    let aside = refused.iter().all(|refused| refused.quarantined);
    let body = match refused {
        [one] => {
            let from = one.rejection.from.map(|state| state.word());
            let code = one.rejection.code.word();
            let reason = texts.rejection(code, from, &one.rejection.params);
            let refusal = Refusal {
                label: &one.label,
                refused: one.refused,
                items: one.items,
                quarantined: one.quarantined,
            };
            texts.refusal(&command(texts, &one.name), &refusal, &reason)
        }
        many => {
            let n = [("n", (many.len() as i64).into())];
            texts.t_args("notify-rejected-many", &n)
        }
    };
    let title = texts.t(if aside {
        "notify-set-aside-title"
    } else {
        "notify-rejected-title"
    });
    Notice {
        kind: Kind::Rejected,
        title,
        body,
        screen: "exceptions",
        entity: None,
    }
}

/// Commands whose answer cannot be read here: one by its name, several by their number.
pub fn unknown(texts: &Texts, unknown: &[Unknown]) -> Notice {
    let body = match unknown {
        [one] => texts.unknown_answer(&command(texts, &one.name), &one.label),
        many => texts.t_args("notify-unknown-many", &[("n", (many.len() as i64).into())]),
    };
    Notice {
        kind: Kind::Rejected,
        title: texts.t("notify-unknown-title"),
        body,
        screen: "sync",
        entity: None,
    }
}

/// What a command is called; takes `assign.v1`.
fn command(texts: &Texts, name: &str) -> String {
    texts.word("command", name.split('.').next().unwrap_or(name))
}

/// New exceptions: one by its name, several by their number.
pub fn raised(texts: &Texts, raised: &[Raised]) -> Notice {
    let (body, entity) = match raised {
        [one] => {
            let kind = texts.word("exception-kind", one.kind.word());
            let what = format!("{kind}: {}", one.label);
            let body = texts.t_args("notify-exception-body", &[("what", what.into())]);
            (body, Some(one.id.0))
        }
        many => {
            let n = [("n", (many.len() as i64).into())];
            (texts.t_args("notify-exception-many", &n), None)
        }
    };
    Notice {
        kind: Kind::Exception,
        title: texts.t("notify-exception-title"),
        body,
        screen: "exceptions",
        entity,
    }
}

/// More deliveries of today at risk.
pub fn at_risk(texts: &Texts, n: u64) -> Notice {
    Notice {
        kind: Kind::LateRisk,
        title: texts.t("notify-late-title"),
        body: texts.t_args("notify-late-body", &[("n", (n as i64).into())]),
        screen: "board",
        entity: None,
    }
}

/// Nothing was exchanged for a while: no network, or a fault that needs somebody.
pub fn outage(texts: &Texts, outage: &Outage) -> Notice {
    let minute = riyadh_minute(outage.since);
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    let (title, body) = match &outage.fault {
        None => {
            let values = [
                ("time", texts.digits().show(&time).into_owned().into()),
                ("waiting", (outage.waiting as i64).into()),
            ];
            let body = texts.t_args("notify-offline-body", &values);
            (texts.t("notify-offline-title"), body)
        }
        Some(problem) => {
            let obstacle = problem.obstacle.as_ref();
            let facts = ProblemFacts {
                code: problem.code.word(),
                obstacle: obstacle.map(|o| (o.kind.word(), o.about.as_str())),
                seconds: i64::from(problem.retry_after_secs.unwrap_or(0)),
                request: problem.request_id.as_deref().unwrap_or("–"),
                what: if problem.detail.is_empty() {
                    &problem.title
                } else {
                    &problem.detail
                },
                work: true,
            };
            (texts.t("notify-sync-broken-title"), texts.problem(&facts))
        }
    };
    Notice {
        kind: Kind::Offline,
        title,
        body,
        screen: "sync",
        entity: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        entities::ExceptionKind,
        id::ExceptionId,
        rejection::{RejectCode, Rejection},
        units::Millis,
    };
    use texts::{Digits, Lang, Surface};

    fn texts(lang: Lang) -> &'static Texts {
        Texts::shared(lang, Surface::Plain, Digits::Latin)
    }

    fn refusal(quarantined: bool) -> Refused {
        Refused {
            name: "assign.v1".into(),
            label: "BRQ-1".into(),
            refused: 1,
            items: 1,
            quarantined,
            rejection: Rejection::new(RejectCode::MalformedCommand),
        }
    }

    #[test]
    fn many_are_one_notification_with_their_number() {
        for lang in Lang::ALL {
            let raised: Vec<Raised> = (0..12)
                .map(|n| Raised {
                    id: ExceptionId(Uuid::from_u128(n)),
                    kind: ExceptionKind::Contested,
                    label: format!("BRQ-{n}"),
                })
                .collect();
            let many = super::raised(texts(lang), &raised);
            assert!(
                many.body.contains("12") && many.entity.is_none(),
                "{many:?}"
            );
            let one = super::raised(texts(lang), &raised[3..4]);
            assert!(one.body.contains("BRQ-3"), "{one:?}");
            assert_eq!(one.entity, Some(Uuid::from_u128(3)));
            let refused = super::refused(texts(lang), &vec![refusal(false); 30]);
            assert!(refused.body.contains("30"), "{refused:?}");
        }
    }

    #[test]
    fn refused_and_set_aside_are_told_apart() {
        for lang in Lang::ALL {
            let refused = super::refused(texts(lang), &[refusal(false)]);
            let aside = super::refused(texts(lang), &[refusal(true)]);
            assert_ne!(refused.title, aside.title);
            assert_ne!(refused.body, aside.body);
            assert!(aside.body.contains("BRQ-1"), "{aside:?}");
        }
    }

    #[test]
    fn answers_that_cannot_be_read_are_told_by_name_or_number() {
        let one = Unknown {
            name: "assign.v1".into(),
            label: "BRQ-1".into(),
        };
        for lang in Lang::ALL {
            let said = super::unknown(texts(lang), std::slice::from_ref(&one));
            assert!(said.body.contains("BRQ-1"), "{said:?}");
            assert_eq!(said.screen, "sync");
            let many = super::unknown(texts(lang), &vec![one.clone(); 30]);
            assert!(many.body.contains("30"), "{many:?}");
        }
    }

    #[test]
    fn offline_says_since_when() {
        for lang in Lang::ALL {
            let plain = Outage {
                since: Millis((11 * 60 + 5) * 60_000),
                waiting: 29,
                fault: None,
            };
            let notice = outage(texts(lang), &plain);
            assert!(
                notice.body.contains("14:05") && notice.body.contains("29"),
                "{notice:?}"
            );
        }
    }
}
