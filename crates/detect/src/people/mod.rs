//! Values of people, payments and patients by the words around them.
//!
//! A keyword leads here with its topic. What follows (or precedes) is read by the grammar of the topic, and a check digit or a
//! second sign in the text must agree: a word alone decides nothing.

mod alone;
mod blocks;
mod cards;
mod cda;
mod clearing;
mod dates;
mod diagnoses;
mod diseases;
mod doses;
mod exchange;
mod firstnames;
mod forms;
mod hosts;
mod ids;
mod kinds;
mod names;
mod neighbours;
mod phones;
mod places;
mod postcodes;
mod records;
mod roles;
mod runs;
mod streets;
mod tables;
mod text;
mod thoroughfares;
mod units;
mod words;
mod written;

pub(crate) use alone::told_alone;
pub(crate) use ids::beside_number;
pub(crate) use runs::in_run;
pub(crate) use tables::{is_column, pasted};
pub(crate) use text::{Index, fold};
pub(crate) use words::{Topic, keywords};

use crate::rules::Builtin;
use crate::shapes::{self, Hit};

/// Follows the keyword at `at` and appends what it leads to. Adds the bytes it looked at to `cost`.
pub(crate) fn check(view: &[u8], at: usize, topic: Topic, cost: &mut usize, out: &mut Vec<Hit>) {
    match topic {
        Topic::Id(entry) => ids::after(view, at, entry, cost, out),
        Topic::Digits => out.extend(ids::around(view, at)),
        Topic::Card => cards::after_word(view, at, cost, out),
        Topic::Birth => dates::birth(view, at, cost, out),
        Topic::Phone => phones::after_word(view, at, cost, out),
        Topic::Title => names::after_title(view, at, cost, out),
        Topic::Salutation => names::after_salutation(view, at, cost, out),
        Topic::Introduction => names::after_introduction(view, at, cost, out),
        Topic::Role => roles::after_role(view, at, cost, out),
        Topic::Disease => diseases::named(view, at, cost, out),
        Topic::Dose => doses::medicine(view, at, cost, out),
        Topic::Plate => places::plate(view, at, cost, out),
        Topic::Particle => roles::around_particle(view, at, cost, out),
        Topic::Closing => names::after_closing(view, at, cost, out),
        Topic::Street | Topic::Place => address(view, at, topic, cost, out),
        Topic::Diagnosis => diagnoses::diagnosis(view, at, cost, out),
        Topic::Record => records::segment(view, at, cost, out),
        Topic::Coordinates => places::coordinates(view, at, cost, out),
        Topic::HomePath => places::home(view, at, cost, out),
        Topic::Host => hosts::around(view, at, cost, out),
        Topic::Escaped => out.extend(shapes::escaped_email(view, at, cost)),
        Topic::Insert => tables::insert(view, at, cost, out),
        Topic::Grid => tables::grid(view, at, cost, out),
        Topic::Parameters => alone::parameters(view, at, cost, out),
    }
}

/// Addresses at a word for a street or in front of a place, and the codes in the cells behind them.
fn address(view: &[u8], at: usize, topic: Topic, cost: &mut usize, out: &mut Vec<Hit>) {
    let before = out.len();
    match topic {
        Topic::Street => streets::around_word(view, at, cost, out),
        _ => streets::after_word(view, at, cost, out),
    }
    for found in before..out.len() {
        out[found] = streets::to_quote(view, out[found]);
        let code = postcodes::in_next_cell(view, out[found].end);
        out.extend(code);
        out.extend(code.and_then(|code| postcodes::town_in_next_cell(view, code.end)));
    }
}

/// Whether `value`, which stands under a name that says `kind`, is one; how sure that is. `None` for kinds of other modules too.
pub(crate) fn judge(kind: Builtin, value: &[u8]) -> Option<f32> {
    let sure = |yes: bool, confidence: f32| yes.then_some(confidence);
    match kind {
        Builtin::BirthDate => sure(dates::is_date(value), 0.9),
        Builtin::PersonName => sure(written::is_name(value) || written::is_known(value), 0.85),
        Builtin::Address => streets::judge(value),
        Builtin::Phone => phones::judge(value),
        Builtin::CardExpiry => cards::judge_expiry(value),
        Builtin::CardTrack => sure(cards::is_track(value), 0.95),
        Builtin::HostName => sure(hosts::is_host(value, true), 0.8),
        Builtin::GeoCoordinates => sure(places::is_degrees(value), 0.8),
        Builtin::Iban => shapes::iban(value, 0)
            .filter(|hit| hit.end == value.len())
            .map(|hit| hit.confidence),
        Builtin::Diagnosis => diagnoses::judge(value),
        Builtin::VehicleId => {
            forms::judge(kind, value).or_else(|| sure(places::is_plate(value), 0.7))
        }
        // The letters of a medicare number tell the country.
        Builtin::AuMedicare => {
            forms::judge(kind, value).or_else(|| forms::judge(Builtin::Mbi, value))
        }
        // Companies stand in the column of persons.
        Builtin::BrCnpj => {
            forms::judge(kind, value).or_else(|| forms::judge(Builtin::BrCpf, value))
        }
        Builtin::NationalId => forms::judge(kind, value).or_else(|| forms::spanish_social(value)),
        kind => forms::judge(kind, value),
    }
}

/// The end of what is written like a name at `at`.
pub(crate) fn name_end(view: &[u8], at: usize) -> Option<usize> {
    names::end(view, at)
}

/// The length of the titles in front of a name, in bytes.
pub(crate) fn titles(value: &[u8]) -> usize {
    let (end, _) = names::after_titles(value, 0);
    if end < value.len() { end } else { 0 }
}

/// The full name around the blank at `at`, told by its first name.
pub(crate) fn full_name(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if let Some(name) = name_around(view, at, cost) {
        neighbours::behind(view, &name, cost, out);
        out.push(name);
    }
}

fn name_around(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    *cost += 8;
    let start = firstnames::before(view, at)?;
    let start = roles::before_particle(view, start)
        .or_else(|| roles::shouted_before(view, start))
        .unwrap_or(start);
    let mut out = Vec::new();
    roles::full(view, start, cost, &mut out);
    out.pop()
}

/// The values of a record with fixed columns that begins with digits at `at`.
pub(crate) fn record(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if view[at] == b'6' {
        *cost += 8;
        clearing::entry(view, at, out);
    }
}

/// What stands beside a value found by its shape: the rest of a card, the name in front of an address.
pub(crate) fn beside(view: &[u8], hit: &Hit, cost: &mut usize, out: &mut Vec<Hit>) {
    match hit.kind {
        Builtin::PaymentCard => cards::beside(view, hit, cost, out),
        Builtin::Email => neighbours::before_address(view, hit, cost, out),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{Builtin, Rules};

    /// What the whole engine finds, by built-in detector.
    pub(super) fn finds(text: &str) -> Vec<(Builtin, &str)> {
        let place = |at: u64| usize::try_from(at).unwrap();
        crate::scan_all(Rules::default_pack(), text.as_bytes())
            .iter()
            .filter_map(|found| {
                let kind = Builtin::ALL
                    .iter()
                    .find(|kind| kind.id() == found.detector)?;
                Some((*kind, &text[place(found.start)..place(found.end)]))
            })
            .collect()
    }

    /// The values of one kind that it finds.
    pub(super) fn values(kind: Builtin, text: &str) -> Vec<&str> {
        let found = finds(text).into_iter();
        found
            .filter(|(one, _)| *one == kind)
            .map(|(_, value)| value)
            .collect()
    }
}
