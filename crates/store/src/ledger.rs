//! The ledger as it is stored: entries, the inner nodes of their tree, checkpoints.
//!
//! Entries are numbered without gaps from 0. An entry, the nodes it completes and the change it speaks
//! of are committed together or not at all.

use std::collections::HashMap;
use std::hash::RandomState;
use std::ops::Range;

use coffer_ledger::{
    Decision, Entry, EntryKind, Frontier, Hash, LogReport, LogVerifier, NoteVerifier,
    consistency_needs, consistency_proof, frontier_needs, inclusion_needs, inclusion_proof,
    leaf_hash, root_at, root_needs,
};
use coffer_model::{CaseId, UnixMillis};

use crate::column::{self, args};
use crate::dialect::{DbConnection, DbRow};
use crate::query::{Record, execute, fetch, reads, row, value, writes};
use crate::{Error, Result, Store, Tx};

/// Entries that verification reads at a time.
const VERIFY_PAGE: u32 = 1024;

/// Stored nodes by level and index: what the proofs of `coffer_ledger` read from.
pub type NodeMap = HashMap<(u8, u64), Hash, RandomState>;

row! {
    /// An entry as it is stored.
    LedgerRow in ledger_entries {
        /// Its number, from 0.
        idx: u64,
        /// The bytes that are hashed.
        bytes: Vec<u8>,
        /// The hash of its leaf.
        leaf_hash: Hash,
    }
}

row! {
    /// A signed statement of what the ledger was.
    CheckpointRow in ledger_checkpoints {
        /// Entries in the tree.
        size: u64,
        /// The signed note.
        note: String,
        /// When it was signed.
        created_at: UnixMillis,
    }
}

row! {
    /// An allowed decision whose outcome is not recorded.
    IntentRow in ledger_intents {
        /// The number of the decision.
        idx: u64,
        /// When it was made.
        time: UnixMillis,
    }
}

/// A stored hash and its place in its level.
struct HashRow {
    idx: u64,
    hash: Hash,
}

impl Record for HashRow {
    fn read(row: &DbRow) -> Result<Self> {
        Ok(Self {
            idx: column::read(row, "ledger_nodes", "idx")?,
            hash: column::read(row, "ledger_nodes", "hash")?,
        })
    }
}

/// Which entries to find. What is not set does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// Of this case.
    pub case: Option<CaseId>,
    /// About this target.
    pub target: Option<String>,
    /// By this actor.
    pub actor: Option<String>,
    /// With this action.
    pub action: Option<String>,
    /// Of this kind.
    pub kind: Option<EntryKind>,
    /// With this decision.
    pub decision: Option<Decision>,
    /// At or after this moment.
    pub from: Option<UnixMillis>,
    /// Before this moment.
    pub until: Option<UnixMillis>,
}

/// An entry that is known to be one, ready to be appended.
#[derive(Debug, Clone)]
pub struct CheckedEntry {
    bytes: Vec<u8>,
    leaf: Hash,
    entry: Entry,
}

impl CheckedEntry {
    /// Checks bytes that are to be appended.
    ///
    /// # Errors
    /// [`Error::Entry`] when they are not the canonical form of an entry.
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        let entry = Entry::from_bytes(&bytes)?;
        Ok(Self {
            leaf: leaf_hash(&bytes),
            bytes,
            entry,
        })
    }
}

const fn kind_text(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Decision => "decision",
        EntryKind::Outcome => "outcome",
        EntryKind::Event => "event",
    }
}

impl Tx {
    /// Appends an entry and returns its number. It is in the ledger when the transaction commits.
    ///
    /// # Errors
    /// [`Error::Entry`] when the bytes are not an entry, [`Error::Value`] when it is the outcome of a
    /// decision that is not in the ledger.
    pub async fn append_entry(&mut self, bytes: Vec<u8>) -> Result<u64> {
        self.append_checked(CheckedEntry::new(bytes)?).await
    }

