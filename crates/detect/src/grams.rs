//! The second look at every byte: where a keyword stands.
//!
//! One run of four bytes of each keyword, folded to one case, stands for the keyword. Where that run must begin a word, it is
//! looked for at the beginnings of words only, and a table of hashes answers for thousands of keywords at once; this is most of them.
//! For keywords that may stand inside a word, [`Fingerprints`] propose positions on processors with wide vectors;
//! elsewhere the table of hashes is asked at every byte.

mod bits;
mod recent;

use std::cell::Cell;

use crate::words::is_folded;
use bits::Bits;
use coffer_detect_simd::{Detail, Fingerprints, Print, is_wide};
pub(crate) use recent::Recent;

/// What a keyword leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A name that may be followed by a sensitive value.
    Field,
    /// `Authorization`, `Cookie`, `Set-Cookie` and the like.
    Header,
    /// `Bearer` or `Basic` and a credential.
    Scheme,
    /// A word of a line whose grammar says which of its words is secret.
    Directive,
    /// The beginning of a private key in text form.
    Pem,
    /// The beginning of a signed token.
    Jwt,
    /// A word about a person, a payment or a patient.
    People(crate::people::Topic),
    /// A rule, by its place in the list.
    Rule(u16),
}

/// Where a keyword may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// At the beginning of a word, as [`coffer_detect_simd::survey`] tells it. What follows an underscore or a sign begins one too.
    Word,
    /// Anywhere, inside a longer word too.
    Anywhere,
}

/// A keyword, what it leads to, and where it may begin.
#[derive(Debug, Clone)]
pub(crate) struct Keyword {
    pub(crate) text: String,
    pub(crate) target: Target,
    pub(crate) start: Start,
}

impl Keyword {
    pub(crate) fn new(text: &str, target: Target, start: Start) -> Self {
        Self {
            text: text.to_owned(),
            target,
            start,
        }
    }
}

struct Pattern {
    folded: Box<[u8]>,
    gram_at: usize,
    target: Target,
    /// Counts with a capital only: `Ms Example`, and not `12 ms`.
    capital: bool,
}

/// A run that stands for a keyword, and as much of the keyword from there on as fits in eight bytes.
#[derive(Clone, Copy)]
struct Entry {
    run: u64,
    mask: u64,
    pattern: u16,
    /// The byte of the keyword before the run, folded: `name` stands for many, of which most want a word before it. Zero where there is none.
    before: u8,
    /// What the keyword leads to, where these bytes are all of it and nothing else is asked.
    whole: Option<Target>,
}

/// Runs by their hash.
struct Table<const FIRST: usize, const SECOND: usize> {
    /// Whether four bytes have an entry.
    first: Bits<FIRST>,
    /// How many bytes are asked for second, by the hash of the first four: see [`MORE`].
    lengths: Box<[u8; LENGTHS]>,
    /// Whether that many have one.
    second: Bits<SECOND>,
    /// Where the entries of a hash begin; those of the next one end them.
    lists: Box<[u16; LISTS + 1]>,
    /// Those of one list side by side.
    entries: Vec<Entry>,
    /// Whether three bytes have an entry of their own.
    threes: Bits<64>,
}

/// The keywords of a rule set.
pub(crate) struct Grams {
    /// Runs that begin a word.
    words: Table<2048, 2048>,
    /// Runs that stand anywhere.
    inside: Table<128, 128>,
    /// Where those may stand, for processors with wide vectors.
    prints: Option<Fingerprints>,
    patterns: Vec<Pattern>,
    longest: usize,
}

/// Lists of entries: several hashes share one. More lists than entries, so that most have at most one.
const LISTS: usize = 1 << LIST_BITS;
const LIST_BITS: u32 = 12;
const MOST: usize = 60_000;

/// How many bytes of a run a table is asked for after the first four: as many as the shortest entry has that begins like it.
const MORE: [u64; 4] = [u64::MAX >> 32, u64::MAX >> 24, u64::MAX >> 16, u64::MAX];
const LENGTHS: usize = 1 << LENGTH_BITS;
const LENGTH_BITS: u32 = 15;

