//! The first look at every byte: which positions could begin a number, an address or a sign that has a shape.
//!
//! Sixty-four bytes become one bit mask per class of byte; shapes are then found with shifts of those masks, for all
//! positions at once. A literal search cannot do this, because these values begin with a class and not with a letter.
//! Nothing is decided here: a candidate goes to the check of its shape.

use coffer_detect_simd::{self as simd, Classes, Lanes, Shapes, Survey};

/// What a candidate may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Twelve digits, or four and a separator and four more.
    Card,
    /// Digits 3-2-4 with separators.
    Ssn,
    /// Digits 3-3-4 with separators.
    Phone,
    /// Digits in the groups of a number with the prefix of an area: five pairs, 4-3, 5-3, or a pair and eight.
    National,
    /// `+` and a digit.
    Plus,
    /// `(` and three digits.
    Paren,
    /// The first of three dots between short runs of digits.
    Ipv4,
    /// The first of several colons between short runs, or `::`.
    Ipv6,
    /// The first of five separators three bytes apart.
    Mac,
    /// `@` between what may be a name and a host.
    At,
    /// Two letters and two digits at the start of a word.
    Iban,
    /// Digits and letters in the order of a beneficiary identifier, at the start of a word.
    Mbi,
    /// The first byte of an escape: text in another notation.
    Escape,
}

/// The shapes that most lines lack, by their number in a [`Survey`].
const RARE: [Shape; simd::RARE] = [
    Shape::Card,
    Shape::Ssn,
    Shape::Phone,
    Shape::Paren,
    Shape::Iban,
    Shape::Mbi,
    Shape::Plus,
    Shape::Ipv4,
    Shape::At,
    Shape::Ipv6,
    Shape::Mac,
    Shape::Escape,
    Shape::National,
];

/// The places where a part of a view may hold something, and why.
#[derive(Default)]
pub(crate) struct Candidates(Survey);

impl Candidates {
    /// Collects those whose position lies in `from..to` of `view`, which may go on after `to`. Words are told up to `reach`.
    pub(crate) fn find(&mut self, view: &[u8], from: usize, to: usize, reach: usize) {
        simd::survey::<Formula>(view, (from, to, reach), &mut self.0);
    }

    /// Where words begin, in order; what is no keyword may be thrown out in place.
    pub(crate) fn words(&mut self) -> &mut [u32] {
        self.0.words.all_mut()
    }

    /// Where twelve letters and digits stand at the beginning of a word, in order: text in another notation, perhaps.
    pub(crate) fn runs(&self) -> &[u32] {
        self.0.frequent[0].all()
    }

    /// The last letter before a blank and a capital, in order, if another or a dash stands before it: the end of a first name, perhaps.
    pub(crate) fn names(&self) -> &[u32] {
        self.0.frequent[1].all()
    }

    /// How many lines end in the part.
    pub(crate) fn newlines(&self) -> u32 {
        self.0.newlines
    }

    /// Where another shape may begin. Those of one shape are in order.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = (u32, Shape)> {
        let named = |(at, shape): &(u32, u8)| Some((*at, *RARE.get(usize::from(*shape))?));
        self.0.rare.iter().filter_map(named)
    }
}

/// Two to four places behind: what an octet puts between two dots. No closure, so that it becomes a part of what asks.
#[inline(always)]
fn near<L: Lanes>(bits: L) -> L {
    bits >> 2 | bits >> 3 | bits >> 4
}

/// Two to five places behind: what a group puts between two colons.
#[inline(always)]
fn close<L: Lanes>(bits: L) -> L {
    near(bits) | bits >> 5
}

/// Five times, three apart.
#[inline(always)]
fn every_third<L: Lanes>(bits: L) -> L {
    bits & bits >> 3 & bits >> 6 & bits >> 9 & bits >> 12
}

/// Where shapes may begin.
struct Formula;

