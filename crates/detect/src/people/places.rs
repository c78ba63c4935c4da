//! Places on the globe, and the names of users in the paths of their home directories.

use super::text::{begins, blanks, longest};
use crate::rules::Builtin;
use crate::shapes::Hit;

/// How far behind the word the figures may begin, in bytes.
const REACH: usize = 40;
/// Decimals of a degree that place somebody within some ten metres.
const DECIMALS: usize = 4;

/// Accounts of machines and stand-ins, which are no persons.
#[rustfmt::skip]
const NOBODY: &[&[u8]] = &[
    b"root", b"user", b"users", b"shared", b"public", b"default", b"all", b"runner", b"ubuntu", b"debian", b"centos",
    b"fedora", b"admin", b"administrator", b"jenkins", b"git", b"gitlab-runner", b"app", b"apps", b"node", b"vagrant",
    b"ec2-user", b"azureuser", b"hadoop", b"deploy", b"build", b"builder", b"postgres", b"mysql", b"oracle",
    b"circleci", b"travis", b"runneradmin", b"vsts", b"vsts_azpipelines", b"container", b"containeradministrator",
    b"containeruser", b"www", b"www-data", b"nginx", b"apache", b"test", b"guest", b"nobody", b"service", b"system",
    b"systemprofile", b"localservice", b"networkservice", b"username", b"user_name", b"yourname", b"you", b"me",
    b"name", b"linuxbrew", b"airflow", b"jovyan", b"coder", b"codespace", b"gitpod", b"opc", b"pi", b"kafka",
    b"elasticsearch", b"docker", b"steam", b"work", b"dev", b"developer", b"tomcat", b"jboss", b"wildfly", b"nonroot",
    b"sites", b"conan", b"sandbox", b"appuser", b"lib", b"bin", b"etc", b"var", b"opt", b"usr", b"src", b"data",
    b"local", b"index", b"login", b"list", b"search", b"new", b"page",
];

/// A pair of degrees behind a word for a place, or one degree under its own name.
pub(super) fn coordinates(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if !begins(view, at) {
        return;
    }
    let limit = (at + REACH).min(view.len());
    *cost += REACH;
    let mut pos = at;
    while pos < limit && view[pos] != b'\n' {
        let digit = view[pos].is_ascii_digit() && !matches!(view[pos - 1], b'.' | b'0'..=b'9');
        if !digit || super::text::word_before(view, pos) {
            pos += 1;
            continue;
        }
        let signed = matches!(view[pos - 1], b'-' | b'+') && pos > at;
        let start = pos - usize::from(signed);
        let Some((end, first, decimals)) = degree(view, start) else {
            pos += 1;
            continue;
        };
        let alone = begins_with_degree_name(view, at);
        let pair = second(view, end);
        if let Some((stop, other, others)) = pair
            && decimals.min(others) >= DECIMALS
            && (first <= 90.0 && other <= 180.0 || first <= 180.0 && other <= 90.0)
        {
            out.push(Hit::new(Builtin::GeoCoordinates, start, stop, 0.85));
        } else if alone && decimals >= DECIMALS && first <= 180.0 {
            out.push(Hit::new(Builtin::GeoCoordinates, start, end, 0.8));
        }
        return;
    }
}

fn begins_with_degree_name(view: &[u8], at: usize) -> bool {
    super::text::longest(view, at, &["lat", "lng", "lon", "breitengrad"]).is_some()
}

/// A decimal number of degrees at `at`: its end, its size and how many decimals it has.
fn degree(view: &[u8], at: usize) -> Option<(usize, f64, usize)> {
    let sign = usize::from(matches!(view.get(at), Some(b'-' | b'+')));
    let whole = digits(view, at + sign, 4);
    let point = at + sign + whole;
    if !(1..=3).contains(&whole) || view.get(point) != Some(&b'.') {
        return None;
    }
    let decimals = digits(view, point + 1, 20);
    let end = point + 1 + decimals;
    if decimals == 0
        || view.get(end).is_some_and(u8::is_ascii_alphanumeric)
            && !matches!(view.get(end), Some(b'N' | b'S' | b'E' | b'W'))
        || view.get(end) == Some(&b'.') && view.get(end + 1).is_some_and(u8::is_ascii_digit)
    {
        return None;
    }
    let size: f64 = std::str::from_utf8(view.get(at + sign..end)?)
        .ok()?
        .parse()
        .ok()?;
    Some((end, size, decimals))
}