    /// As [`Tx::append_entry`], for an entry that was checked before.
    ///
    /// # Errors
    /// [`Error::Value`] when it is the outcome of a decision that is not in the ledger.
    pub async fn append_checked(&mut self, checked: CheckedEntry) -> Result<u64> {
        self.prepare_frontier().await?;
        let mut frontier = self.frontier.take().unwrap_or_default();
        let idx = frontier.size();
        if checked.entry.intent.is_some_and(|intent| intent >= idx) {
            self.frontier = Some(frontier);
            return Err(Error::Value(format!(
                "entry {idx} is the outcome of one that is not there"
            )));
        }
        let nodes = frontier.push(checked.leaf);
        // Until every part of the entry is written, the transaction cannot be committed.
        self.broken = true;
        self.write_entry(idx, &checked).await?;
        for (level, index, hash) in nodes {
            // Leaves are stored with their entries.
            if level > 0 {
                let sql = "INSERT INTO ledger_nodes (level, idx, hash) VALUES ($1, $2, $3)";
                execute(self.connection(), sql, args![level, index, hash]).await?;
            }
        }
        self.broken = false;
        self.frontier = Some(frontier);
        Ok(idx)
    }

    async fn write_entry(&mut self, idx: u64, checked: &CheckedEntry) -> Result<()> {
        let CheckedEntry { bytes, leaf, entry } = checked;
        let sql = "INSERT INTO ledger_entries (idx, bytes, leaf_hash, time, kind, actor, action, \
                   target, case_id, decision, intent) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let args = args![
            idx,
            bytes,
            leaf,
            entry.time,
            kind_text(entry.kind),
            entry.actor,
            entry.action,
            entry.target,
            entry.case,
            entry.decision.map(Decision::as_str),
            entry.intent
        ];
        execute(self.connection(), sql, args).await?;
        if entry.kind == EntryKind::Decision && entry.decision == Some(Decision::Allow) {
            let sql = "INSERT INTO ledger_intents (idx, time) VALUES ($1, $2)";
            execute(self.connection(), sql, args![idx, entry.time]).await?;
        }
        if let Some(intent) = entry.intent {
            let sql = "DELETE FROM ledger_intents WHERE idx = $1";
            execute(self.connection(), sql, args![intent]).await?;
        }
        Ok(())
    }

    /// Has the right edge of the tree at hand. The edge of the last commit serves while nobody else
    /// appended since, such as a command on the console beside a running server; the write lock is
    /// held, so what is read here holds until the transaction ends.
    async fn prepare_frontier(&mut self) -> Result<()> {
        if self.broken {
            return Err(Error::Broken);
        }
        if self.frontier.is_some() {
            return Ok(());
        }
        let size = stored_size(self.connection()).await?;
        let known = self
            .take_committed_frontier()
            .filter(|frontier| frontier.size() == size);
        self.frontier = match known {
            Some(frontier) => Some(frontier),
            None => {
                let nodes = load_nodes(self.connection(), &frontier_needs(size)).await?;
                Some(Frontier::from_nodes(size, &nodes)?)
            }
        };
        Ok(())
    }
}

async fn stored_size(c: &mut DbConnection) -> Result<u64> {
    value(
        c,
        "SELECT COALESCE(MAX(idx) + 1, 0) FROM ledger_entries",
        args![],
    )
    .await
}

/// Reads these nodes; one that is not stored is not in the map.
async fn load_nodes(c: &mut DbConnection, needs: &[(u8, u64)]) -> Result<NodeMap> {
    let mut nodes = NodeMap::default();
    for &(level, index) in needs {
        let found: Option<Vec<u8>> = if level == 0 {
            let sql = "SELECT leaf_hash FROM ledger_entries WHERE idx = $1";
            fetch(&mut *c, sql, args![index]).await?
        } else {
            let sql = "SELECT hash FROM ledger_nodes WHERE level = $1 AND idx = $2";
            fetch(&mut *c, sql, args![level, index]).await?
        };
        if let Some(found) = found {
            let hash = found.as_slice().try_into().map_err(|_| Error::Corrupt {
                table: "ledger_nodes",
                column: "hash",
                reason: format!("it has {} bytes instead of 32", found.len()),
            })?;
            nodes.insert((level, index), hash);
        }
    }
    Ok(nodes)
}

