//! The first look at every byte: which positions could begin a number, an address or a sign that has a shape.
//!
//! Sixty-four bytes become one bit mask per class of byte; shapes are then found with shifts of those masks, for all
//! positions at once. A literal search cannot do this, because these values begin with a class and not with a letter.
//! Nothing is decided here: a candidate goes to the check of its shape.

use wide::u8x16;

/// What a candidate may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Twelve digits, or four and a separator and four more.
    Card,
    /// Digits 3-2-4 with separators.
    Ssn,
    /// Digits 3-3-4 with separators.
    Phone,
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
    /// Digit, letter, any, digit, letter at the start of a word.
    Mbi,
}

#[derive(Clone, Copy, Default)]
struct Planes {
    digit: u64,
    alpha: u64,
    dot: u64,
    colon: u64,
    dash: u64,
    space: u64,
    at: u64,
    plus: u64,
    paren: u64,
}

const WORD: usize = 64;

#[inline(always)]
fn planes(view: &[u8], at: usize) -> Planes {
    let mut padded = [0u8; WORD];
    let bytes: &[u8; WORD] = match view.get(at..at + WORD).and_then(|part| part.first_chunk()) {
        Some(bytes) => bytes,
        None => {
            if let Some(rest) = view.get(at..) {
                padded[..rest.len()].copy_from_slice(rest);
            }
            &padded
        }
    };
    let lanes: [u8x16; 4] = std::array::from_fn(|lane| {
        let mut part = [0; 16];
        part.copy_from_slice(&bytes[lane * 16..lane * 16 + 16]);
        u8x16::new(part)
    });
    let range = |first: u8, last: u8, fold: u8| {
        mask(&lanes, |v| {
            let from = (v | u8x16::splat(fold)) - u8x16::splat(first);
            from.min(u8x16::splat(last - first)).simd_eq(from)
        })
    };
    let is = |b: u8| move |v: u8x16| v.simd_eq(u8x16::splat(b));
    // Seldom signs share one look.
    let seldom = mask(&lanes, |v| is(b'@')(v) | is(b'+')(v) | is(b'(')(v));
    let seldom_byte = |b: u8| if seldom == 0 { 0 } else { mask(&lanes, is(b)) };
    let byte = |b: u8| mask(&lanes, |v| v.simd_eq(u8x16::splat(b)));
    Planes {
        digit: range(b'0', b'9', 0),
        alpha: range(b'a', b'z', 0x20),
        dot: byte(b'.'),
        colon: byte(b':'),
        dash: byte(b'-'),
        space: byte(b' '),
        at: seldom_byte(b'@'),
        plus: seldom_byte(b'+'),
        paren: seldom_byte(b'('),
    }
}

#[inline(always)]
fn mask(lanes: &[u8x16; 4], test: impl Fn(u8x16) -> u8x16) -> u64 {
    let bits = |lane: usize| u64::from(test(lanes[lane]).to_bitmask() & 0xffff);
    bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48
}

/// Appends the candidates whose position lies in `from..to` of `view`, which may go on after `to`.
pub(crate) fn candidates(view: &[u8], from: usize, to: usize, out: &mut Vec<(u32, Shape)>) {
    let mut now = planes(view, from);
    // The byte before the first: part of a word or not.
    let before = from.checked_sub(1).map(|at| view[at]);
    let mut word_before = before.is_some_and(|b| b.is_ascii_alphanumeric());
    let mut digit_before = before.is_some_and(|b| b.is_ascii_digit());
    let mut at = from;
    while at < to {
        let next = planes(view, at + WORD);
        let keep = if to - at < WORD {
            (1u64 << (to - at)) - 1
        } else {
            u64::MAX
        };
        let signs = now.at | now.colon | now.plus | now.paren | now.dot | now.dash;
        if (now.digit | now.alpha | signs) & keep != 0 {
            let starts = Starts {
                word: !((now.digit | now.alpha) << 1 | u64::from(word_before)),
                digit: now.digit & !(now.digit << 1 | u64::from(digit_before)),
            };
            shapes(now, next, &starts, keep, at, out);
        }
        word_before = (now.digit | now.alpha) >> 63 != 0;
        digit_before = now.digit >> 63 != 0;
        now = next;
        at += WORD;
    }
}

