//! Problems as sentences.

use texts::{Digits, Lang, ProblemFacts, Surface, Texts};
use wire::error::{ErrorCode, ObstacleKind};

fn texts(lang: Lang) -> &'static Texts {
    Texts::shared(lang, Surface::Plain, Digits::Latin)
}

fn speaks_of_work(sentence: &str) -> bool {
    [
        "kept",
        "work",
        "lost",
        "recorded",
        "محفوظ",
        "عملك",
        "العمل",
        "سجلته",
    ]
    .iter()
    .any(|word| sentence.contains(word))
}

/// What a server or the way to it answers to somebody who signs in for the first time.
const AT_SIGN_IN: [ErrorCode; 14] = [
    ErrorCode::WrongCredentials,
    ErrorCode::AccountDisabled,
    ErrorCode::DeviceRevoked,
    ErrorCode::RateLimited,
    ErrorCode::NotFound,
    ErrorCode::MethodNotAllowed,
    ErrorCode::ProtocolTooOld,
    ErrorCode::ProtocolTooNew,
    ErrorCode::Overloaded,
    ErrorCode::ShuttingDown,
    ErrorCode::DatabaseUnavailable,
    ErrorCode::Internal,
    ErrorCode::ServerUnreachable,
    ErrorCode::NotASyncServer,
];

#[test]
fn before_signing_in_nothing_is_said_of_work() {
    for lang in Lang::ALL {
        for code in AT_SIGN_IN {
            let facts = ProblemFacts {
                code: code.word(),
                request: "7",
                ..ProblemFacts::default()
            };
            let sentence = texts(lang).problem(&facts);
            assert!(!speaks_of_work(&sentence), "{sentence}");
            assert!(!sentence.contains('{'), "{sentence}");
        }
        for kind in ObstacleKind::ALL {
            let facts = ProblemFacts {
                code: ErrorCode::ServerUnreachable.word(),
                obstacle: Some((kind.word(), "here:1")),
                ..ProblemFacts::default()
            };
            let sentence = texts(lang).problem(&facts);
            assert!(
                !sentence.contains("kept") && !sentence.contains("محفوظ"),
                "{sentence}"
            );
            let working = texts(lang).problem(&ProblemFacts {
                work: true,
                ..facts
            });
            assert!(working.starts_with(&sentence) && working.len() > sentence.len());
        }
    }
}

#[test]
fn every_obstacle_is_told_in_its_own_words() {
    for lang in Lang::ALL {
        let mut sentences: Vec<String> = ObstacleKind::ALL
            .iter()
            .map(|kind| {
                texts(lang).problem(&ProblemFacts {
                    code: ErrorCode::NotASyncServer.word(),
                    obstacle: Some((kind.word(), "here:1")),
                    ..ProblemFacts::default()
                })
            })
            .collect();
        sentences.sort();
        sentences.dedup();
        assert_eq!(sentences.len(), ObstacleKind::ALL.len());
    }
}

#[test]
fn an_error_of_another_release_is_told_with_its_code_and_what_the_server_says() {
    for lang in Lang::ALL {
        let facts = ProblemFacts {
            code: "depot_closed",
            what: "The depot is closed",
            work: true,
            ..ProblemFacts::default()
        };
        let sentence = texts(lang).problem(&facts);
        assert!(sentence.contains("depot_closed"), "{sentence}");
        assert!(sentence.contains("The depot is closed"), "{sentence}");
        assert!(!sentence.contains("error-"), "no key is shown: {sentence}");
        assert!(speaks_of_work(&sentence), "{sentence}");
        let nobody = texts(lang).problem(&ProblemFacts {
            work: false,
            ..facts
        });
        assert!(!speaks_of_work(&nobody), "{nobody}");
        // In the history there is the code alone.
        let bare = texts(lang).problem(&ProblemFacts {
            what: "depot_closed",
            ..facts
        });
        assert_eq!(bare.matches("depot_closed").count(), 1, "{bare}");
    }
}
