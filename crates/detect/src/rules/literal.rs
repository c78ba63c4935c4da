//! What an expression says about the text of its matches: literals that every match contains, and how it begins.
//!
//! All texts are folded to lower case, as keywords are. The sets are small or given up: this decides how a rule is
//! searched, never what it finds.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

/// The most texts in a set: words in several languages, and their endings.
const MOST: usize = 2048;
/// The longest text, in bytes.
const LONGEST: usize = 64;

type Texts = BTreeSet<Vec<u8>>;

/// Texts of which every match contains one, the best such set; none of them is empty.
pub(super) fn required(hir: &Hir) -> Option<Texts> {
    if let Some(texts) = exact(hir).filter(|texts| shortest(texts) > 0) {
        return Some(texts);
    }
    match hir.kind() {
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Alternation(parts) => {
            let mut all = Texts::new();
            for part in parts {
                all.extend(required(part)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => best_run(parts),
        _ => None,
    }
}

/// The best set among the parts of a sequence and the runs of parts whose texts are known.
fn best_run(parts: &[Hir]) -> Option<Texts> {
    let mut best: Option<Texts> = None;
    let mut offer = |texts: Texts| {
        let value = |texts: &Texts| (shortest(texts).min(8), usize::MAX - texts.len());
        if shortest(&texts) > 0 && best.as_ref().is_none_or(|held| value(&texts) > value(held)) {
            best = Some(texts);
        }
    };
    let mut run = one(Vec::new());
    for part in parts {
        if let Some(next) = exact(part).and_then(|texts| product(&run, &texts)) {
            run = next;
            continue;
        }
        offer(std::mem::replace(&mut run, one(Vec::new())));
        match exact(part) {
            Some(texts) => run = texts,
            None => required(part).into_iter().for_each(&mut offer),
        }
    }
    offer(run);
    best
}

/// The texts with which a match can begin; `None` when they are too many or one is empty.
pub(super) fn beginnings(hir: &Hir) -> Option<Texts> {
    begin(hir).filter(|texts| shortest(texts) > 0)
}

/// Where matches of an expression may begin: a search for a byte, and for the text that goes on from there.
pub(super) struct Starts {
    firsts: Firsts,
    /// In order.
    texts: Vec<Vec<u8>>,
}

/// The first bytes of some texts, in both cases.
enum Firsts {
    Few([u8; 3]),
    Many(Box<[bool; 256]>),
}

/// More texts than this are no shorter to compare than the expression.
const MOST_STARTS: usize = 48;

impl Starts {
    /// `None` for an expression that may begin with more than three bytes, or in many ways.
    pub(super) fn few(hir: &Hir) -> Option<Self> {
        let starts = Self::all(hir)?;
        let few = matches!(starts.firsts, Firsts::Few(_)) && starts.texts.len() <= MOST_STARTS;
        few.then_some(starts)
    }

    /// `None` for an expression whose beginnings are not known.
    pub(super) fn all(hir: &Hir) -> Option<Self> {
        let texts = beginnings(hir)?;
        let firsts: BTreeSet<u8> = texts
            .iter()
            .filter_map(|text| text.first())
            .flat_map(|b| [*b, b.to_ascii_uppercase()])
            .collect();
        let all: Vec<u8> = firsts.iter().copied().collect();
        let firsts = match *all {
            [a] => Firsts::Few([a, a, a]),
            [a, b] => Firsts::Few([a, b, b]),
            [a, b, c] => Firsts::Few([a, b, c]),
            _ => Firsts::Many(Box::new(std::array::from_fn(|byte| {
                u8::try_from(byte).is_ok_and(|byte| firsts.contains(&byte))
            }))),
        };
        Some(Self {
            firsts,
            texts: texts.into_iter().collect(),
        })
    }

    /// The first place in `from..to` where a match may begin.
    pub(super) fn next(&self, view: &[u8], from: usize, to: usize) -> Option<usize> {
        let area = view.get(from..to)?;
        let begins = |at: &usize| self.begin(&view[from + *at..]);
        let at = match &self.firsts {
            Firsts::Few([a, b, c]) => memchr::memchr3_iter(*a, *b, *c, area).find(begins),
            Firsts::Many(firsts) => (0..area.len())
                .filter(|at| firsts[usize::from(area[*at])])
                .find(begins),
        };
        at.map(|at| from + at)
    }

    /// Whether one of the texts stands at the beginning of another.
    fn begin(&self, view: &[u8]) -> bool {
        let Some(first) = view.first().map(u8::to_ascii_lowercase) else {
            return false;
        };
        let second = view.get(1).map(u8::to_ascii_lowercase);
        let from = self.texts.partition_point(|text| text[0] < first);
        let those = self.texts[from..]
            .iter()
            .take_while(|text| text[0] == first)
            .filter(|text| text.len() < 2 || text.get(1).copied() == second);
        let mut those = those.filter_map(|text| Some((text, view.get(..text.len())?)));
        those.any(|(text, here)| here.eq_ignore_ascii_case(text))
    }
}

fn begin(hir: &Hir) -> Option<Texts> {
    if let Some(texts) = exact(hir) {
        return Some(texts);
    }
    match hir.kind() {
        HirKind::Capture(capture) => begin(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => begin(&repetition.sub),
        HirKind::Alternation(parts) => {
            let mut all = Texts::new();
            for part in parts {
                all.extend(begin(part)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut texts = one(Vec::new());
            for part in parts {
                if let Some(next) = exact(part).and_then(|more| product(&texts, &more)) {
                    texts = next;
                    continue;
                }
                return Some(
                    begin(part)
                        .and_then(|more| product(&texts, &more))
                        .unwrap_or(texts),
                );
            }
            Some(texts)
        }
        _ => None,
    }
}

/// The expression without what may be missing at its beginning, and how long that can be (`None`: any length). A match
/// of the whole that contains what the rest begins with is a match of the rest from there.
pub(super) fn without_lead(hir: &Hir) -> (Hir, Option<usize>) {
    match hir.kind() {
        HirKind::Capture(capture) => without_lead(&capture.sub),
        HirKind::Alternation(parts) => {
            let stripped: Vec<_> = parts.iter().map(without_lead).collect();
            let longest = stripped
                .iter()
                .try_fold(0, |most, (_, lead)| lead.map(|lead| lead.max(most)));
            let parts = stripped.into_iter().map(|(hir, _)| hir).collect();
            (Hir::alternation(parts), longest)
        }
        HirKind::Concat(parts) => {
            let optional = |part: &&Hir| {
                part.properties().minimum_len() == Some(0)
                    && part.properties().look_set().is_empty()
            };
            let leading = parts.iter().take_while(optional).count();
            let mut lead = parts[..leading]
                .iter()
                .try_fold(0, |sum, part| Some(sum + part.properties().maximum_len()?));
            let mut rest = parts[leading..].to_vec();
            if let Some(first) = rest.first_mut() {
                let (stripped, more) = without_lead(first);
                *first = stripped;
                lead = lead.zip(more).map(|(a, b)| a + b);
            }
            (Hir::concat(rest), lead)
        }
        _ => (hir.clone(), Some(0)),
    }
}

/// All texts an expression matches, when they are few and none begins another.
pub(super) fn apart(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let texts: Vec<Vec<u8>> = exact(hir)?.into_iter().collect();
    // In order, so that a text stands right before one that it begins.
    let apart = texts.windows(2).all(|pair| !pair[1].starts_with(&pair[0]));
    apart.then_some(texts)
}

/// All texts an expression matches, when they are few.
fn exact(hir: &Hir) -> Option<Texts> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(one(Vec::new())),
        HirKind::Literal(literal) => (literal.0.len() <= LONGEST)
            .then(|| one(literal.0.iter().map(u8::to_ascii_lowercase).collect())),
        HirKind::Class(class) => few(class),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Repetition(repetition) => {
            let texts = exact(&repetition.sub)?;
            let most = repetition.max.filter(|most| *most <= 8)?;
            let mut all = Texts::new();
            let mut times = one(Vec::new());
            for count in 0..=most {
                if count >= repetition.min {
                    all.extend(times.iter().cloned());
                }
                if count < most {
                    times = product(&times, &texts)?;
                }
            }
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut texts = one(Vec::new());
            for part in parts {
                texts = product(&texts, &exact(part)?)?;
            }
            Some(texts)
        }
        HirKind::Alternation(parts) => {
            let mut all = Texts::new();
            for part in parts {
                all.extend(exact(part)?);
            }
            (all.len() <= MOST).then_some(all)
        }
    }
}

/// The members of a class of a few ASCII characters.
fn few(class: &Class) -> Option<Texts> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Bytes(class) => class
            .iter()
            .map(|range| (u32::from(range.start()), u32::from(range.end())))
            .collect(),
        Class::Unicode(class) => class
            .iter()
            .map(|range| (u32::from(range.start()), u32::from(range.end())))
            .collect(),
    };
    let mut texts = Texts::new();
    for (start, end) in ranges {
        if end > 0x7f || end - start > 8 {
            return None;
        }
        texts.extend((start..=end).filter_map(|c| {
            let byte = u8::try_from(c).ok()?;
            Some(vec![byte.to_ascii_lowercase()])
        }));
    }
    (texts.len() <= 4).then_some(texts)
}

fn one(text: Vec<u8>) -> Texts {
    Texts::from([text])
}

fn product(a: &Texts, b: &Texts) -> Option<Texts> {
    if a.len() * b.len() > MOST {
        return None;
    }
    let mut all = Texts::new();
    for (left, right) in a
        .iter()
        .flat_map(|left| b.iter().map(move |right| (left, right)))
    {
        if left.len() + right.len() > LONGEST {
            return None;
        }
        all.insert([left.as_slice(), right].concat());
    }
    Some(all)
}

fn shortest(texts: &Texts) -> usize {
    texts.iter().map(Vec::len).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_begin_where_they_may() {
        let starts = Starts::few(&hir("(?i)\\b[?&](?:key|sid)=([a-z]+)")).unwrap();
        let view = b"a&b=1?SID=x&key=y";
        assert_eq!(starts.next(view, 0, view.len()), Some(5));
        assert_eq!(starts.next(view, 6, view.len()), Some(11));
        assert_eq!(starts.next(view, 12, view.len()), None);
        assert_eq!(starts.next(view, 0, 5), None);
        assert!(Starts::few(&hir("[a-f]x")).is_none());
        assert!(Starts::few(&hir(".*x")).is_none());

        // Those of more than three first bytes are found, and not called few.
        let many = Starts::all(&hir("(?i)(?:api|Key|pin|pina|tan)[0-9]")).unwrap();
        let view = b"a PIN, then Apia and key";
        assert_eq!(many.next(view, 0, view.len()), Some(2));
        assert_eq!(many.next(view, 3, view.len()), Some(12));
        assert_eq!(many.next(view, 13, view.len()), Some(21));
        assert_eq!(many.next(view, 22, view.len()), None);
        assert!(Starts::all(&hir(".*x")).is_none());
    }

    fn hir(text: &str) -> Hir {
        regex_syntax::ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .parse(text)
            .unwrap()
    }

    fn texts(set: Option<Texts>) -> Option<String> {
        let set = set?;
        let list: Vec<_> = set
            .iter()
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .collect();
        Some(list.join(" "))
    }

    #[test]
    fn literals_that_every_match_contains() {
        for (text, wanted) in [
            ("abc[0-9]+", Some("abc")),
            ("[0-9]+:AA[a-z]{3}", Some(":aa")),
            (
                "(?i)[a-z]{0,5}(?:db_passw(?:or)?d|pwd)=",
                Some("db_passwd= db_password= pwd="),
            ),
            ("(?:x|[0-9]+)", None),
            ("[0-9]{4}", None),
            ("(?:live|test)_[a-f]+", Some("live_ test_")),
            ("a?", None),
        ] {
            assert_eq!(texts(required(&hir(text))).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn beginnings_of_matches_and_what_may_stand_before() {
        let (rest, lead) = without_lead(&hir(r"(?i)[\w.-]{0,50}?(?:asana)[ \t]{0,20}="));
        assert_eq!(texts(beginnings(&rest)).as_deref(), Some("asana"));
        assert_eq!(lead, Some(50));
        let (rest, lead) =
            without_lead(&hir(r"[\w]*?(?i:[\w]{0,3}(?:(?-i:Okta|OKTA)))x|\b(?:abc)1"));
        assert_eq!(texts(beginnings(&rest)).as_deref(), Some("abc1 oktax"));
        assert_eq!(lead, None);
        assert_eq!(beginnings(&hir("[a-z]+abc")), None);
    }
}
