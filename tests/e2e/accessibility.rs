//! axe-core on every screen in both languages: nothing serious or critical.

use serde_json::Value;
use tempfile::tempdir;
use tests::{Fleet, Window, console::PASSPHRASE, fleet::PASSWORD};

const SCREENS: [&str; 7] = [
    "board",
    "map",
    "deliveries",
    "dashboard",
    "exceptions",
    "sync",
    "settings",
];

/// Runs axe-core in the page; gives what is serious or critical, by rule and first target.
async fn serious(window: &Window) -> Vec<String> {
    let axe = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../ui/node_modules/axe-core/axe.min.js"
    ))
    .expect("axe-core is installed with the page's packages");
    window.look(&format!("{axe}; return true")).await;
    let found = window
        .look_async("const done = arguments[arguments.length - 1]; axe.run().then(r => done(r.violations), e => done([{id: String(e), impact: 'critical', nodes: []}]))")
        .await;
    let violations = found.as_array().cloned().unwrap_or_default();
    let grave = violations
        .iter()
        .filter(|v| matches!(v["impact"].as_str(), Some("serious" | "critical")));
    grave
        .map(|v| format!("{}: {}", v["id"], first_target(v)))
        .collect()
}

fn first_target(violation: &Value) -> String {
    violation["nodes"][0]["html"]
        .as_str()
        .unwrap_or_default()
        .chars()
        .take(160)
        .collect()
}

#[tokio::test]
async fn no_screen_has_a_serious_finding_in_either_language() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..40);
    helper.sync();
    let profile = tempdir().unwrap();
    let window = Window::open(profile.path(), &[("BARQ_PASSPHRASE", PASSPHRASE)]).await;
    window.find("[data-field=server]").await;
    let mut findings = Vec::new();
    let note = |screen: &str, language: &str, found: Vec<String>| {
        found
            .into_iter()
            .map(|what| format!("{screen} ({language}) {what}"))
            .collect::<Vec<_>>()
    };
    findings.extend(note("first run", "en", serious(&window).await));
    window
        .fill("[data-field=server]", &fleet.server.url())
        .await;
    window.fill("[data-field=username]", "dana").await;
    window.fill("[data-field=password]", PASSWORD).await;
    window.click("[data-action=sign-in]").await;
    window.find("[data-screen=board]").await;
    for language in ["en", "ar"] {
        window
            .click("[data-action=rail][data-value=settings]")
            .await;
        window
            .click(&format!(
                "[data-field=language] label:has(input[value={language}])"
            ))
            .await;
        window.find(&format!("html[lang={language}]")).await;
        for screen in SCREENS {
            window
                .click(&format!("[data-action=rail][data-value={screen}]"))
                .await;
            window.find(&format!("[data-screen={screen}]")).await;
            findings.extend(note(screen, language, serious(&window).await));
        }
    }
    window.close().await;
    assert!(findings.is_empty(), "{findings:#?}");
}
