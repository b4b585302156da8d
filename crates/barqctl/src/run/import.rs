//! Importing a file: judged by the import crate, decided like everything else by commands, in numbered parts.

use crate::{
    args::Import,
    exit::{Failure, REFUSED},
    hub,
    output::Output,
    session::Session,
};
use domain::{
    command::{Command, MAX_BYTES, MAX_ITEMS, Other, PART_BYTES},
    decide::{ItemVerdict, Verdict},
    entities::Merchant,
    id::{HubId, ImportBatchId},
    units::Millis,
};
use import::{Content, Settings, Sheet, Summary};
use serde::Serialize;
use std::{collections::HashSet, path::Path};
use sync::{Client, client::local_now};
use wire::ipc::{HubView, Query, QueryResult};

/// Zones without a colour of their own get these in turn.
const PALETTE: [&str; 8] = [
    "#3b7ddd", "#2a9d8f", "#b5651d", "#7b5ea7", "#5b8c5a", "#c06c84", "#6c7a89", "#a68a3c",
];

#[derive(Serialize)]
struct Imported {
    #[serde(flatten)]
    summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<u64>,
    /// Already there, and left as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u64>,
    /// Accepted by the importer, refused by the rules, with the reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rejected: Vec<ItemVerdict>,
}

pub async fn import(dir: &Path, args: Import, output: Output) -> Result<(), Failure> {
    let unreadable = |why: String| Failure::File(format!("{}: {why}", args.file.display()));
    let name = args
        .file
        .file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let size = std::fs::metadata(&args.file)
        .map_err(|e| unreadable(e.to_string()))?
        .len();
    if size > import::MAX_FILE_BYTES {
        let limit = import::MAX_FILE_BYTES;
        return Err(unreadable(
            import::FileError::TooLarge { bytes: size, limit }.to_string(),
        ));
    }
    let bytes = std::fs::read(&args.file).map_err(|e| unreadable(e.to_string()))?;
    let zones = import::content(&bytes) == Content::Zones;
    let refused = |e: import::FileError| unreadable(format!("{e} ({})", e.code()));

    if args.dry_run {
        let summary = if zones {
            import::zones(&bytes).map_err(refused)?.summary()
        } else {
            let settings = Settings::without_hub(local_now());
            let mut sheet = import::read(&bytes, &name, &settings).map_err(refused)?;
            shift(&mut sheet, &settings, &args);
            sheet.summary()
        };
        return say(summary, None, output);
    }

    let session = Session::open(dir)?.unlocked()?;
    let client = session.client()?;
    let now = client.server_now();
    let hub = hub::find(&session.replica, args.hub.as_deref(), now)?;
    let mut done = Done::default();
    let summary = if zones {
        let file = import::zones(&bytes).map_err(refused)?;
        let specs = file.specs(hub.id, &PALETTE);
        for zones in chunks(specs) {
            let command = Command::Other(Other::UpsertZone { hub: hub.id, zones });
            done.take(submit_if_new(&client, command).await?, |_| true);
        }
        file.summary()
    } else {
        let settings = settings(&hub, now);
        let mut sheet = import::read(&bytes, &name, &settings).map_err(refused)?;
        shift(&mut sheet, &settings, &args);
        import_sheet(&client, &sheet, hub.id, &mut done).await?;
        sheet.summary()
    };
    let rejected = !done.rejected.is_empty();
    say(summary, Some(done), output)?;
    if rejected {
        Err(Failure::Said(REFUSED))
    } else {
        Ok(())
    }
}

#[derive(Default)]
struct Done {
    created: u64,
    skipped: u64,
    rejected: Vec<ItemVerdict>,
}

impl Done {
    /// Counts the items that are `counted`; what was refused is kept in any case.
    fn take(&mut self, items: Vec<ItemVerdict>, counted: impl Fn(&ItemVerdict) -> bool) {
        for item in items {
            match item.verdict {
                Verdict::Rejected { .. } | Verdict::Unknown(_) => self.rejected.push(item),
                _ if !counted(&item) => {}
                Verdict::Unchanged => self.skipped += 1,
                _ => self.created += 1,
            }
        }
    }
}

async fn import_sheet(
    client: &Client,
    sheet: &Sheet,
    hub: HubId,
    done: &mut Done,
) -> Result<(), Failure> {
    let batch = ImportBatchId(uuid::Uuid::now_v7());
    for merchants in chunks(unknown_merchants(client, sheet).await?) {
        let command = Command::Other(Other::UpsertMerchant { merchants });
        done.take(submit_if_new(client, command).await?, |_| false);
    }
    for part in sheet.parts(batch) {
        let deliveries: HashSet<_> = part.rows.iter().map(|row| row.id(hub).0).collect();
        let command = Command::Other(Other::ImportRows {
            hub,
            import: part.import,
            rows: part.rows,
            problems: part.problems,
        });
        let items = submit_if_new(client, command).await?;
        done.take(items, |item| deliveries.contains(&item.id));
    }
    Ok(())
}