/// What may follow a keyword of three bytes that counts (the end of the text reads as a blank): after the name of a
/// field no letter, before the rest of a token a letter or digit or its punctuation.
fn may_follow(target: Target, next: u8) -> bool {
    let word = next.is_ascii_lowercase();
    match target {
        Target::People(topic) if topic.before_anything() => true,
        // A title stands before a name.
        Target::People(topic) if topic.before_letters() => {
            word || next.is_ascii_digit() || next >= 0x80
        }
        Target::People(_) | Target::Field | Target::Header | Target::Scheme | Target::Directive => {
            !word
        }
        Target::Pem | Target::Jwt | Target::Rule(_) => {
            word || (b' '..=b'@').contains(&next) || next >= 0x7b || next == b'`'
        }
    }
}

/// Whether a keyword of three bytes ends in a sign, such as `pw=`: then it is no part of a longer word, whatever follows.
fn signed(target: Target, last: u8) -> bool {
    let named = matches!(
        target,
        Target::Field | Target::People(crate::people::Topic::Diagnosis)
    );
    named && !last.is_ascii_alphabetic()
}

#[inline(always)]
const fn fold(byte: u8) -> u8 {
    byte | 0x20
}

/// A product whose upper bits depend on all bits of the run.
#[inline(always)]
const fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0x9E37_79B1)
}

/// The list of a run of four bytes, or of three where the fourth is none.
#[inline(always)]
const fn list(gram: u32) -> usize {
    (hash(gram) >> (u32::BITS - LIST_BITS)) as usize
}

/// The first four of eight bytes.
#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the low four bytes are meant"
)]
const fn gram(run: u64) -> u32 {
    run as u32
}

/// A product of up to eight bytes: what the first lets through by chance, this one does not.
#[inline(always)]
const fn wide(run: u64) -> u32 {
    (run.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> u32::BITS) as u32
}

/// The place in [`Table::lengths`] of a run.
#[inline(always)]
const fn length_at(gram: u32) -> usize {
    (hash(gram) >> (u32::BITS - LENGTH_BITS)) as usize
}

/// The first three of them.
const fn three(gram: u32) -> u32 {
    gram & 0x00ff_ffff
}

/// Moves the places that pass to the front; how many those are.
#[inline(always)]
fn sifted(spots: &mut [u32], passes: impl Fn(usize) -> bool) -> usize {
    let spots = Cell::from_mut(spots).as_slice_of_cells();
    let mut kept = 0;
    for spot in spots {
        let Some(place) = spots.get(kept) else {
            break;
        };
        place.set(spot.get());
        kept += usize::from(passes(spot.get() as usize));
    }
    kept
}

impl<const FIRST: usize, const SECOND: usize> Table<FIRST, SECOND> {
    fn new(runs: &[Run]) -> Option<Self> {
        let mut table = Self {
            first: Bits::new(),
            lengths: Box::new([u8::MAX; LENGTHS]),
            second: Bits::new(),
            lists: Box::new([0; LISTS + 1]),
            entries: Vec::new(),
            threes: Bits::new(),
        };
        let mut lists = vec![Vec::new(); LISTS];
        for run in runs {
            let mut bytes = [0; 8];
            let mut mask = [0; 8];
            for (at, byte) in run.text.iter().enumerate().take(8) {
                bytes[at] = *byte;
                mask[at] = 0xff;
            }
            let entry = Entry {
                run: u64::from_le_bytes(bytes),
                mask: u64::from_le_bytes(mask),
                pattern: run.pattern,
                before: run.before,
                whole: run.whole.then_some(run.target),
            };
            lists[list(gram(entry.run))].push(entry);
            if run.text.len() < 4 {
                table.threes.set(hash(gram(entry.run)));
            }
            for gram in run.grams()? {
                table.first.set(hash(gram));
                let length = &mut table.lengths[length_at(gram)];
                *length = (*length).min(run.more());
            }
        }
        for run in runs {
            for whole in run.wholes()? {
                let more = table.lengths[length_at(gram(whole))];
                table.second.set(wide(whole & MORE[usize::from(more % 4)]));
            }
        }
        for (end, list) in table.lists[1..].iter_mut().zip(lists) {
            table.entries.extend(list);
            *end = u16::try_from(table.entries.len()).ok()?;
        }
        (table.entries.len() < MOST).then_some(table)
    }