fn digits(view: &[u8], at: usize, most: usize) -> usize {
    view.get(at..)
        .unwrap_or_default()
        .iter()
        .take(most)
        .take_while(|b| b.is_ascii_digit())
        .count()
}

/// The other half of a pair: behind a comma or a blank, perhaps with its own name.
fn second(view: &[u8], end: usize) -> Option<(usize, f64, usize)> {
    let rest = view.get(end..(end + 24).min(view.len()))?;
    let gap = rest
        .iter()
        .take_while(|b| !b.is_ascii_digit() && !matches!(b, b'-' | b'+' | b'\n'))
        .count();
    let between = &rest[..gap];
    let letters: Vec<u8> = between
        .iter()
        .filter(|b| b.is_ascii_alphabetic())
        .map(u8::to_ascii_lowercase)
        .collect();
    let named = letters.is_empty() || letters.starts_with(b"l") || letters.len() <= 2;
    (gap > 0 && named)
        .then(|| degree(view, end + gap))
        .flatten()
}

/// Whether a whole value is one degree or a pair of them.
pub(super) fn is_degrees(value: &[u8]) -> bool {
    let Some((end, size, decimals)) = degree(value, 0) else {
        return false;
    };
    let pair = || {
        second(value, end)
            .is_some_and(|(stop, _, others)| stop == value.len() && others >= DECIMALS)
    };
    decimals >= DECIMALS && size <= 180.0 && (end == value.len() || pair())
}

/// Whether a whole value is written like the plate of a vehicle.
pub(super) fn is_plate(value: &[u8]) -> bool {
    let count = |test: fn(&u8) -> bool| value.iter().filter(|b| test(b)).count();
    let signs = value
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b' ' | b'-' | b':'));
    signs
        && (5..=12).contains(&value.len())
        && count(u8::is_ascii_digit) >= 1
        && count(u8::is_ascii_uppercase) >= 1
}

/// The plate behind a word for it: `kenteken H-417-XB`, `Vehicle reg.: SF68 OYB`.
pub(super) fn plate(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    const REACH: usize = 40;
    if !begins(view, at) {
        return;
    }
    let Some(length) = longest(view, at, super::words::PLATES) else {
        return;
    };
    let end = at + length;
    let area = &view[end..(end + REACH).min(view.len())];
    let area = &area[..memchr::memchr(b'\n', area).unwrap_or(area.len())];
    *cost += area.len();
    // What stands between are small words and signs.
    let Some(from) = area
        .iter()
        .position(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    else {
        return;
    };
    let linked = area[..from].iter().all(|b| {
        b.is_ascii_lowercase()
            || *b >= 0x80
            || matches!(
                b,
                b' ' | b':' | b'=' | b'.' | b'"' | b'\'' | b'(' | b'\t' | b'\\'
            )
    });
    if !linked
        || from > 0 && area[from - 1].is_ascii_lowercase()
        || from == 0 && view[end - 1].is_ascii_alphanumeric()
    {
        return;
    }
    let group = |from: usize| {
        let rest = area.get(from..).unwrap_or_default();
        rest.iter()
            .take(8)
            .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            .count()
    };
    let mut to = from + group(from);
    let mut groups = 1;
    while groups < 3 && matches!(area.get(to), Some(b' ' | b'-')) {
        let more = group(to + 1);
        if more == 0
            || more > 4
            || area
                .get(to + 1 + more)
                .is_some_and(u8::is_ascii_alphanumeric)
        {
            break;
        }
        to += 1 + more;
        groups += 1;
    }
    let value = &area[from..to];
    let whole = !area
        .get(to)
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/'));
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_uppercase()).count();
    if whole
        && is_plate(value)
        && digits >= 2
        && (1..=6).contains(&letters)
        && (5..=10).contains(&value.len())
    {
        out.push(Hit::new(Builtin::VehicleId, end + from, end + to, 0.7));
    }
}

