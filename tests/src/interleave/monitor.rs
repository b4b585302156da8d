//! Which tasks wait for which, by what Postgres says of their connections.

use sqlx::{PgConnection, Row};
use std::collections::{BTreeMap, BTreeSet};

/// A task's connections go by this name and its number.
pub const NAME: &str = "task ";

/// The tasks that wait for a lock, and the tasks each waits for.
pub type Waits = BTreeMap<usize, BTreeSet<usize>>;

/// Asks Postgres. Who waits is its lock manager's word, not a guess from how long something takes.
pub async fn waits(connection: &mut PgConnection) -> Result<Waits, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT w.application_name, b.application_name
         FROM pg_stat_activity AS w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS by(pid)
         JOIN pg_stat_activity AS b ON b.pid = by.pid
         WHERE w.datname = current_database() AND w.wait_event_type = 'Lock'
           AND w.application_name LIKE 'task %' AND b.application_name LIKE 'task %'",
    )
    .fetch_all(connection)
    .await?;
    let mut waits = Waits::new();
    for row in &rows {
        let [who, whom] = [number(row.try_get(0)?), number(row.try_get(1)?)];
        if let (Some(who), Some(whom)) = (who, whom) {
            waits.entry(who).or_default().insert(whom);
        }
    }
    Ok(waits)
}

fn number(name: &str) -> Option<usize> {
    name.strip_prefix(NAME)?.parse().ok()
}

/// Whether each of `tasks` waits, directly or through others that do, for one of `held`, which does not move.
pub fn stand_still(tasks: &BTreeSet<usize>, held: &BTreeSet<usize>, waits: &Waits) -> bool {
    let mut still = held.clone();
    loop {
        let more: BTreeSet<usize> = tasks
            .iter()
            .filter(|task| !still.contains(task))
            .filter(|task| waits.get(task).is_some_and(|by| !by.is_disjoint(&still)))
            .copied()
            .collect();
        if more.is_empty() {
            return tasks.is_subset(&still);
        }
        still.extend(more);
    }
}

/// Whether all of `tasks` wait, and for nobody but one another.
pub fn in_a_circle(tasks: &BTreeSet<usize>, waits: &Waits) -> bool {
    tasks.len() > 1
        && tasks
            .iter()
            .all(|task| waits.get(task).is_some_and(|by| by.is_subset(tasks)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits_of<const N: usize>(pairs: [(usize, usize); N]) -> Waits {
        let mut waits = Waits::new();
        for (who, whom) in pairs {
            waits.entry(who).or_default().insert(whom);
        }
        waits
    }

    #[test]
    fn whoever_waits_for_a_held_task_stands_still_and_a_circle_does_not() {
        let set = |tasks: &[usize]| tasks.iter().copied().collect::<BTreeSet<_>>();
        let chain = waits_of([(1, 0), (2, 1)]);
        assert!(stand_still(&set(&[1, 2]), &set(&[0]), &chain));
        assert!(!stand_still(&set(&[1, 2]), &set(&[]), &chain));
        assert!(!stand_still(&set(&[1, 3]), &set(&[0]), &chain), "3 runs");
        let circle = waits_of([(0, 1), (1, 0)]);
        assert!(!stand_still(&set(&[0, 1]), &set(&[2]), &circle));
        assert!(in_a_circle(&set(&[0, 1]), &circle) && !in_a_circle(&set(&[1, 2]), &chain));
    }
}
