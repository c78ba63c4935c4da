//! The export layout of `c2sp.org/tlog-tiles`: names and bytes of tiles and entry bundles.

use std::fmt;
use std::str::FromStr;

use crate::{Hash, MAX_ENTRY_BYTES, MAX_SIZE, Nodes, TreeError, node_hash};

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// Levels of the tree that one tile spans.
const TILE_HEIGHT: u8 = 8;
/// Levels of tiles that a tree of 2^62 entries has.
const TILE_LEVELS: u8 = 8;

/// The name of a tile or of an entry bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TilePath {
    level: Option<u8>,
    index: u64,
    width: u16,
}

impl TilePath {
    /// A tile of hashes, 1 to 256 wide.
    #[must_use]
    pub const fn tree(level: u8, index: u64, width: u16) -> Option<Self> {
        if level >= TILE_LEVELS || index > MAX_SIZE || width == 0 || width > TILE_WIDTH {
            return None;
        }
        Some(Self {
            level: Some(level),
            index,
            width,
        })
    }

    /// A bundle of entries, 1 to 256 long.
    #[must_use]
    pub const fn entries(index: u64, width: u16) -> Option<Self> {
        if index > MAX_SIZE || width == 0 || width > TILE_WIDTH {
            return None;
        }
        Some(Self {
            level: None,
            index,
            width,
        })
    }

    /// The tile's level, or nothing for a bundle of entries.
    #[must_use]
    pub const fn level(&self) -> Option<u8> {
        self.level
    }

    /// The index within the level.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it holds.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "tile/{level}/")?,
            None => f.write_str("tile/entries/")?,
        }
        let digits = self.index.to_string();
        let padded = format!("{digits:0>width$}", width = digits.len().div_ceil(3) * 3);
        for start in (0..padded.len()).step_by(3) {
            let more = start + 3 < padded.len();
            let mark = if more { "x" } else { "" };
            let slash = if more { "/" } else { "" };
            write!(f, "{mark}{}{slash}", &padded[start..start + 3])?;
        }
        if self.width < TILE_WIDTH {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

impl FromStr for TilePath {
    type Err = BundleError;

    /// Reads a name strictly: only what [`TilePath`] itself writes is accepted.
    fn from_str(text: &str) -> Result<Self, BundleError> {
        parse_path(text)
            .filter(|path| path.to_string() == text)
            .ok_or(BundleError::Path)
    }
}

fn parse_path(text: &str) -> Option<TilePath> {
    // Nothing longer than the name of the last tile can be one.
    if text.len() > 64 {
        return None;
    }
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let (number, width) = match rest.split_once(".p/") {
        Some((number, width)) => (number, width.parse().ok().filter(|w| *w < TILE_WIDTH)?),
        None => (rest, TILE_WIDTH),
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let index = digits.parse().ok()?;
    match kind {
        "entries" => TilePath::entries(index, width),
        level => TilePath::tree(level.parse().ok()?, index, width),
    }
}

/// Every tile and bundle that a log of `size` entries is exported as, bundles first.
pub fn tiles_of(size: u64) -> impl Iterator<Item = TilePath> {
    let size = size.min(MAX_SIZE);
    let bundles = spans(size).filter_map(|(index, width)| TilePath::entries(index, width));
    let tiles = (0..TILE_LEVELS).flat_map(move |level| {
        spans(size >> (TILE_HEIGHT * level))
            .filter_map(move |(index, width)| TilePath::tree(level, index, width))
    });
    bundles.chain(tiles)
}

/// The full tiles over `count` hashes, and the partial one at the end.
fn spans(count: u64) -> impl Iterator<Item = (u64, u16)> {
    let tile = u64::from(TILE_WIDTH);
    (0..count.div_ceil(tile)).map(move |index| (index, width_at(count, index)))
}

/// How wide tile `index` is when its level has `count` hashes; 0 when it lies beyond them.
fn width_at(count: u64, index: u64) -> u16 {
    let start = index.saturating_mul(u64::from(TILE_WIDTH));
    u16::try_from(count.saturating_sub(start)).map_or(TILE_WIDTH, |left| left.min(TILE_WIDTH))
}

/// The bytes of a tile of hashes, read from stored nodes.
///
/// # Errors
/// When a node is missing, or the path names a bundle of entries.
pub fn tile_bytes(path: TilePath, nodes: &dyn Nodes) -> Result<Vec<u8>, TreeError> {
    let outside = TreeError::Outside {
        index: path.index,
        size: 0,
    };
    let level = path.level.ok_or(outside)? * TILE_HEIGHT;
    let first = path
        .index
        .checked_mul(u64::from(TILE_WIDTH))
        .ok_or(outside)?;
    let mut bytes = Vec::with_capacity(usize::from(path.width) * 32);
    for index in first..first + u64::from(path.width) {
        let hash = nodes
            .node(level, index)
            .ok_or(TreeError::Missing { level, index })?;
        bytes.extend_from_slice(&hash);
    }
    Ok(bytes)
}

/// The nodes of a log that was exported as tiles: `read` gives a tile's bytes by its name.
///
/// Levels between those of the tiles are hashed together on the way, as the layout intends.
pub struct TileNodes<F> {
    size: u64,
    read: F,
}

impl<F: Fn(TilePath) -> Option<Vec<u8>>> TileNodes<F> {
    /// The nodes of an export of `size` entries.
    pub const fn new(size: u64, read: F) -> Self {
        Self { size, read }
    }
}

impl<F: Fn(TilePath) -> Option<Vec<u8>>> Nodes for TileNodes<F> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let complete = self
            .size
            .min(MAX_SIZE)
            .checked_shr(level.into())
            .unwrap_or(0);
        if index >= complete {
            return None;
        }
        let (tile_level, height) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let first = index << height;
        let tile = first / u64::from(TILE_WIDTH);
        let width = width_at(self.size >> (TILE_HEIGHT * tile_level), tile);
        let bytes = (self.read)(TilePath::tree(tile_level, tile, width)?)?;
        if bytes.len() != usize::from(width) * 32 {
            return None;
        }
        let offset = usize::try_from(first % u64::from(TILE_WIDTH)).ok()?;
        let (hashes, _) = bytes.as_chunks::<32>();
        let mut row = hashes.get(offset..offset + (1 << height))?.to_vec();
        while row.len() > 1 {
            row = row
                .chunks_exact(2)
                .map(|pair| node_hash(&pair[0], &pair[1]))
                .collect();
        }
        row.first().copied()
    }
}

