//! Common first names, and words that begin with a capital and are no names.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::text::{behind_escape, fold, word_start};

/// First names common in the languages of our customers, folded to small ASCII letters. Names that are also everyday
/// words or names of software are left out.
const NAMES: &str = include_str!("firstnames.txt");

/// Words with a capital that stand where names do.
const OTHERS: &str = "
team support service services customer customers sir madam all everyone everybody there colleague colleagues friend friends world
department office sales accounting billing admin administrator system server client user users group company inc ltd llc gmbh corp corporation
bank hospital clinic center centre university school street avenue road city country state
the this that these those my our your his her their its a an and or but if when while please thanks thank you we they he she it
is are was were has have had will can could would should may must do does did not no yes
on in at to from with for of by as into about after before since until
january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday
engineer developer manager director officer president chief head senior junior software data product project account accounts
application applications service name number id email mail phone address date time order invoice ticket case request issue
error warning warn fatal info debug failed failure success unknown null none true false test testing
created updated deleted modified changed added removed started stopped completed
access agent api app auth authentication backup block buffer bucket cache certificate channel client cloud cluster code config
configuration connection connector console container context control core count current database default device
directory disk document domain driver engine entity event file filter folder format framework gateway handle handler hash header
host hub identity image index input instance integration interface internal internet item job key language layer level library license
line link list loader local location log login manager map master memory message method metric mode model module monitor network
node notification null object option options output owner package page panel parameter password path permission platform plugin
policy pool port portal process processor profile protocol provider proxy query queue record registry release report repository resource
response result role root route router rule runtime scheduler schema script search secret section security sender session setting
settings size socket source space stack state status storage store stream string subject switch sync table tag target task template
tenant thread token tool topic trace traffic transaction transfer type union update upload url value version view virtual volume
web window windows worker workflow workspace zone zones general public private new old main
lead leadership liste liebe lieber dear hello hi hey hallo guten tag morgen abend good morning afternoon evening night damen herren herr
frau kunde kundin kunden kollegen kolleginnen alle zusammen support kundenservice kundendienst mitarbeiter firma
monsieur madame client clients equipe service bonjour
equipo cliente clientes senor senora senores usuario atencion todos
signore signora signori cliente clienti tutti team
heer mevrouw klant klanten allemaal team
senhor senhora senhores cliente pan pani panstwo wszyscy klient
health medicare medicaid insurance plan emergency care medical nursing nurse physician patient hospital pharmacy
north south east west united states kingdom america europe germany france spain italy london paris berlin
linux windows java python docker kubernetes google microsoft amazon apple oracle github gitlab apache nginx logger
best kind regards sincerely cheers yours warm many
bv sarl srl spa sas nv ag kg oy ab plc llp logistics consulting solutions industries trading holding
kollegin kollege consoeur consœur administrador administrateur statement iban cust confrere confrère merchant vacant vacature teste notifications alerts alert newsletter noreply reply info helpdesk help desk benefits online shop store news digest updates mailer
daemon robot bot builds travel people ops registrar applicant students parents candidate recruiter hiring valued payroll finance editor neighbour members
id ids ip http https json xml sql html css cpu ram gpu vpn dns ssl tls usb
";

/// First names as they are written with their accents.
const ACCENTED: &[&str] = &[
    "jürgen",
    "josé",
    "andré",
    "françois",
    "hélène",
    "rené",
    "björn",
    "łukasz",
    "małgorzata",
    "inês",
    "joão",
    "mónica",
    "jesús",
    "sébastien",
    "frédéric",
    "jérôme",
    "céline",
    "stéphane",
    "étienne",
    "élodie",
    "michał",
    "paweł",
    "sofía",
    "lucía",
    "maría",
    "andrés",
    "sergio",
    "zoë",
    "grégory",
    "günter",
    "jörg",
    "sören",
    "inès",
    "chloé",
    "rémi",
    "noël",
    "rocío",
    "ángel",
    "álvaro",
    "óscar",
    "tomás",
    "raúl",
    "rubén",
    "víctor",
    "linnéa",
    "amélie",
    "valérie",
    "patrícia",
    "cláudia",
    "fábio",
    "antónio",
    "luís",
    "mário",
    "sónia",
    "adrián",
    "nicolás",
    "martín",
    "mélanie",
];