struct Starts {
    word: u64,
    digit: u64,
}

#[inline(always)]
fn shapes(
    now: Planes,
    next: Planes,
    starts: &Starts,
    keep: u64,
    at: usize,
    out: &mut Vec<(u32, Shape)>,
) {
    let two = |low: u64, high: u64| u128::from(low) | u128::from(high) << 64;
    let push = |bits: u128, shape: Shape, out: &mut Vec<(u32, Shape)>| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the upper half belongs to the next word"
        )]
        let mut bits = bits as u64 & keep;
        while bits != 0 {
            let bit = bits.trailing_zeros();
            out.push((
                u32::try_from(at).unwrap_or(u32::MAX).saturating_add(bit),
                shape,
            ));
            bits &= bits - 1;
        }
    };
    let digit = two(now.digit, next.digit);
    let dash = two(now.dash, next.dash);
    let space = two(now.space, next.space);
    let dot = two(now.dot, next.dot);
    let colon = two(now.colon, next.colon);
    let alpha = two(now.alpha, next.alpha);
    let run = u128::from(starts.digit);
    let word = u128::from(starts.word);

    let d2 = digit & digit >> 1;
    let d3 = d2 & digit >> 2;
    let d4 = d2 & d2 >> 2;
    if d2 != 0 {
        let d8 = d4 & d4 >> 4;
        let d12 = d8 & d4 >> 8;
        let gap = dash | space;
        push(run & (d12 | d4 & gap >> 4 & d4 >> 5), Shape::Card, out);
        push(
            run & d3 & gap >> 3 & d2 >> 4 & gap >> 6 & d4 >> 7,
            Shape::Ssn,
            out,
        );
        let gap = gap | dot;
        push(
            run & d3 & gap >> 3 & d3 >> 4 & gap >> 7 & d4 >> 8,
            Shape::Phone,
            out,
        );
        push(two(now.paren, next.paren) & d3 >> 1, Shape::Paren, out);
        push(word & alpha & alpha >> 1 & d2 >> 2, Shape::Iban, out);
    }
    push(
        word & digit & alpha >> 1 & digit >> 3 & (alpha >> 4 | dash >> 4),
        Shape::Mbi,
        out,
    );
    push(two(now.plus, 0) & digit >> 1, Shape::Plus, out);
    // A dot at bit n between digits; the digit before bit 0 is looked at by the check.
    let inner = dot & (digit << 1 | 1) & digit >> 1;
    let pair = inner & (inner >> 2 | inner >> 3 | inner >> 4);
    push(
        inner & (pair >> 2 | pair >> 3 | pair >> 4),
        Shape::Ipv4,
        out,
    );
    push(u128::from(now.at), Shape::At, out);
    if now.colon != 0 {
        let close = |bits: u128| bits >> 2 | bits >> 3 | bits >> 4 | bits >> 5;
        let second = colon & close(colon);
        let third = colon & close(second);
        push(colon & colon >> 1 | colon & close(third), Shape::Ipv6, out);
    }
    let every_third = |bits: u128| bits & bits >> 3 & bits >> 6 & bits >> 9 & bits >> 12;
    if now.colon | now.dash != 0 {
        push(every_third(colon) | every_third(dash), Shape::Mac, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Shape> {
        let mut out = Vec::new();
        candidates(text.as_bytes(), 0, text.len(), &mut out);
        out.into_iter().map(|(_, shape)| shape).collect()
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
        let mut whole = Vec::new();
        candidates(text.as_bytes(), 0, text.len(), &mut whole);
        for cut in [1, 63, 64, 65, 100, 700] {
            let mut parts = Vec::new();
            candidates(text.as_bytes(), 0, cut, &mut parts);
            candidates(text.as_bytes(), cut, text.len(), &mut parts);
            let key = |c: &(u32, Shape)| (c.0, c.1 as u8);
            parts.sort_by_key(key);
            whole.sort_by_key(key);
            assert_eq!(parts, whole, "{cut}");
        }
    }
}