/// The name behind `/home/`, `/Users/` or `\Users\`.
pub(super) fn home(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let first = view[at];
    if first.is_ascii_alphabetic() {
        return windows_xp(view, at, out);
    }
    let tail = &view[at + 1..(at + 12).min(view.len())];
    let Some(sign) = tail.iter().skip(1).position(|b| *b == first) else {
        return;
    };
    let mut start = at + 2 + sign + 1;
    // Doubled, as in program text.
    start += usize::from(first == b'\\' && view.get(start) == Some(&b'\\'));
    *cost += 32;
    // `/home` begins a path; behind a word it is part of an address on the web.
    let before = at.checked_sub(1).map(|b| view[b]);
    let slash = first == b'/';
    let drive = before == Some(b':');
    if slash
        && before
            .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'}'))
        && !drive
    {
        return;
    }
    if slash && view[at + 1] != b'h' && view[at + 1] != b'U' {
        return;
    }
    out.extend(user(view, start));
}

/// `C:\Documents and Settings\name`.
fn windows_xp(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    if at >= 14 && view[at - 14..at].eq_ignore_ascii_case(b"documents and ") {
        let start = at + 9 + usize::from(view.get(at + 9) == Some(&b'\\'));
        out.extend(user(view, start));
    }
}

fn user(view: &[u8], start: usize) -> Option<Hit> {
    let name = view.get(start..)?;
    let length = name
        .iter()
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.') || **b >= 0x80)
        .count();
    let name = &name[..length];
    let name = name.strip_suffix(b".").unwrap_or(name);
    let lower = name.to_ascii_lowercase();
    let somebody = (2..=32).contains(&name.len())
        && name.iter().any(u8::is_ascii_alphabetic)
        && !name.starts_with(b"-")
        && !NOBODY.contains(&lower.as_slice())
        && !crate::values::placeholder(name);
    let gap = blanks(view, start, 1);
    (somebody && gap == 0).then(|| Hit::new(Builtin::UserInPath, start, start + name.len(), 0.6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn places_on_the_globe() {
        for (text, value) in [
            ("lat: 48.85837, lon: 2.29448", "48.85837, lon: 2.29448"),
            ("GPS 48.85837, 2.29448", "48.85837, 2.29448"),
            ("location=-33.85678,151.21530", "-33.85678,151.21530"),
            ("POINT(2.29448 48.85837)", "2.29448 48.85837"),
            ("geo:48.85837,2.29448", "48.85837,2.29448"),
            ("\"latitude\": 48.85837", "48.85837"),
        ] {
            let found = finds(text);
            assert!(
                found.contains(&(Builtin::GeoCoordinates, value)),
                "{text}: {found:?}"
            );
        }
        for text in [
            "latency 48.85837",
            "position 1.5, 2.5",
            "location 10.0.0.1",
            "lat 12",
            "coordinator epoch 12.3456",
            "location took 948.12345 ms",
        ] {
            let found: Vec<_> = finds(text)
                .into_iter()
                .filter(|(kind, _)| *kind == Builtin::GeoCoordinates)
                .collect();
            assert_eq!(found, [], "{text}");
        }
    }

    #[test]
    fn users_in_paths() {
        for (text, value) in [
            ("open /home/ana/.ssh/config", "ana"),
            ("C:\\Users\\Ana.Example\\Desktop", "Ana.Example"),
            ("C:\\\\Users\\\\ana\\\\x", "ana"),
            ("/Users/bo/Library", "bo"),
            ("C:\\Documents and Settings\\ana\\x", "ana"),
        ] {
            assert_eq!(finds(text), [(Builtin::UserInPath, value)], "{text}");
        }
        for text in [
            "/home/ubuntu/app",
            "https://example.com/home/news",
            "GET /users/12345",
            "/home/$USER/x",
            "C:\\Users\\Public",
            "/api/users/ana",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }
}