/// Names that are everyday words or names of other things more often than of persons.
const EVERYDAY: &[&str] = &[
    "victoria",
    "max",
    "dora",
    "lara",
    "leon",
    "milan",
    "rita",
    "sally",
    "stella",
    "viola",
    "bart",
    "gene",
    "andrea",
    "isabelle",
    "virginia",
    "mercedes",
    "montserrat",
    "salvador",
    "napoleon",
    "hana",
    "elif",
    "chelsea",
    "madison",
    "dolores",
    "alma",
    "lourdes",
    "travis",
    "aurora",
    "cassandra",
    "kendra",
    "alexa",
    "august",
];
/// The longest first name, both halves of a double one included, in bytes.
const LONGEST: usize = 24;

/// Where the first name that ends at `end` begins, if it is a common one that tells a person by itself, or stands in front of a common
/// family name.
pub(super) fn before(view: &[u8], end: usize) -> Option<usize> {
    let mut start = word_start(view, end, LONGEST);
    // `\nAna` in the string of a program or of another format.
    start += usize::from(behind_escape(view, (start + 1).min(end)));
    let word = view.get(start..end)?;
    // A capital or an accented letter: what begins small is no name, and that is most words.
    let first = *word.first()?;
    if !(first.is_ascii_uppercase() || first >= 0x80) {
        return None;
    }
    if speaks(view, start, end) && !no_name(word) {
        return Some(start);
    }
    if word.len() < 4 {
        return None;
    }
    let everyday = EVERYDAY
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name.as_bytes()));
    let told = !everyday && first_name(word);
    (told || !no_name(word) && (family_behind(view, end) || first_behind(view, end, word)))
        .then_some(start)
}

/// Whether the first name and the one word behind it say who speaks, as in a chat: `[09:03] Tom Quuxley: …`.
fn speaks(view: &[u8], start: usize, end: usize) -> bool {
    let timed = view[..start]
        .strip_suffix(b"] ")
        .is_some_and(|before| before.last().is_some_and(u8::is_ascii_digit));
    if !timed {
        return false;
    }
    let (family, next) = word_behind(view, end);
    timed && next == Some(b':') && family.len() >= 3 && !no_name(family)
}

/// `MILLER Ana`, `Rossi Giampaolo`: whether a common first name stands behind a family name that is in capitals or common itself.
fn first_behind(view: &[u8], end: usize, family: &[u8]) -> bool {
    let capitals = !family.iter().any(u8::is_ascii_lowercase);
    if !capitals && !family_name(family) {
        return false;
    }
    let (first, next) = word_behind(view, end);
    let written = capitals && first.iter().skip(1).any(u8::is_ascii_lowercase);
    let everyday = EVERYDAY
        .iter()
        .any(|name| first.eq_ignore_ascii_case(name.as_bytes()));
    let ends = !matches!(next, Some(b'=' | b'_' | b'(' | b':'));
    first.len() >= 4 && !everyday && ends && (written || !capitals) && first_name(first)
}

/// Whether a common family name stands behind the blank at `end`, and ends its word there.
fn family_behind(view: &[u8], end: usize) -> bool {
    let (word, _) = word_behind(view, end);
    word.len() < LONGEST && family_name(word)
}

/// The word behind the blank at `end`, as far as a name reaches, and the byte behind it.
fn word_behind(view: &[u8], end: usize) -> (&[u8], Option<u8>) {
    let area = view
        .get(end + 1..(end + 1 + LONGEST).min(view.len()))
        .unwrap_or_default();
    let length = area
        .iter()
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80 || **b == b'-')
        .count();
    (&area[..length], area.get(length).copied())
}