impl Store {
    /// Entries in the ledger.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ledger_size(&self) -> Result<u64> {
        stored_size(&mut *self.reader().await?).await
    }

    /// Reads these stored nodes, as one of the `…_needs` functions of `coffer_ledger` names them.
    ///
    /// # Errors
    /// When the database fails. A node that is not stored is missing from the map, and the
    /// computation that wants it says so.
    pub async fn nodes(&self, needs: &[(u8, u64)]) -> Result<NodeMap> {
        load_nodes(&mut *self.reader().await?, needs).await
    }

    /// What the proof needs that entry `index` is in the tree of the first `size` entries.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_nodes_for_proof(&self, index: u64, size: u64) -> Result<NodeMap> {
        self.nodes(&inclusion_needs(index, size)).await
    }

    /// The root of the tree of the first `size` entries.
    ///
    /// # Errors
    /// [`Error::Tree`] when there are fewer entries, or a node is missing.
    pub async fn ledger_root(&self, size: u64) -> Result<Hash> {
        Ok(root_at(size, &self.nodes(&root_needs(size)).await?)?)
    }

    /// The proof that entry `index` is in the tree of the first `size` entries.
    ///
    /// # Errors
    /// [`Error::Tree`] when it is not, or a node is missing.
    pub async fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<Hash>> {
        let nodes = self.load_nodes_for_proof(index, size).await?;
        Ok(inclusion_proof(index, size, &nodes)?)
    }

    /// The proof that the tree of the first `new` entries starts with the tree of the first `old`.
    ///
    /// # Errors
    /// [`Error::Tree`] when `old` is larger than `new`, or a node is missing.
    pub async fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        let nodes = self.nodes(&consistency_needs(old, new)).await?;
        Ok(consistency_proof(old, new, &nodes)?)
    }

    /// Entries of a range, in order. The range is cut at the end of the ledger and at `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn entries(&self, range: Range<u64>, limit: u32) -> Result<Vec<LedgerRow>> {
        let sql = "SELECT idx, bytes, leaf_hash FROM ledger_entries \
                   WHERE idx >= $1 AND idx < $2 ORDER BY idx LIMIT $3";
        let end = range.end.min(coffer_ledger::MAX_SIZE);
        let start = range.start.min(end);
        fetch(&mut *self.reader().await?, sql, args![start, end, limit]).await
    }

    /// Shows every entry of a range to `see`, in order, a page at a time, until it returns an error.
    ///
    /// # Errors
    /// What `see` returns, or when the database fails.
    pub async fn for_each_entry<E: From<Error>>(
        &self,
        range: Range<u64>,
        mut see: impl FnMut(LedgerRow) -> Result<(), E>,
    ) -> Result<(), E> {
        const PAGE: u32 = 1000;
        let mut next = range.start;
        while next < range.end {
            let page = self.entries(next..range.end, PAGE).await?;
            let Some(last) = page.last() else { break };
            next = last.idx + 1;
            page.into_iter().try_for_each(&mut see)?;
        }
        Ok(())
    }

    /// Reads every stored hash that checking the entries of a range may ask for: the nodes over them,
    /// the siblings of those, and the leaves of the entries that follow.
    async fn nodes_over(&self, range: Range<u64>, size: u64) -> Result<NodeMap> {
        let mut connection = self.reader().await?;
        let mut nodes = NodeMap::default();
        let leaves = "SELECT idx, leaf_hash AS hash FROM ledger_entries \
                      WHERE idx >= $1 AND idx < $2 ORDER BY idx";
        let inner = "SELECT idx, hash FROM ledger_nodes \
                     WHERE level = $3 AND idx >= $1 AND idx < $2 ORDER BY idx";
        let last = range.end.saturating_sub(1);
        let end = range.end.saturating_add(VERIFY_PAGE.into());
        let args = args![range.start & !1, end.min(size)];
        let found: Vec<HashRow> = fetch(&mut connection, leaves, args).await?;
        nodes.extend(found.into_iter().map(|row| ((0, row.idx), row.hash)));
        for level in (1..=62_u8).take_while(|level| size >> level > 0) {
            let args = args![range.start >> level & !1, (last >> level | 1) + 1, level];
            let found: Vec<HashRow> = fetch(&mut connection, inner, args).await?;
            nodes.extend(found.into_iter().map(|row| ((level, row.idx), row.hash)));
        }
        Ok(nodes)
    }

    /// Reads the whole ledger and holds entries, nodes and checkpoints against each other. The report
    /// names the first that does not fit. What is appended meanwhile is not looked at.
    ///
    /// # Errors
    /// When the database fails; what does not fit is not an error but in the report.
    pub async fn verify_ledger(&self, verifier: &(dyn NoteVerifier + Sync)) -> Result<LogReport> {
        // In this order, every checkpoint is one of entries that are read.
        let mut notes = self.checkpoints(0, u32::MAX).await?.into_iter().peekable();
        let end = self.ledger_size().await?;
        let mut log = LogVerifier::new();
        let mut next = 0;
        let mut nodes = NodeMap::default();
        while next < end {
            let page = self.entries(next..end, VERIFY_PAGE).await?;
            let Some(last) = page.last().map(|row| row.idx) else {
                break;
            };
            nodes = self.nodes_over(log.size().min(next)..last + 1, end).await?;
            for row in page {
                while let Some(due) = notes.next_if(|note| note.size <= log.size()) {
                    log.checkpoint(&due.note, verifier, &nodes);
                }
                log.entry(row.idx, &row.bytes, row.leaf_hash, &nodes);
            }
            next = last + 1;
        }
        for due in notes {
            log.checkpoint(&due.note, verifier, &nodes);
        }
        Ok(log.finish(&nodes))
    }

    /// Entries that match `filter` and come before the number `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_entries(
        &self,
        filter: &LedgerFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<LedgerRow>> {
        let args = args![
            filter.case.map(|case| case.to_string()),
            filter.target,
            filter.actor,
            filter.action,
            filter.kind.map(kind_text),
            filter.decision.map(Decision::as_str),
            filter.from.map_or(i64::MIN, UnixMillis::as_i64),
            filter.until.map_or(i64::MAX, UnixMillis::as_i64),
            before
                .unwrap_or(coffer_ledger::MAX_SIZE)
                .min(coffer_ledger::MAX_SIZE),
            limit
        ];
        fetch(&mut *self.reader().await?, filter.statement(), args).await
    }
}

