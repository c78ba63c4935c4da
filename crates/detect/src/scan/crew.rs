//! Threads that look at blocks while the scanner takes in what follows and settles what came before.
//!
//! The next job begins before the one before is done, so that nobody waits for the last block of a job: who has nothing left to do in
//! one goes on with the other.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::Recall;
use super::look::{Look, Looker, View};
use super::text::Text;
use crate::rules::Rules;

/// Some blocks to look at, and the bytes around them.
pub(super) struct Job {
    pub(super) bytes: Vec<u8>,
    /// The stream offset of the first byte.
    pub(super) base: u64,
    /// Where blocks begin and end, in `bytes`.
    pub(super) blocks: Vec<(usize, usize)>,
    /// What a first look left of them.
    recall: Option<Recall>,
    /// A second look is to follow.
    leaves: bool,
    /// The first block that nobody has taken yet.
    next: AtomicUsize,
}

/// Where a job begins, the place of a block in it and what a look at that found, or why the look ended in a panic.
type Answer = Result<(u64, usize, Look), Box<dyn Any + Send>>;

impl Job {
    pub(super) fn new(
        bytes: Vec<u8>,
        base: u64,
        blocks: Vec<(usize, usize)>,
        recall: Option<Recall>,
        leaves: bool,
    ) -> Self {
        Self {
            bytes,
            base,
            blocks,
            recall,
            leaves,
            next: AtomicUsize::new(0),
        }
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text {
            bytes: &self.bytes,
            base: self.base,
        }
    }

    /// The stream offset of its first block: no other job has it.
    fn begin(&self) -> u64 {
        self.base + self.blocks.first().map_or(0, |(from, _)| *from as u64)
    }

    /// Whether somebody has taken each block.
    fn is_taken(&self) -> bool {
        self.next.load(Ordering::Relaxed) >= self.blocks.len()
    }

    /// Looks at the next block that nobody has taken.
    fn look(&self, looker: &mut Looker<'_>) -> Option<(usize, Look)> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let view = View::new(self.text(), *self.blocks.get(at)?);
        let look = match &self.recall {
            Some(recall) => looker.again(view, recall),
            None => looker.look(view, self.leaves),
        };
        Some((at, look))
    }
}

struct Member {
    jobs: Option<Sender<Arc<Job>>>,
    thread: Option<JoinHandle<()>>,
}

/// The threads of a scanner besides the one that calls it. They start with the first job.
pub(super) struct Crew {
    size: usize,
    members: Vec<Member>,
    answers: Option<Receiver<Answer>>,
    /// What was found in the job after the one that is ended.
    early: Vec<(usize, Look)>,
}

impl Crew {
    /// So many threads; none is as good as one.
    pub(super) const fn new(size: usize) -> Self {
        Self {
            size,
            members: Vec::new(),
            answers: None,
            early: Vec::new(),
        }
    }

    pub(super) const fn size(&self) -> usize {
        self.size
    }

    /// Lets the threads begin a job.
    pub(super) fn begin(&mut self, job: &Arc<Job>, rules: &Rules) {
        if self.members.len() < self.size {
            self.start(rules);
        }
        for member in &self.members {
            if let Some(jobs) = &member.jobs {
                // A thread that ended by a panic has told so: the answer is waiting.
                let _ = jobs.send(Arc::clone(job));
            }
        }
    }

    /// Helps with a job that was begun until it is done: a look for each block, in order. Where others are still at its last blocks,
    /// it helps with `next`, which was begun too.
    pub(super) fn end(
        &mut self,
        job: &Job,
        next: Option<&Job>,
        looker: &mut Looker<'_>,
    ) -> Vec<Look> {
        let mut looks = std::mem::take(&mut self.early);
        while let Some(look) = job.look(looker) {
            looks.push(look);
        }
        while looks.len() < job.blocks.len() {
            let waiting = self.answers.as_ref().and_then(|all| all.try_recv().ok());
            if waiting.is_none()
                && let Some(look) = next.and_then(|next| next.look(looker))
            {
                self.early.push(look);
                continue;
            }
            match waiting.or_else(|| self.answers.as_ref()?.recv().ok()) {
                Some(Ok((begin, at, look))) if begin == job.begin() => looks.push((at, look)),
                Some(Ok((_, at, look))) => self.early.push((at, look)),
                Some(Err(panic)) => resume_unwind(panic),
                None => break,
            }
        }
        looks.sort_unstable_by_key(|(at, _)| *at);
        looks.into_iter().map(|(_, look)| look).collect()
    }

    fn start(&mut self, rules: &Rules) {
        let (answer, answers) = channel();
        self.answers = Some(answers);
        self.members.clear();
        for _ in 0..self.size {
            let (jobs, taken) = channel::<Arc<Job>>();
            let (rules, answer) = (rules.clone(), answer.clone());
            let work = move || {
                let mut looker = Looker::new(&rules);
                while let Ok(job) = taken.recv() {
                    let mut job = Some(job);
                    while let Some(held) = &job {
                        let look = AssertUnwindSafe(|| held.look(&mut looker));
                        let look = match catch_unwind(look) {
                            Ok(None) => break,
                            Ok(Some((at, look))) => Ok((held.begin(), at, look)),
                            Err(panic) => Err(panic),
                        };
                        // Let go before the last answer: who gets it takes the bytes back.
                        job = job.filter(|job| !job.is_taken());
                        let last = look.is_err();
                        if answer.send(look).is_err() || last {
                            return;
                        }
                    }
                }
            };
            // Where no thread can be had, the others do its work.
            let thread = std::thread::Builder::new()
                .name("coffer-detect".to_owned())
                .spawn(work);
            self.members.push(Member {
                jobs: thread.is_ok().then_some(jobs),
                thread: thread.ok(),
            });
        }
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        // Nobody waits for their answers any more.
        self.answers = None;
        for member in &mut self.members {
            member.jobs = None;
            if let Some(thread) = member.thread.take() {
                let _ = thread.join();
            }
        }
    }
}
