//! An import as the numbered parts of its command: no command may carry more than the domain allows.

use crate::Sheet;
use domain::{
    command::{ImportPart, MAX_BYTES, MAX_ITEMS, NewDelivery, PART_BYTES, ProblemRow},
    id::ImportBatchId,
};

/// What one `import_rows` command carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub import: ImportPart,
    pub rows: Vec<NewDelivery>,
    pub problems: Vec<ProblemRow>,
}

impl Sheet {
    /// The rows to import, without those already imported, and the quarantined ones, cut into parts that each
    /// fit into a command. Empty when there is nothing to do.
    pub fn parts(&self, batch: ImportBatchId) -> Vec<Part> {
        let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        let summary = self.summary();
        let head = ImportPart {
            batch,
            file_name: self.file_name().to_owned(),
            format: summary.format.clone(),
            part: 0,
            parts: 0,
            accepted: count(summary.accepted),
            quarantined: count(summary.quarantined.values().sum()),
        };
        let empty = || Part {
            import: head.clone(),
            rows: Vec::new(),
            problems: Vec::new(),
        };
        let (mut parts, mut part, mut bytes) = (Vec::new(), empty(), 0);
        let mut make_room = |part: &mut Part, size: usize| {
            let full =
                part.rows.len() + part.problems.len() >= MAX_ITEMS || bytes + size > PART_BYTES;
            if full && bytes > 0 {
                parts.push(std::mem::replace(part, empty()));
                bytes = 0;
            }
            bytes += size;
        };
        for accepted in self
            .accepted()
            .filter(|accepted| !accepted.already_imported)
        {
            make_room(&mut part, json_bytes(&accepted.delivery));
            part.rows.push(accepted.delivery.clone());
        }
        for problem in self.problem_rows() {
            make_room(&mut part, json_bytes(&problem));
            part.problems.push(problem);
        }
        if !(part.rows.is_empty() && part.problems.is_empty()) {
            parts.push(part);
        }
        let total = count(parts.len());
        for (number, part) in (1..).zip(&mut parts) {
            (part.import.part, part.import.parts) = (number, total);
        }
        parts
    }
}

fn json_bytes(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).map_or(MAX_BYTES, |json| json.len() + 1)
}