/// A search that an index leads to by its first condition. The others only narrow what it finds, and
/// each holds when its parameter is null.
macro_rules! search {
    ($first:literal) => {
        concat!(
            "SELECT idx, bytes, leaf_hash FROM ledger_entries WHERE ",
            $first,
            " AND (CAST($1 AS TEXT) IS NULL OR case_id = $1) \
             AND (CAST($2 AS TEXT) IS NULL OR target = $2) \
             AND (CAST($3 AS TEXT) IS NULL OR actor = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR action = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR kind = $5) \
             AND (CAST($6 AS TEXT) IS NULL OR decision = $6) \
             AND time >= $7 AND time < $8 AND idx < $9 \
             ORDER BY idx DESC LIMIT $10"
        )
    };
}

impl LedgerFilter {
    /// The statement whose first condition leaves the fewest entries.
    const fn statement(&self) -> &'static str {
        if self.target.is_some() {
            search!("target = $2")
        } else if self.case.is_some() {
            search!("case_id = $1")
        } else if self.actor.is_some() {
            search!("actor = $3")
        } else if self.action.is_some() {
            search!("action = $4")
        } else {
            search!("idx >= 0")
        }
    }
}

reads! {
    /// The entry of this number.
    pub fn entry(idx: u64) -> Option<LedgerRow> =
        "SELECT idx, bytes, leaf_hash FROM ledger_entries WHERE idx = $1", [idx];
    /// The outcome recorded for the decision of this number.
    pub fn outcome_of(idx: u64) -> Option<LedgerRow> =
        "SELECT idx, bytes, leaf_hash FROM ledger_entries WHERE intent = $1 ORDER BY idx LIMIT 1",
        [idx];
    /// Allowed decisions made before `before` whose outcome is not recorded, oldest first.
    pub fn open_intents(before: UnixMillis, limit: u32) -> Vec<IntentRow> =
        "SELECT * FROM ledger_intents WHERE time < $1 ORDER BY idx LIMIT $2", [before, limit];
    /// The checkpoint over the most entries.
    pub fn latest_checkpoint() -> Option<CheckpointRow> =
        "SELECT * FROM ledger_checkpoints ORDER BY size DESC LIMIT 1", [];
    /// The checkpoint over exactly `size` entries.
    pub fn checkpoint(size: u64) -> Option<CheckpointRow> =
        "SELECT * FROM ledger_checkpoints WHERE size = $1", [size];
    /// The first checkpoint that covers entry `idx`.
    pub fn checkpoint_covering(idx: u64) -> Option<CheckpointRow> =
        "SELECT * FROM ledger_checkpoints WHERE size > $1 ORDER BY size LIMIT 1", [idx];
    /// Checkpoints over at least `from` entries, smallest first.
    pub fn checkpoints(from: u64, limit: u32) -> Vec<CheckpointRow> =
        "SELECT * FROM ledger_checkpoints WHERE size >= $1 ORDER BY size LIMIT $2", [from, limit];
}

writes! {
    /// Keeps a checkpoint. False when one over as many entries is kept already.
    pub fn insert_checkpoint(size: u64, note: &str, created_at: UnixMillis) -> bool =
        "INSERT INTO ledger_checkpoints (size, note, created_at) VALUES ($1, $2, $3) \
         ON CONFLICT (size) DO NOTHING", [size, note, created_at];
}