impl Shapes for Formula {
    /// Shapes are at most 16 bytes long, as far as they are told here.
    #[inline(always)]
    fn of<L: Lanes>(c: &Classes<L>) -> ([L; simd::FREQUENT], [L; simd::RARE]) {
        let (digit, alpha) = (c.digit, c.alpha);
        let both = digit | alpha;
        let word = !(both << 1);
        let run = digit & !(digit << 1);

        let d2 = digit & digit >> 1;
        let d3 = d2 & digit >> 2;
        let d4 = d2 & d2 >> 2;
        let d12 = d4 & d4 >> 4 & d4 >> 8;
        let gap = c.dash | c.space;
        let card = run & (d12 | d4 & gap >> 4 & d4 >> 5);
        let three = run & d3;
        let ssn = three & gap >> 3 & d2 >> 4 & gap >> 6 & d4 >> 7;
        let stop = gap | c.dot;
        let phone = three & stop >> 3 & d3 >> 4 & stop >> 7 & d4 >> 8;
        // Four of five pairs tell enough, and four of eight digits.
        let pairs = stop >> 2 & d2 >> 3 & stop >> 5 & d2 >> 6 & stop >> 8 & d2 >> 9;
        let area = d4 & (gap >> 4 & d3 >> 5 | digit >> 4 & gap >> 5 & d3 >> 6);
        let mobile = c.dash >> 2 & d4 >> 3;
        let national = run & d2 & (pairs | area | mobile);
        let paren = c.paren & d3 >> 1;
        let iban = word & alpha & alpha >> 1 & d2 >> 2;
        // Of its eleven characters eight must be a letter or a digit, with its two dashes or without.
        let mbi = word & digit & alpha >> 1 & digit >> 3;
        let plain = alpha >> 4 & digit >> 6 & alpha >> 7 & alpha >> 8 & d2 >> 9;
        let dashed = c.dash >> 4
            & alpha >> 5
            & digit >> 7
            & c.dash >> 8
            & alpha >> 9
            & alpha >> 10
            & d2 >> 11;
        let mbi = mbi & (plain | dashed);
        let plus = c.plus & digit >> 1;
        // The first of three dots between digits.
        let inner = c.dot & digit << 1 & digit >> 1;
        let ipv4 = inner & near(inner & near(inner));
        // The first of four colons, or two together.
        let colon = c.colon;
        let ipv6 = colon & (close(colon & close(colon & close(colon))) | colon >> 1);
        let mac = every_third(colon) | every_third(c.dash);

        // `%41`, `\\u0041`, `&#65;` or `&quot;`, `=3D`.
        let escape = c.percent & both >> 1
            | c.backslash & alpha >> 1 & d2 >> 2
            | c.ampersand
            | c.equals & digit >> 1 & c.upper >> 2;

        let two = both & both >> 1;
        let four = two & two >> 2;
        let twelve = four & four >> 4 & four >> 8;
        let long = word & twelve;
        let letter = alpha | c.high;
        let name = letter & (letter | c.dash) << 1 & c.space >> 1 & (c.upper | c.high) >> 2;
        (
            [long, name],
            [
                card, ssn, phone, paren, iban, mbi, plus, ipv4, c.at, ipv6, mac, escape, national,
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Shape> {
        let mut candidates = Candidates::default();
        candidates.find(text.as_bytes(), 0, text.len(), text.len());
        candidates.shapes().map(|(_, shape)| shape).collect()
    }

    #[test]
    fn each_shape_is_a_candidate_wherever_it_stands() {
        let table = [
            ("4111111111111111", Shape::Card),
            ("4111 1111 1111 1111", Shape::Card),
            ("123-45-6789", Shape::Ssn),
            ("415-555-2671", Shape::Phone),
            ("+14155552671", Shape::Plus),
            ("(415) 555-2671", Shape::Paren),
            ("06 12 34 56 78", Shape::National),
            ("01.23.45.67.89", Shape::National),
            ("07700 900123", Shape::National),
            ("0117 496 0123", Shape::National),
            ("06-12345678", Shape::National),
            ("10.0.0.1", Shape::Ipv4),
            ("192.168.100.200", Shape::Ipv4),
            ("fe80::1", Shape::Ipv6),
            ("2001:db8:1:2:3:4:5:6", Shape::Ipv6),
            ("00:1a:2b:3c:4d:5e", Shape::Mac),
            ("a@b.example", Shape::At),
            ("GB82WEST12345698765432", Shape::Iban),
            ("1EG4-TE5-MK73", Shape::Mbi),
        ];
        for (text, shape) in table {
            for pad in 0..140 {
                let text = format!("{}{text} ", " ".repeat(pad));
                assert!(
                    found(&text).contains(&shape),
                    "{shape:?} after {pad} spaces"
                );
            }
        }
    }

    #[test]
    fn ordinary_lines_yield_little() {
        let line = "2026-11-22 12:34:56,789 INFO [main] com.example.Server: started worker 17 of 32 in 1834 ms\n".repeat(100);
        assert!(found(&line).is_empty(), "{:?}", found(&line));
    }

    #[test]
    fn candidates_do_not_depend_on_where_a_part_begins() {
        let text =
            "x 4111111111111111 a@b.example 10.1.2.3 fe80::1 +14155552671 123-45-6789 ".repeat(20);
        let mut candidates = Candidates::default();
        let mut found = |from, to| {
            candidates.find(text.as_bytes(), from, to, to);
            let shapes = candidates.shapes().map(|(at, shape)| (at, shape as u8));
            let runs = candidates.runs().iter().map(|at| (*at, 100));
            let names = candidates.names().iter().map(|at| (*at, 101));
            shapes.chain(runs).chain(names).collect::<Vec<_>>()
        };
        let mut whole = found(0, text.len());
        whole.sort_unstable();
        for cut in [1, 7, 8, 41, 48, 63, 64, 65, 100, 700] {
            let mut parts = found(0, cut);
            parts.extend(found(cut, text.len()));
            parts.sort_unstable();
            assert_eq!(parts, whole, "{cut}");
        }
    }
}