/// Why a bundle of entries or a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// An entry is longer than its length can say.
    #[error("an entry of {0} bytes is longer than {MAX_ENTRY_BYTES}")]
    TooLong(usize),
    /// Not between 1 and 256 entries.
    #[error("a bundle has 1 to {TILE_WIDTH} entries")]
    Width,
    /// The bytes end within an entry.
    #[error("the bundle is cut short")]
    Truncated,
    /// Bytes follow the last entry.
    #[error("bytes follow the last entry of the bundle")]
    Trailing,
    /// Not the name of a tile.
    #[error("this is not the name of a tile or a bundle of entries")]
    Path,
}

/// The bytes of a bundle: each entry with its length before it, 16 bits, big-endian.
///
/// # Errors
/// When there are not 1 to 256 entries or one is too long.
pub fn encode_bundle<'a>(
    entries: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    let mut width = 0_u16;
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::TooLong(entry.len()))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
        width += 1;
        if width > TILE_WIDTH {
            return Err(BundleError::Width);
        }
    }
    if width == 0 {
        Err(BundleError::Width)
    } else {
        Ok(bytes)
    }
}

/// The entries of a bundle that must hold exactly `width` of them.
///
/// # Errors
/// When the bytes are cut short, go on after the last entry, or `width` is not 1 to 256.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    if width == 0 || width > TILE_WIDTH {
        return Err(BundleError::Width);
    }
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(width.into());
    for _ in 0..width {
        let (length, after) = rest
            .split_first_chunk::<2>()
            .ok_or(BundleError::Truncated)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after
            .split_at_checked(length)
            .ok_or(BundleError::Truncated)?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(BundleError::Trailing)
    }
}