    /// Whether the hash of a run has an entry.
    #[inline(always)]
    fn may_stand(&self, gram: u32) -> bool {
        self.first.has(hash(gram))
    }

    /// Whether what follows has an entry too.
    #[inline(always)]
    fn goes_on(&self, run: u64) -> bool {
        let more = self.lengths[length_at(gram(run))];
        self.second.has(wide(run & MORE[usize::from(more % 4)]))
    }

    /// Moves the places whose run may have an entry to the front; how many those are. There is no branch for each.
    #[inline(never)]
    fn sift(&self, view: &[u8], spots: &mut [u32]) -> usize {
        let first = sifted(spots, |spot| self.may_stand(gram_at(view, spot)));
        sifted(&mut spots[..first], |spot| self.goes_on(run_at(view, spot)))
    }

    /// Hands `each` the entries whose bytes stand at a place.
    #[inline(always)]
    fn at(&self, view: &[u8], spot: usize, recent: &mut Recent, mut each: impl FnMut(&Entry)) {
        let run = run_at(view, spot);
        let before = spot.checked_sub(1).map_or(0, |at| byte_at(view, at));
        for at in recent.get(run, before, |found| self.standing(run, before, found)) {
            each(&self.entries[usize::from(*at)]);
        }
    }

    /// Adds the entries of a run and of the byte before it.
    #[inline(never)]
    fn standing(&self, run: u64, before: u8, found: &mut Vec<u16>) {
        let mut listed = |list: usize| {
            found.extend((self.lists[list]..self.lists[list + 1]).filter(|at| {
                let held = &self.entries[usize::from(*at)];
                (run ^ held.run) & held.mask == 0 && (held.before == 0 || held.before == before)
            }));
        };
        let (four, three) = (gram(run), three(gram(run)));
        listed(list(four));
        if self.threes.has(hash(three)) && list(three) != list(four) {
            listed(list(three));
        }
    }

    /// Puts the places in `from..to` whose run may have an entry into `spots`; how many.
    #[inline(never)]
    fn everywhere(&self, view: &[u8], from: usize, to: usize, spots: &mut Vec<u32>) -> usize {
        spots.clear();
        let places = (from..to).filter(|at| self.may_stand(gram_at(view, *at)));
        spots.extend(places.filter_map(|at| u32::try_from(at).ok()));
        spots.len()
    }
}

/// A run that stands for a keyword, while tables are made.
struct Run {
    /// From the run to the end of the keyword, folded.
    text: Vec<u8>,
    /// The byte before it, or zero.
    before: u8,
    pattern: u16,
    target: Target,
    /// Whether the first eight bytes of the text decide.
    whole: bool,
}

impl Run {
    /// The run; for three bytes one with each byte that may follow. `None` for less.
    fn grams(&self) -> Option<Vec<u32>> {
        if let [a, b, c] = *self.text {
            let signed = signed(self.target, c);
            let last =
                (b' '..=0x7f).filter(|d| fold(*d) == *d && (signed || may_follow(self.target, *d)));
            return Some(last.map(|d| u32::from_le_bytes([a, b, c, d])).collect());
        }
        Some(vec![u32::from_le_bytes(*self.text.first_chunk()?)])
    }

    /// The place in [`MORE`] of as many bytes as it has.
    fn more(&self) -> u8 {
        match self.text.len() {
            ..5 => 0,
            5 => 1,
            6..8 => 2,
            _ => 3,
        }
    }

