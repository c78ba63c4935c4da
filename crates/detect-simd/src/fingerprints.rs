//! Where one of many keywords may begin, by four of its bytes.
//!
//! The method is Teddy's, from Hyperscan (Wang et al., "Hyperscan: A Fast Multi-pattern Regex Matcher for Modern CPUs",
//! NSDI 2019) by way of the `aho-corasick` crate: keywords are put into groups, and for each of four places a table tells which
//! groups have a keyword with this byte there. Vector shuffles look up 32 or 64 bytes at once. That crate's tables hold at
//! most 64 keywords; here several sets of eight groups stand side by side, and keywords of one group are chosen to be
//! alike, so that few places pass.

/// The most sets of eight groups.
pub(crate) const MAX_SETS: usize = 8;
/// Bytes that tables tell apart: the lowest seven bits. A byte above stands for the one below it.
pub(crate) const ALPHABET: usize = 128;

/// Which bytes a keyword has at four places. Letters count in both cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Print {
    bytes: [u128; 4],
}

impl Print {
    /// The print of a run of four bytes.
    #[must_use]
    pub fn of(run: [u8; 4]) -> Self {
        let mut print = Self::default();
        print.add(run);
        print
    }

    /// Lets the print stand for one more run.
    pub fn add(&mut self, run: [u8; 4]) {
        for (place, byte) in run.into_iter().enumerate() {
            self.bytes[place] |= 1 << ((byte | 0x20) & 0x7f);
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            bytes: std::array::from_fn(|place| self.bytes[place] | other.bytes[place]),
        }
    }

    /// How many of a million places of usual text pass, if bytes followed each other at random.
    fn cost(&self) -> f32 {
        self.bytes.iter().fold(1e6, |cost, set| {
            let mut set = *set;
            let mut share = 0.0;
            while set != 0 {
                share += SHARE[set.trailing_zeros() as usize % ALPHABET];
                set &= set - 1;
            }
            cost * share
        })
    }

    /// What a table of halves of bytes makes of it: every low half with every high half.
    fn blurred(self) -> Self {
        Self {
            bytes: self.bytes.map(|set| {
                let rows: [u16; 8] = std::array::from_fn(|high| {
                    u16::try_from(set >> (high * 16) & 0xffff).unwrap_or_default()
                });
                let low = rows.iter().fold(0, |low, row| low | row);
                rows.iter().enumerate().fold(0, |all, (high, row)| {
                    all | u128::from(if *row == 0 { 0 } else { low }) << (high * 16)
                })
            }),
        }
    }
}

/// How often each byte occurs in logs and JSON, folded to one case: shares of one, in round figures.
const SHARE: [f32; ALPHABET] = {
    let mut share = [0.0004; ALPHABET];
    let known: [(&[u8], f32); 9] = [
        (b" ", 0.10),
        (b"0123456789", 0.018),
        (b"etaoinsr", 0.042),
        (b"lhdcumfpg", 0.02),
        (b"wybv", 0.011),
        (b"kxjqz", 0.005),
        (b".:-/\",=", 0.02),
        (b"_\x7f{}[]*", 0.008),
        (b"'()<>;&#+", 0.003),
    ];
    let mut at = 0;
    while at < known.len() {
        let (bytes, part) = known[at];
        let mut n = 0;
        while n < bytes.len() {
            share[((bytes[n] | 0x20) & 0x7f) as usize] = part;
            n += 1;
        }
        at += 1;
    }
    share
};

/// The tables of eight groups, a bit for each group, by the whole byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ByteSet {
    pub(crate) tables: [[u8; ALPHABET]; 4],
}

/// The same by the two halves of the byte: a group passes when both halves do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HalfSet {
    pub(crate) low: [[u8; 16]; 4],
    pub(crate) high: [[u8; 16]; 4],
}

impl ByteSet {
    fn of(groups: &[Group]) -> Self {
        let mut tables = [[0; ALPHABET]; 4];
        for (bit, group) in groups.iter().enumerate() {
            for (table, set) in tables.iter_mut().zip(group.all.bytes) {
                // By the byte as it stands: capitals have the entry of their small letter.
                for (byte, groups) in table.iter_mut().enumerate() {
                    *groups |= u8::from(set >> (byte | 0x20) & 1 != 0) << bit;
                }
            }
        }
        Self { tables }
    }

    pub(crate) fn holds(&self, run: [u8; 4]) -> bool {
        let tables = self.tables.iter().zip(run);
        tables.fold(0xff, |groups, (table, byte)| {
            groups & table[usize::from(byte & 0x7f)]
        }) != 0
    }
}

impl HalfSet {
    fn of(groups: &[Group]) -> Self {
        let mut set = Self::default();
        for (bit, group) in groups.iter().enumerate() {
            for place in 0..4 {
                for byte in (0..ALPHABET).filter(|byte| group.all.bytes[place] >> byte & 1 != 0) {
                    set.low[place][byte % 16] |= 1 << bit;
                    set.high[place][byte / 16] |= 1 << bit;
                    // A byte above the alphabet stands for the one below it.
                    set.high[place][byte / 16 + 8] |= 1 << bit;
                }
            }
        }
        set
    }

