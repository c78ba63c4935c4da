//! Further looks at masked text, until one finds nothing.

use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle};

use super::MaskOptions;
use super::stream::Masker;
use crate::rules::Rules;
use crate::scan::Recall;
use crate::token::Pseudonyms;

/// Looks at most, the first one included.
const MAX_PASSES: usize = 6;
/// What a check that begins in the middle sees of the text before, in bytes.
const CHECK_CONTEXT_BYTES: usize = 16 << 10;
/// Pieces that may wait for a thread: each is held in memory.
const WAITING: usize = 0;

/// A piece of masked text, and what the look that masked it left.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) text: Vec<u8>,
    pub(super) left: Option<Recall>,
    /// Nothing comes behind it.
    pub(super) last: bool,
}

/// A further look at what the one before wrote.
struct Check<'r> {
    masker: Masker<'r>,
    /// The last bytes it was given, for a check of its own output.
    written: Vec<u8>,
    residual: u64,
}

impl<'r> Check<'r> {
    /// A check that has seen `context` and will write only what comes after.
    fn new(masker: Masker<'r>, context: &[u8]) -> Self {
        Self {
            masker: masker.behind(context),
            written: Vec::new(),
            residual: 0,
        }
    }

    fn push(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) {
        let mut found = 0;
        self.masker.push(bytes, out, &mut |_, _| found += 1);
        if last {
            self.masker.finish(out, &mut |_, _| found += 1);
        }
        self.residual += found;
    }

    fn remember(&mut self, text: &[u8]) {
        let tail = &text[text.len().saturating_sub(CHECK_CONTEXT_BYTES)..];
        let surplus = (self.written.len() + tail.len()).saturating_sub(CHECK_CONTEXT_BYTES);
        self.written.drain(..surplus);
        self.written.extend_from_slice(tail);
    }
}

/// The looks that check each other.
pub(super) struct Checks<'r> {
    rules: &'r Rules,
    pseudonyms: &'r Pseudonyms,
    options: MaskOptions,
    /// Every value keeps its length.
    fit: bool,
    checks: Vec<Check<'r>>,
    spare: Vec<u8>,
}

impl<'r> Checks<'r> {
    pub(super) fn new(
        rules: &'r Rules,
        pseudonyms: &'r Pseudonyms,
        options: MaskOptions,
        fit: bool,
    ) -> Self {
        // A further look has little to do.
        let threads = options.threads.div_ceil(2);
        let options = MaskOptions { threads, ..options };
        let mut checks = Self {
            rules,
            pseudonyms,
            options,
            fit,
            checks: Vec::new(),
            spare: Vec::new(),
        };
        if options.recheck {
            checks.add(b"");
        }
        checks
    }

    fn add(&mut self, context: &[u8]) {
        // Nobody is told where a check finds something, only how much.
        let masker = Masker::new(self.rules, self.pseudonyms, self.options).without_lines();
        let masker = if self.fit { masker.in_place() } else { masker };
        self.checks.push(Check::new(masker, context));
    }

    /// Values that were found.
    pub(super) fn residual(&self) -> u64 {
        self.checks.iter().map(|check| check.residual).sum()
    }

    /// The last one found something.
    pub(super) fn is_unsettled(&self) -> bool {
        self.checks.last().is_some_and(|check| check.residual > 0)
    }

    /// Sends masked text through the checks; what comes out takes its place. One that finds something gets a check of its own.
    pub(super) fn push(&mut self, piece: &mut Piece) {
        if let (Some(check), Some(left)) = (self.checks.first_mut(), piece.left.take()) {
            check.masker.recall(left);
        }
        let mut at = 0;
        while let Some(check) = self.checks.get_mut(at) {
            self.spare.clear();
            check.push(&piece.text, piece.last, &mut self.spare);
            std::mem::swap(&mut piece.text, &mut self.spare);
            if check.residual > 0 && at + 1 == self.checks.len() && at + 2 < MAX_PASSES {
                let context = std::mem::take(&mut self.checks[at].written);
                self.add(&context);
            }
            // Remembered after the new check was made: it is to write this piece itself.
            if at + 1 == self.checks.len() {
                self.checks[at].remember(&piece.text);
            }
            at += 1;
        }
    }
}

/// Where the checks are made.
pub(super) enum Way<'scope, 'r> {
    Here(Checks<'r>),
    Beside(Beside<'scope, 'r>),
}

/// A thread that checks what was masked while more is being masked.
pub(super) struct Beside<'scope, 'r> {
    pieces: SyncSender<Piece>,
    answers: Receiver<Piece>,
    thread: ScopedJoinHandle<'scope, Option<Checks<'r>>>,
}

impl<'scope, 'r: 'scope> Way<'scope, 'r> {
    /// Has a thread of their own make the checks, if one can be had.
    pub(super) fn beside(checks: Checks<'r>, scope: &'scope Scope<'scope, '_>) -> Self {
        let (pieces, taken) = sync_channel::<Piece>(WAITING);
        let (answer, answers) = channel();
        // A thread that cannot be had must not take the checks with it.
        let (give, given) = sync_channel::<Checks<'r>>(1);
        let work = move || {
            let mut checks = given.recv().ok()?;
            while let Ok(mut piece) = taken.recv() {
                checks.push(&mut piece);
                if answer.send(piece).is_err() {
                    break;
                }
            }
            Some(checks)
        };
        let thread = Builder::new().name("coffer-mask".to_owned());
        let Ok(thread) = thread.spawn_scoped(scope, work) else {
            return Self::Here(checks);
        };
        match give.send(checks) {
            Ok(()) => Self::Beside(Beside {
                pieces,
                answers,
                thread,
            }),
            Err(back) => Self::Here(back.0),
        }
    }

    /// Sends a piece through the checks, and hands over what has come out.
    pub(super) fn push(
        &mut self,
        mut piece: Piece,
        each: &mut dyn FnMut(Piece) -> io::Result<()>,
    ) -> io::Result<()> {
        match self {
            Self::Here(checks) => {
                checks.push(&mut piece);
                each(piece)
            }
            Self::Beside(beside) => {
                // A thread that ended by a panic is noticed at the end.
                let _ = beside.pieces.send(piece);
                beside.answers.try_iter().try_for_each(each)
            }
        }
    }

    /// Hands over the rest. `None` is never the answer of a thread that was given something to do.
    pub(super) fn end(
        self,
        each: &mut dyn FnMut(Piece) -> io::Result<()>,
    ) -> io::Result<Option<Checks<'r>>> {
        match self {
            Self::Here(checks) => Ok(Some(checks)),
            Self::Beside(beside) => {
                drop(beside.pieces);
                beside.answers.iter().try_for_each(each)?;
                Ok(beside
                    .thread
                    .join()
                    .unwrap_or_else(|panic| resume_unwind(panic)))
            }
        }
    }
}