    /// The run with as much of the keyword as fits in eight bytes.
    fn wholes(&self) -> Option<Vec<u64>> {
        let mut bytes = [0; 8];
        for (byte, of) in bytes.iter_mut().zip(&self.text) {
            *byte = *of;
        }
        let rest = u64::from_le_bytes(bytes) & !MORE[0];
        let grams = self.grams()?;
        Some(
            grams
                .into_iter()
                .map(|gram| u64::from(gram) | rest)
                .collect(),
        )
    }

    fn print(&self) -> Option<Print> {
        let mut print = Print::default();
        for gram in self.grams()? {
            print.add(gram.to_le_bytes());
        }
        Some(print)
    }
}

impl Grams {
    /// `None` when a keyword is shorter than three bytes or there are more than 60,000.
    pub(crate) fn new(keywords: &[Keyword]) -> Option<Self> {
        let (mut words, mut inside) = (Vec::new(), Vec::new());
        let mut patterns = Vec::new();
        for keyword in keywords {
            let folded: Box<[u8]> = keyword.text.bytes().map(fold).collect();
            let word = begins_word(&folded, keyword.start);
            let gram_at = word.unwrap_or_else(|| rarest(&folded));
            let runs = if word.is_some() {
                &mut words
            } else {
                &mut inside
            };
            let capital =
                matches!(keyword.target, Target::People(topic) if topic.needs_capital(&folded));
            runs.push(Run {
                text: folded.get(gram_at..)?.to_vec(),
                before: gram_at.checked_sub(1).map_or(0, |at| folded[at]),
                pattern: u16::try_from(patterns.len()).ok()?,
                target: keyword.target,
                whole: gram_at == 0 && !capital && (4..=8).contains(&folded.len()),
            });
            patterns.push(Pattern {
                capital,
                folded,
                gram_at,
                target: keyword.target,
            });
        }
        let mut prints = Vec::new();
        if is_wide() {
            prints = inside.iter().map(Run::print).collect::<Option<_>>()?;
        }
        Some(Self {
            words: Table::new(&words)?,
            inside: Table::new(&inside)?,
            prints: is_wide().then(|| Fingerprints::new(&prints, Detail::best())),
            longest: patterns
                .iter()
                .map(|one| one.folded.len())
                .fold(4, usize::max),
            patterns,
        })
    }

    /// How long the longest keyword is, in bytes: no more decides whether one stands at a place, but for a few before and behind it.
    pub(crate) const fn longest(&self) -> usize {
        self.longest
    }

    /// Up to where words are to be told that keywords in a part up to `to` may hold.
    pub(crate) fn reach(&self, view: &[u8], to: usize) -> usize {
        // The run that stands for a keyword may begin after the part ends.
        (to + self.longest).min(view.len())
    }

    /// Appends the keywords that begin in `from..to` of `view`, which may go on after `to`. `words` are the places where words
    /// begin, from `from` on to the reach; they are sorted out in place.
    pub(crate) fn find(
        &self,
        view: &[u8],
        from: usize,
        to: usize,
        words: &mut [u32],
        (spots, recent): (&mut Vec<u32>, &mut [Recent; 2]),
        out: &mut Vec<(u32, Target)>,
    ) {
        let reach = self.reach(view, to);
        let kept = self.words.sift(view, words);
        let [in_words, inside] = recent;
        self.compare((&self.words, in_words), view, from..to, &words[..kept], out);
        let proposed = match &self.prints {
            Some(prints) => prints.find(view, from, reach, spots),
            None => self.inside.everywhere(view, from, reach, spots),
        };
        let kept = self.inside.sift(view, &mut spots[..proposed]);
        self.compare((&self.inside, inside), view, from..to, &spots[..kept], out);
    }