/// Merchants are the organisation's: an import that meets unknown ones creates them by a command of its own.
async fn unknown_merchants(client: &Client, sheet: &Sheet) -> Result<Vec<Merchant>, Failure> {
    let QueryResult::Merchants(known) = client.query(Query::Merchants).await? else {
        return Ok(sheet.merchants());
    };
    let known: HashSet<_> = known.iter().map(|m| m.id).collect();
    let mut merchants = sheet.merchants();
    merchants.retain(|m| !known.contains(&m.id));
    Ok(merchants)
}

/// Submits a command unless it would change nothing, so that importing a file twice sends nothing.
async fn submit_if_new(client: &Client, command: Command) -> Result<Vec<ItemVerdict>, Failure> {
    let preview = Query::Preview {
        command: command.clone(),
    };
    if let QueryResult::Preview(preview) = client.query(preview).await?
        && preview
            .items
            .iter()
            .all(|i| i.verdict == Verdict::Unchanged)
    {
        return Ok(preview.items);
    }
    Ok(client.submit(command).await?.items)
}

/// Lists that each fit into one command.
fn chunks<T: Serialize>(items: Vec<T>) -> Vec<Vec<T>> {
    let mut lists: Vec<Vec<T>> = Vec::new();
    let mut left = 0;
    for item in items {
        let size = serde_json::to_vec(&item).map_or(MAX_BYTES, |json| json.len() + 1);
        match lists.last_mut() {
            Some(list) if list.len() < MAX_ITEMS && size <= left => {
                left -= size;
                list.push(item);
            }
            _ => {
                left = PART_BYTES.saturating_sub(size);
                lists.push(vec![item]);
            }
        }
    }
    lists
}

fn settings(hub: &HubView, now: Millis) -> Settings {
    let mut settings = Settings::without_hub(now);
    settings.hub = hub.id;
    settings.time_zone.clone_from(&hub.time_zone);
    settings.day_starts_at_min = hub.day_starts_at_min;
    settings.default_service_date = hub::date(hub, None, now);
    hub.name
        .get(false)
        .clone_into(&mut settings.default_merchant);
    settings
}

fn shift(sheet: &mut Sheet, settings: &Settings, args: &Import) {
    let days = match (args.shift_to_today, sheet.first_service_date()) {
        (true, Some(first)) => (settings.default_service_date.0 - first.0).num_days(),
        _ => args.shift_days,
    };
    if days != 0 {
        sheet.shift_days(days);
    }
}

fn say(summary: Summary, done: Option<Done>, output: Output) -> Result<(), Failure> {
    let imported = Imported {
        created: done.as_ref().map(|d| d.created),
        skipped: done.as_ref().map(|d| d.skipped),
        rejected: done.map(|d| d.rejected).unwrap_or_default(),
        summary,
    };
    output.print(&imported, |i| {
        let list = |counts: &std::collections::BTreeMap<String, usize>| {
            let each: Vec<_> = counts
                .iter()
                .map(|(code, n)| format!("{code} {n}"))
                .collect();
            if each.is_empty() {
                "none".to_owned()
            } else {
                each.join(", ")
            }
        };
        let mut text = format!(
            "{}: {} accepted, {} of them drafts\nwarnings: {}\nquarantined: {}",
            i.summary.format,
            i.summary.accepted,
            i.summary.of_which_draft,
            list(&i.summary.warnings),
            list(&i.summary.quarantined)
        );
        for sheet in &i.summary.unread_sheets {
            let hidden = if sheet.hidden { ", hidden" } else { "" };
            text += &format!(
                "\nnot read: sheet {} ({} rows{hidden})",
                sheet.name, sheet.rows
            );
        }
        if let (Some(created), Some(skipped)) = (i.created, i.skipped) {
            text += &format!(
                "\n{created} created, {skipped} already there, {} refused",
                i.rejected.len()
            );
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_keep_everything_in_order_and_within_a_command() {
        let items: Vec<String> = (0..3000).map(|n| format!("{n:0>600}")).collect();
        let lists = chunks(items.clone());
        assert!(
            lists
                .iter()
                .all(|l| l.len() <= MAX_ITEMS && serde_json::to_vec(l).unwrap().len() < MAX_BYTES)
        );
        assert_eq!(lists.concat(), items);
    }
}