    pub(crate) fn holds(&self, run: [u8; 4]) -> bool {
        let places = run.into_iter().enumerate();
        places.fold(0xff, |groups, (place, byte)| {
            groups
                & self.low[place][usize::from(byte & 0x0f)]
                & self.high[place][usize::from(byte >> 4)]
        }) != 0
    }
}

/// Keywords that share a bit in the tables.
#[derive(Default, Clone)]
struct Group {
    members: Vec<usize>,
    all: Print,
    cost: f32,
}

/// How often every keyword is asked again whether another group suits it better.
const ROUNDS: usize = 2;

/// Puts prints into groups, each where it does the least harm.
fn grouped(prints: &[Print], count: usize, detail: Detail) -> Vec<Group> {
    let seen = |print: Print| match detail {
        Detail::Bytes => print,
        Detail::Halves => print.blurred(),
    };
    let settle = |group: &mut Group| {
        let members = group.members.iter().filter_map(|at| prints.get(*at));
        group.all = seen(members.fold(Print::default(), |all, one| all.with(*one)));
        group.cost = group.all.cost();
    };
    let put = |groups: &mut [Group], at: usize| {
        let best = groups.iter_mut().min_by(|a, b| {
            let suffers = |group: &Group| seen(group.all.with(prints[at])).cost() - group.cost;
            suffers(a).total_cmp(&suffers(b))
        });
        if let Some(group) = best {
            group.members.push(at);
            settle(group);
        }
    };
    let mut groups = vec![Group::default(); count];
    // The widest first: they spoil a group for others, and had better share one.
    let mut order: Vec<usize> = (0..prints.len()).collect();
    order.sort_by(|a, b| prints[*b].cost().total_cmp(&prints[*a].cost()));
    for at in &order {
        put(&mut groups, *at);
    }
    for at in (0..ROUNDS).flat_map(|_| &order) {
        if let Some(held) = groups.iter_mut().find(|group| group.members.contains(at)) {
            held.members.retain(|member| member != at);
            settle(held);
        }
        put(&mut groups, *at);
    }
    groups
}

/// What tables tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Whole bytes: for processors that look up 128 entries at once.
    Bytes,
    /// Halves of bytes: for those that look up 16.
    Halves,
}

impl Detail {
    /// What suits this processor.
    #[must_use]
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if crate::avx512::is_there() {
            return Self::Bytes;
        }
        Self::Halves
    }
}

/// Keywords in groups, ready to be looked for.
#[derive(Debug, Clone)]
pub struct Fingerprints {
    pub(crate) sets: Sets,
}

#[derive(Debug, Clone)]
pub(crate) enum Sets {
    Bytes(Vec<ByteSet>),
    Halves(Vec<HalfSet>),
}

impl Fingerprints {
    /// Puts prints into groups so that few places pass. Takes time in proportion to their number.
    #[must_use]
    pub fn new(prints: &[Print], detail: Detail) -> Self {
        // With whole bytes a group of many still lets little pass; with halves it soon lets everything pass.
        let (share, most) = match detail {
            Detail::Bytes => (18, MAX_SETS / 2),
            Detail::Halves => (10, MAX_SETS),
        };
        let count = prints.len().div_ceil(share * 8).clamp(1, most);
        let groups = grouped(prints, count * 8, detail);
        let sets = groups.chunks(8);
        Self {
            sets: match detail {
                Detail::Bytes => Sets::Bytes(sets.map(ByteSet::of).collect()),
                Detail::Halves => Sets::Halves(sets.map(HalfSet::of).collect()),
            },
        }
    }

    /// Puts every place in `from..to` of `view` where a keyword may begin into `out`, in order, and returns how many they are;
    /// what stands behind them in `out` means nothing. What lies behind the end of `view` counts as blanks.
    pub fn find(&self, view: &[u8], from: usize, to: usize, out: &mut Vec<u32>) -> usize {
        crate::make_room(from, to, out);
        #[cfg(target_arch = "x86_64")]
        match &self.sets {
            Sets::Bytes(sets) if crate::avx512::is_there() => {
                return crate::avx512::call_find(sets, view, from, to, out);
            }
            Sets::Halves(sets) if crate::avx2::is_there() => {
                return crate::avx2::call_find(sets, view, from, to, out);
            }
            _ => {}
        }
        crate::portable::find(&self.sets, view, from, to, out)
    }

    /// The same without wide vectors, much slower: for tests that compare the two.
    pub fn find_portably(&self, view: &[u8], from: usize, to: usize, out: &mut Vec<u32>) -> usize {
        crate::make_room(from, to, out);
        crate::portable::find(&self.sets, view, from, to, out)
    }
}
