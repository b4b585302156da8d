//! Giving commands: one, or a stream of them from standard input. An id is printed only after its command is
//! durable; commands that are there already when one is written share its commit.

use super::query::read_command;
use crate::{
    args::Submit,
    exit::{Failure, REFUSED},
    hub,
    output::Output,
    session::{self, Session},
};
use domain::{
    command::{Command, MAX_BYTES},
    decide::Verdict,
    id::{CommandId, ImportBatchId},
    rejection::{RejectCode, Rejection},
};
use replica::Order;
use serde::Serialize;
use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
};
use sync::Client;
use wire::{
    error::{ErrorCode, Problem},
    ipc::Submitted,
};

/// Commands that share one commit at most; a person's terminal sends one.
const GROUP: usize = 256;
/// A line longer than this is refused without being kept: room for the largest command.
const MAX_LINE: u64 = 2 * MAX_BYTES as u64;

/// What is printed for one command.
#[derive(Serialize)]
struct Answer {
    /// 1-based line of the input.
    line: u64,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    submitted: Option<Submitted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem>,
}

impl Answer {
    fn of(line: u64, answer: Result<Submitted, Problem>) -> Self {
        let (submitted, error) = match answer {
            Ok(submitted) => (Some(submitted), None),
            Err(problem) => (None, Some(problem)),
        };
        Self {
            line,
            submitted,
            error,
        }
    }

    fn refused(&self) -> bool {
        let any_item = |s: &Submitted| {
            s.items
                .iter()
                .any(|i| matches!(i.verdict, Verdict::Rejected { .. }))
        };
        self.error.is_some() || self.submitted.as_ref().is_some_and(any_item)
    }

    fn words(&self) -> String {
        match (&self.error, &self.submitted) {
            (Some(problem), _) => format!("line {}: {problem}", self.line),
            (
                _,
                Some(Submitted {
                    command_id: Some(id),
                    ..
                }),
            ) => id.to_string(),
            _ => format!("line {}: nothing to do", self.line),
        }
    }
}

pub async fn submit(dir: &Path, args: Submit, output: Output) -> Result<(), Failure> {
    let one = match args.command.as_str() {
        "-" => None,
        text => Some(read_command(text)?),
    };
    let session = Session::open(dir)?.unlocked()?;
    let client = session.client()?;
    if args.sync {
        client.start().await?;
    }
    let refused = match one {
        Some(command) => {
            let submitted = client.submit(command).await?;
            let answer = Answer::of(1, Ok(submitted));
            output.print(&answer, Answer::words)?;
            answer.refused()
        }
        None => {
            let client = client.clone();
            tokio::task::spawn_blocking(move || stream(&client, output))
                .await
                .map_err(|e| Failure::Unexpected(e.into()))??
        }
    };
    if args.sync {
        session::signed_in(&client).await?;
        client.synced().await?;
        client.stop();
    }
    if refused {
        Err(Failure::Said(REFUSED))
    } else {
        Ok(())
    }
}

pub async fn undo(dir: &Path, command: Option<CommandId>, output: Output) -> Result<(), Failure> {
    let session = Session::open(dir)?.unlocked()?;
    let submitted = session.client()?.undo(command).await?;
    let answer = Answer::of(1, Ok(submitted));
    output.print(&answer, Answer::words)?;
    if answer.refused() {
        Err(Failure::Said(REFUSED))
    } else {
        Ok(())
    }
}

/// Takes an import back, whatever became of it before.
pub async fn undo_import(
    dir: &Path,
    hub: Option<&str>,
    batch: ImportBatchId,
    output: Output,
) -> Result<(), Failure> {
    let session = Session::open(dir)?.unlocked()?;
    let client = session.client()?;
    let hub = hub::find(&session.replica, hub, client.server_now())?.id;
    let mut all = Submitted {
        command_id: None,
        items: Vec::new(),
        undoable: false,
    };
    let mut after = None;
    loop {
        let step = client.take_back_import(hub, batch, after).await?;
        all.command_id = all.command_id.or(step.submitted.command_id);
        all.items.extend(step.submitted.items);
        after = step.next;
        if after.is_none() {
            break;
        }
    }
    let answer = Answer::of(1, Ok(all));
    output.print(&answer, Answer::words)?;
    if answer.refused() {
        Err(Failure::Said(REFUSED))
    } else {
        Ok(())
    }
}