    fn compare<const FIRST: usize, const SECOND: usize>(
        &self,
        (table, recent): (&Table<FIRST, SECOND>, &mut Recent),
        view: &[u8],
        part: std::ops::Range<usize>,
        spots: &[u32],
        out: &mut Vec<(u32, Target)>,
    ) {
        for spot in spots {
            let spot = *spot as usize;
            table.at(view, spot, recent, |entry| {
                if let Some(target) = entry.whole
                    && spot + entry.mask.count_ones() as usize / 8 <= view.len()
                {
                    if part.contains(&spot)
                        && let Ok(start) = u32::try_from(spot)
                    {
                        out.push((start, target));
                    }
                    return;
                }
                let pattern = &self.patterns[usize::from(entry.pattern)];
                let Some(start) = spot.checked_sub(pattern.gram_at) else {
                    return;
                };
                let Some(text) = view.get(start..start + pattern.folded.len()) else {
                    return;
                };
                if part.contains(&start)
                    && !(pattern.capital && view[start].is_ascii_lowercase())
                    && is_folded(text, &pattern.folded)
                    && (pattern.folded.len() - pattern.gram_at > 3
                        || signed(pattern.target, byte_at(view, spot + 2))
                        || may_follow(pattern.target, byte_at(view, spot + 3)))
                    && let Ok(start) = u32::try_from(start)
                {
                    out.push((start, pattern.target));
                }
            });
        }
    }
}

/// Where in a keyword a word begins whose run can stand for the keyword, if there is such a place.
fn begins_word(folded: &[u8], start: Start) -> Option<usize> {
    let first =
        (start == Start::Word && folded.first().is_some_and(u8::is_ascii_lowercase)).then_some(0);
    // Behind a sign a word begins, wherever the keyword stands.
    let inner = (1..folded.len().saturating_sub(3))
        .filter(|at| folded[*at].is_ascii_lowercase() && !folded[at - 1].is_ascii_alphanumeric());
    first
        .into_iter()
        .chain(inner)
        .filter(|at| *at == 0 || folded.len() - at >= 4)
        .max_by_key(|at| rarity(&folded[*at..(at + 4).min(folded.len())]))
}

/// The folded run of eight bytes at a position; what lies behind the end counts as blanks.
#[inline(always)]
fn run_at(view: &[u8], at: usize) -> u64 {
    match view.get(at..at + 8).and_then(<[u8]>::first_chunk) {
        Some(run) => u64::from_le_bytes(*run) | 0x2020_2020_2020_2020,
        None => last_run(view, at),
    }
}

/// The same near the end. Out of the way of the loops that ask for thousands.
#[cold]
#[inline(never)]
fn last_run(view: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|n| byte_at(view, at + n)))
}

/// The folded byte at a position.
fn byte_at(view: &[u8], at: usize) -> u8 {
    fold(view.get(at).copied().unwrap_or(b' '))
}

/// Its first four bytes.
#[inline(always)]
fn gram_at(view: &[u8], at: usize) -> u32 {
    match view.get(at..at + 4).and_then(<[u8]>::first_chunk) {
        Some(run) => u32::from_le_bytes(*run) | 0x2020_2020,
        None => gram(last_run(view, at)),
    }
}

/// Where the least common run of four bytes begins.
fn rarest(folded: &[u8]) -> usize {
    folded
        .windows(4)
        .enumerate()
        .max_by_key(|(at, run)| (rarity(run), usize::MAX - at))
        .map_or(0, |(at, _)| at)
}

