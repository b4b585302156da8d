//! A thread of its own for work in a row that takes much memory. The C library's allocator keeps what a thread freed
//! for that thread: done by whichever thread is free, the same work needs it several times.

use super::ended;
use replica::Replica;
use std::sync::mpsc;
use tokio::sync::oneshot;
use wire::error::Problem;

type Job = Box<dyn FnOnce(&Replica) + Send>;

/// Ends when it is dropped, after what it was given.
pub(super) struct OneThread {
    jobs: mpsc::Sender<Job>,
}

impl OneThread {
    pub fn start(name: &str, replica: Replica) -> Result<Self, Problem> {
        let (jobs, given) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                for job in given {
                    job(&replica);
                }
            })
            .map_err(|error| ended(&error))?;
        Ok(Self { jobs })
    }

    /// Does `work` after all that was given before.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Replica) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        let job = Box::new(move |replica: &Replica| {
            // Nobody may wait any more.
            let _ = answer.send(work(replica));
        });
        self.jobs.send(job).map_err(|error| ended(&error))?;
        answered.await.map_err(|error| ended(&error))?
    }
}