fn set(text: &'static str) -> HashSet<&'static [u8]> {
    text.split_ascii_whitespace().map(str::as_bytes).collect()
}

fn in_set(word: &[u8], set: &HashSet<&'static [u8]>) -> bool {
    let mut space = [0; 40];
    fold(word, &mut space)
        .is_some_and(|folded| set.contains(folded.to_ascii_lowercase().as_slice()))
}

/// Whether a word, in any case and with any accents, is a common first name. Both halves of `Anna-Lena` count.
pub(super) fn first_name(word: &[u8]) -> bool {
    static SET: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| set(NAMES));
    if !word.is_ascii() && ACCENTED.iter().any(|name| same(name, word)) {
        return true;
    }
    let known =
        |word: &[u8]| in_set(word, &SET) || variant(word).is_some_and(|stem| in_set(stem, &SET));
    known(word)
        || word
            .split(|b| *b == b'-')
            .next()
            .is_some_and(|first| first.len() < word.len() && known(first))
}

/// Whether a word, in any case and with any accents, is a common family name, or the half of one behind a dash.
pub(super) fn family_name(word: &[u8]) -> bool {
    static SET: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| set(include_str!("surnames.txt")));
    let last = word.rsplit(|b| *b == b'-').next().unwrap_or(word);
    in_set(word, &SET) || last.len() < word.len() && in_set(last, &SET) || patronymic(last)
}

/// Whether a word ends as family names do in a language and few other words in any: `Lindqvist`, `Wawrzyniak`, `Papadimitriou`.
fn patronymic(word: &[u8]) -> bool {
    #[rustfmt::skip]
    const ENDS: [&[u8]; 32] = [
        b"ski", b"ska", b"cki", b"cka", b"wicz", b"czyk", b"niak", b"sson", b"ssen", b"ovic", b"evic", b"poulos", b"idis", b"akis", b"oglu", b"enko",
        b"chuk", b"shvili", b"escu", b"inen", b"elli", b"etti", b"ucci", b"qvist", b"quist", b"gaard", b"mann", b"meier", b"meyer", b"dottir", b"itriou", b"strom",
    ];
    let mut space = [0; 40];
    let Some(folded) = fold(word, &mut space).filter(|folded| folded.len() >= 7) else {
        return false;
    };
    let lower = folded.to_ascii_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end))
}

/// Whether two words differ only in their capitals; those with accents differ in one bit as well.
fn same(name: &str, word: &[u8]) -> bool {
    name.len() == word.len() && name.bytes().zip(word).all(|(a, b)| a | 0x20 == b | 0x20)
}

/// The name without the last vowel, which tells `Roberto` and `Roberta` from `Robert`.
fn variant(word: &[u8]) -> Option<&[u8]> {
    match word {
        [stem @ .., b'a' | b'e' | b'o' | b'A' | b'E' | b'O'] if stem.len() >= 5 => Some(stem),
        _ => None,
    }
}

/// Whether a word is one that begins with a capital for another reason than being a name.
pub(super) fn no_name(word: &[u8]) -> bool {
    static SET: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| set(OTHERS));
    in_set(word, &SET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_names_in_lists_and_by_their_ends() {
        for name in [
            "Miller",
            "Lüdenscheidt-Müller",
            "Meyer-Landrut-Novak",
            "Wawrzyniak",
            "LINDQVIST",
            "Đurđević",
            "Papadimitriou",
        ] {
            assert!(family_name(name.as_bytes()), "{name}");
        }
        for word in [
            "Whiskey",
            "Desk",
            "Ski",
            "Human",
            "Mann",
            "Server",
            "Production",
            "",
        ] {
            assert!(!family_name(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn first_names_in_any_spelling() {
        for name in [
            "Ana",
            "ANA",
            "José",
            "Małgorzata",
            "François",
            "Anna-Lena",
            "Jürgen",
        ] {
            assert!(first_name(name.as_bytes()), "{name}");
        }
        for word in ["Server", "Connection", "", "Main", "May", "Will", "Mark"] {
            assert!(!first_name(word.as_bytes()), "{word}");
        }
        assert!(no_name(b"Team") && no_name(b"Support") && !no_name(b"Miller"));
        assert!(NAMES.split_ascii_whitespace().count() <= 8000);
    }
}