/// Reads commands until the input ends; says whether any was refused.
fn stream(client: &Client, output: Output) -> Result<bool, Failure> {
    let mut input = BufReader::with_capacity(256 * 1024, std::io::stdin().lock());
    let mut line_no = 0;
    let mut refused = false;
    loop {
        let group = read_group(&mut input)?;
        if group.is_empty() {
            return Ok(refused);
        }
        let answers = give(client, group, &mut line_no)?;
        let mut text = Vec::new();
        for answer in answers {
            refused |= answer.refused();
            if output.json {
                serde_json::to_writer(&mut text, &answer)
                    .map_err(|e| Failure::Unexpected(e.into()))?;
            } else {
                text.extend_from_slice(answer.words().as_bytes());
            }
            text.push(b'\n');
        }
        let mut out = std::io::stdout().lock();
        out.write_all(&text)?;
        out.flush()?;
    }
}

/// The next line, waiting for it, and whatever whole lines have come with it. Empty at the end of the input.
fn read_group<R: Read>(input: &mut BufReader<R>) -> Result<Vec<Vec<u8>>, Failure> {
    let mut group = Vec::new();
    while group.is_empty() || (group.len() < GROUP && input.buffer().contains(&b'\n')) {
        let mut line = Vec::new();
        let read = input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        if line.last() != Some(&b'\n') && read as u64 == MAX_LINE {
            // The rest of it is passed over; what is kept is too long to be a command.
            input.skip_until(b'\n')?;
        }
        group.push(line);
    }
    Ok(group)
}

/// Makes the group's commands durable, in order, in one commit.
fn give(client: &Client, group: Vec<Vec<u8>>, line_no: &mut u64) -> Result<Vec<Answer>, Failure> {
    let mut orders = Vec::with_capacity(group.len());
    let mut parsed = Vec::with_capacity(group.len());
    for line in group {
        *line_no += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let order = parse(&line).map(|command| {
            orders.push(Order {
                id: CommandId(uuid::Uuid::now_v7()),
                command,
                now: client.server_now(),
                issued_at: client.server_now(),
            });
        });
        parsed.push((*line_no, order));
    }
    let mut answers = client.replica().submit_many(&orders)?.into_iter();
    client.submitted();
    let answers = parsed.into_iter().map(|(line, order)| {
        let answer = order.and_then(|()| match answers.next() {
            Some(answer) => answer.map_err(|e| e.problem()),
            None => Err(Problem::new(
                ErrorCode::Internal,
                "The command has no answer",
            )),
        });
        Answer::of(line, answer)
    });
    Ok(answers.collect())
}

/// Reads one command. What is no JSON is `malformed_json`; what is no command is `rejected` with the reason.
pub fn parse(line: &[u8]) -> Result<Command, Problem> {
    let kept = "Nothing was written for it.";
    if line.len() > MAX_BYTES {
        let rejection = Rejection::new(RejectCode::TooLarge).with("max_bytes", MAX_BYTES);
        let mut problem = Problem::new(ErrorCode::Rejected, "The command is too large").detail(
            format!("A command may have {MAX_BYTES} bytes. {kept} Split it."),
        );
        problem.rejection = Some(rejection);
        return Err(problem);
    }
    let json: serde_json::Value = serde_json::from_slice(line).map_err(|e| {
        Problem::new(ErrorCode::MalformedJson, "That is no JSON").detail(format!("{e}. {kept}"))
    })?;
    serde_json::from_value(json).map_err(|e| {
        let mut problem =
            Problem::new(ErrorCode::Rejected, "That is no command").detail(format!("{e}. {kept}"));
        problem.rejection = Some(Rejection::new(RejectCode::MalformedCommand));
        problem
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_there_form_a_group_and_an_unfinished_one_waits_for_its_end() {
        let mut input = BufReader::new(&b"one\ntwo\n\nthree"[..]);
        let group = read_group(&mut input).unwrap();
        assert_eq!(group, [&b"one\n"[..], b"two\n", b"\n"]);
        assert_eq!(read_group(&mut input).unwrap(), [&b"three"[..]]);
        assert!(read_group(&mut input).unwrap().is_empty());
    }

    #[test]
    fn an_endless_line_is_one_refusal_and_the_next_line_is_read() {
        let mut text = vec![b'x'; 3 * MAX_BYTES];
        text.extend_from_slice(b"\n{}\n");
        let mut input = BufReader::new(&text[..]);
        let first = read_group(&mut input).unwrap();
        assert_eq!(parse(&first[0]).unwrap_err().code, ErrorCode::Rejected);
        let rest = if first.len() > 1 {
            first[1].clone()
        } else {
            read_group(&mut input).unwrap().remove(0)
        };
        assert_eq!(rest, b"{}\n");
    }

    #[test]
    fn what_is_no_command_gets_a_typed_error() {
        assert_eq!(
            parse(b"nonsense").unwrap_err().code,
            ErrorCode::MalformedJson
        );
        let unknown = parse(br#"{"name":"teleport.v1"}"#).unwrap_err();
        assert_eq!(
            unknown.rejection.unwrap().code,
            RejectCode::MalformedCommand
        );
    }
}