/// How seldom a run is, in no unit.
fn rarity(run: &[u8]) -> usize {
    // By falling frequency in logs; anything else is rarer still.
    const COMMON: &[u8] = b" etaoinsrhldcumfpgwybv:.kxjqz";
    // With these the words of many lines begin.
    const WORDS: [&[u8]; 20] = [
        b"info", b"warn", b"erro", b"debu", b"trac", b"for ", b"from", b"with", b"user", b"sess",
        b"toke", b"conn", b"requ", b"resp", b"serv", b"time", b"stat", b"mess", b"clie", b"fail",
    ];
    let letters = |byte: &u8| {
        COMMON
            .iter()
            .position(|c| c == byte)
            .unwrap_or(COMMON.len())
    };
    let known = WORDS.contains(&run);
    run.iter().map(letters).sum::<usize>() / if known { 4 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planes::Candidates;

    fn found(grams: &Grams, text: &[u8], from: usize, to: usize) -> Vec<(u32, Target)> {
        let mut out = Vec::new();
        let mut candidates = Candidates::default();
        candidates.find(text, from, to, grams.reach(text, to));
        grams.find(
            text,
            from,
            to,
            candidates.words(),
            (&mut Vec::new(), &mut Default::default()),
            &mut out,
        );
        out.sort_by_key(|(at, _)| *at);
        out
    }

    fn keyword(text: &str, target: Target, start: Start) -> Keyword {
        Keyword::new(text, target, start)
    }

    #[test]
    fn keywords_are_found_in_any_case_at_any_place_and_once() {
        let grams = Grams::new(&[
            keyword("password", Target::Field, Start::Anywhere),
            keyword("pwd", Target::Rule(3), Start::Anywhere),
            keyword("-----begin", Target::Pem, Start::Word),
        ])
        .unwrap();
        for pad in 0..20 {
            let text = format!(
                "{}PassWord {}pwd -----BEGIN",
                "x".repeat(pad),
                "y".repeat(pad)
            );
            let expected = vec![
                (u32::try_from(pad).unwrap(), Target::Field),
                (u32::try_from(9 + 2 * pad).unwrap(), Target::Rule(3)),
                (u32::try_from(13 + 2 * pad).unwrap(), Target::Pem),
            ];
            assert_eq!(
                found(&grams, text.as_bytes(), 0, text.len()),
                expected,
                "{pad}"
            );
            for cut in 0..text.len() {
                let mut parts = found(&grams, text.as_bytes(), 0, cut);
                parts.extend(found(&grams, text.as_bytes(), cut, text.len()));
                parts.sort_by_key(|(at, _)| *at);
                assert_eq!(parts, expected, "{pad} cut at {cut}");
            }
        }
    }

    #[test]
    fn a_word_begins_behind_signs_escapes_and_small_letters() {
        let grams = Grams::new(&[keyword("address", Target::Field, Start::Word)]).unwrap();
        for before in [
            "",
            " ",
            "\"",
            "home_",
            "home",
            "x=",
            "\\n",
            "%0a",
            "%AB",
            "\\u003c",
            "\u{1b}[1m",
            "é",
        ] {
            let address = if before == "home" {
                "Address"
            } else {
                "address"
            };
            let text = format!("{before}{address}");
            let expected = vec![(u32::try_from(before.len()).unwrap(), Target::Field)];
            assert_eq!(
                found(&grams, text.as_bytes(), 0, text.len()),
                expected,
                "{text:?}"
            );
        }
        assert!(found(&grams, b"homeaddress", 0, 11).is_empty());
    }

    #[test]
    fn the_table_of_hashes_finds_what_fingerprints_find() {
        let rules = crate::Rules::default_pack();
        let text = b"DB_PASSWORD=x api-key: y \xc3\xa9 pwd -----BEGIN authorization: bearer eyJhbGci AKIA ghp_ ".repeat(9);
        let mut grams = Grams::new(&[
            keyword("pwd", Target::Field, Start::Anywhere),
            keyword("authorization", Target::Header, Start::Anywhere),
        ])
        .unwrap();
        let mut both = Vec::new();
        for grams in [&rules.grams, &grams] {
            both.push(found(grams, &text, 3, text.len() - 3));
        }
        grams.prints = None;
        assert_eq!(found(&grams, &text, 3, text.len() - 3), both[1]);
        assert!(both[0].len() > 50 && both[1].len() == 18, "{both:?}");
    }

    #[test]
    fn a_short_keyword_at_the_very_end_is_found() {
        for start in [Start::Word, Start::Anywhere] {
            let grams = Grams::new(&[keyword("pwd", Target::Field, start)]).unwrap();
            assert_eq!(found(&grams, b"pwd", 0, 3).len(), 1);
            assert!(Grams::new(&[keyword("pw", Target::Field, start)]).is_none());
        }
    }
}
