//! What came of the day: counted in the server's tables, compared between replicas and server.

use super::{Person, Stage};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{path::PathBuf, time::Duration};

/// Effects that one command had twice: events of an item by command and step, attempts and collections by command
/// and delivery. Answers no row where everything happened once.
pub const DUPLICATES: &str = "
    SELECT 'event' AS what, command_id::text, entity_id::text AS item FROM event
     GROUP BY command_id, entity_id, action, part HAVING count(*) > 1
    UNION ALL
    SELECT 'attempt', command_id::text, delivery_id::text FROM attempt
     GROUP BY command_id, delivery_id HAVING count(*) > 1
    UNION ALL
    SELECT 'collection', command_id::text, delivery_id::text FROM collection
     GROUP BY command_id, delivery_id, method HAVING count(*) > 1";

/// A second dispatcher sees an import's last delivery within this time.
const SEEN_WITHIN_MS: u128 = 1000;
/// Everybody is in step within this many looks, half a second apart.
const LOOKS: u32 = 120;

/// The figures of one run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub hubs: u64,
    pub zones: u64,
    pub deliveries: u64,
    /// Rows of the imported files.
    pub accepted: u64,
    pub quarantined: u64,
    pub consoles: u64,
    /// From the end of the import on one screen to its last delivery on another.
    pub seen_ms: u128,
    /// Waiting in the cut-off console when it came back.
    pub offline_commands: u64,
    pub rejected_commands: u64,
    pub conflicts: u64,
    pub contested: u64,
    /// Refused for no other reason than that something before it was.
    pub dependent_rejections: u64,
    pub duplicated_effects: u64,
    pub restarts: u64,
    pub replicas_equal: bool,
    pub screenshots: Vec<PathBuf>,
    /// What did not hold, in words.
    pub broken: Vec<String>,
}

impl Report {
    /// Whether the day went as told.
    pub fn held(&self) -> bool {
        self.broken.is_empty()
    }

    pub fn json(&self, seconds: f64) -> Value {
        json!({
            "hubs": self.hubs,
            "zones": self.zones,
            "deliveries": self.deliveries,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "consoles": self.consoles,
            "seen_ms": self.seen_ms,
            "offline_commands": self.offline_commands,
            "rejected_commands": self.rejected_commands,
            "conflicts": self.conflicts,
            "contested": self.contested,
            "dependent_rejections": self.dependent_rejections,
            "duplicated_effects": self.duplicated_effects,
            "restarts": self.restarts,
            "replicas_equal": self.replicas_equal,
            "screenshots": self.screenshots,
            "seconds": (seconds * 10.0).round() / 10.0,
        })
    }

    /// Counts what the server has, and says what is not as it should be. `refused` is the reference of the one
    /// delivery on which `offline`'s command had to be refused.
    pub fn count(&mut self, stage: &Stage, offline: &Person, refused: &str) {
        let number = |sql: String| -> u64 {
            let rows = stage.database.rows(&sql);
            let cell = rows.first().and_then(|row| row.first().cloned().flatten());
            cell.and_then(|text| text.parse().ok()).unwrap_or_default()
        };
        let all = |table: &str| number(format!("SELECT count(*)::text FROM {table}"));
        (self.hubs, self.zones, self.deliveries) = (all("hub"), all("zone"), all("delivery"));
        let user = offline.id();
        let raised = |kind: &str| {
            number(format!(
                "SELECT count(*)::text FROM exception WHERE raised_by = '{user}' AND kind = '{kind}'"
            ))
        };
        self.rejected_commands = raised("rejected") + raised("quarantined");
        self.conflicts = raised("conflict");
        self.contested = raised("contested");
        self.dependent_rejections = number(format!(
            "SELECT count(*)::text FROM exception x WHERE x.raised_by = '{user}' AND x.kind = 'rejected'
                AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = x.entity_id AND d.reference = '{refused}')"
        ));
        self.duplicated_effects = number(format!(
            "SELECT count(*)::text FROM ({DUPLICATES}) AS twice"
        ));
    }

    /// Looks until every replica's base is the server's, byte for byte.
    pub async fn compare(&mut self, stage: &Stage, people: &[&Person]) {
        let mut looks = tokio::time::interval(Duration::from_millis(500));
        for _ in 0..LOOKS {
            looks.tick().await;
            let server = sha256(&stage.dump());
            self.replicas_equal = people.iter().all(|p| sha256(&p.base(&stage.hub)) == server);
            if self.replicas_equal {
                break;
            }
        }
    }

    /// Says what is not as the day was meant to go.
    pub fn judge(&mut self) {
        let one = |name: &str, n: u64| (n != 1).then(|| format!("{name}: {n} instead of 1"));
        let none = |name: &str, n: u64| (n != 0).then(|| format!("{name}: {n} instead of none"));
        let late = self.seen_ms > SEEN_WITHIN_MS;
        self.broken.extend(
            [
                one("rejected commands", self.rejected_commands),
                one("conflicts", self.conflicts),
                one("contested reports", self.contested),
                one("restarts", self.restarts),
                none("dependent rejections", self.dependent_rejections),
                none("duplicated effects", self.duplicated_effects),
                late.then(|| format!("seen after {} ms instead of {SEEN_WITHIN_MS}", self.seen_ms)),
                (!self.replicas_equal).then(|| "the replicas differ from the server".to_owned()),
            ]
            .into_iter()
            .flatten(),
        );
    }
}

fn sha256(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}
