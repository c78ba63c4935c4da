//! Diseases and conditions by their names, wherever they stand in running text: no code and no field is needed to say that somebody has one.

use super::text::{begins, letter, longest, word_at};
use crate::rules::Builtin;
use crate::shapes::Hit;

/// The longest phrase around the name of a disease, in bytes.
const PHRASE: usize = 80;
/// The most words of a phrase in front of the name, and behind it.
const WORDS: usize = 3;

/// How names of diseases begin, in the languages of our customers, without those that say something else in other trades.
#[rustfmt::skip]
pub(super) const DISEASES: &[&str] = &[
    "diabet", "diabèt", "cancer", "carcinom", "karzinom", "krebs", "cáncer", "tumour", "tumor ", "metasta", "leukaem", "leukem", "leukäm", "leucemi", "leucémi",
    "lymphom", "melanom", "sarcom", "hypertension", "hypertonie", "hipertens", "hypertensi", "ipertens", "asthma", "asthme", "asma ", "asma,",
    "copd", "bpco", "pneumoni", "lungenentzündung", "tubercul", "tuberkul", "bronchitis", "bronchite", "epileps", "épileps", "parkinson",
    "alzheimer", "dementia", "demenz", "démence", "schizophren", "schizofren", "bipolar disorder", "bipolare störung", "depressive ", "dépressi",
    "depresión", "depressão", "depresja", "depression,", "major depress", "recurrent depress", "anxiety disorder", "angststörung", "ptsd", "tspt",
    "adhd", "adhs", "autis", "asperger", "dyslexi", "anorexi", "bulimi", "hiv ", "hiv-", "hiv,", "aids ", "vih ", "hepatitis", "hépatite", "epatite",
    "cirrhos", "cirrose", "zirrhose", "fibrillation", "fibrilhação", "fibrillazione", "vorhofflimmern", "infarct", "infarkt", "herzinsuffizienz",
    "heart failure", "heart disease", "herzkrankheit", "insuffisance cardiaque", "insuficiencia", "renal failure", "kidney disease",
    "niereninsuffizienz", "thrombos", "embolism", "stenos", "aneurysm", "arthritis", "arthrite", "artrit", "arthros", "artros", "osteopor",
    "fractured ", "psoriasis", "eczema", "ekzem", "neurodermitis", "crohn", "colitis", "kolitis", "gastritis", "reflux disease", "anemia", "anaemia",
    "anämie", "anémie", "multiple sclerosis", "multiple sklerose", "sclérose", "esclerosis múltiple", "apnoea", "apnea", "migraine", "migräne",
    "miscarriage", "schwangerschaft", "zwangerschap", "ivg ", "grossesse", "fehlgeburt", "allergie sévère", "peanut allergy", "penicillin allergy",
    "anaphyla", "hernia", "hernie", "bandscheibenvorfall", "rotator cuff", "sprain of", "burn-out", "burnout", "hypothyroid", "hyperthyroid",
    "hypothyreose", "hyperlipid", "cellulitis", "sepsis ", "emiplegi", "hemipleg", "paralys", "parapleg", "nikotinabusus",
    "alcohol dependence", "alkoholabhängig", "opioid", "substance use disorder", "syphilis", "gonorrh", "chlamydia", "glaucom", "glaukom", "cataract",
    "katarakt", "endometrios", "prostatitis", "preeclampsia", "fibromyalg", "lupus ", "sarcoidos", "cystic fibrosis", "mukoviszidose",
    "low back pain", "urinary tract infection", "erysipel", "depressieve", "cukrzyc", "sickle cell", "sichelzell", "demyelin", "demielin", "astma ",
    "astma,", "astma.", "uzależnieni", "cirrosi", "disturbo ", "esclerosis multiple", "discopat", "dyskopat", "disc prolapse", "herniated disc",
    "slipped disc", "discectomy", "hernia discal", "hartfalen", "nierfalen", "longontsteking", "beroerte", "schlaganfall", "herzinfarkt",
    "nadciśnieni", "padaczk", "białaczk", "hjärtsvikt", "högt blodtryck", "migrän", "sykdom", "coeliac", "celiac", "zöliakie", "celiaqu",
    "endokarditis", "myocardit", "hypothyréo", "hipotiroid", "ipotiroid", "gastro-oesophageal", "pancreatitis", "pankreatitis", "appendicit",
    "neoplas", "cardiopat", "cardiomyopat", "ipercolesterol", "hypercholest", "hipercolesterol", "apnée", "fibrilación", "fibrilacion", "hematuri",
    "haematuri", "whiplash", "boulimi", "bulimi", "emicrania", "deterioro cognitivo", "dependencia alc", "endometrio", "lage rugpijn",
    "fracture ", "fractura ", "fraktur",
    "scoliosis", "skoliose", "scoliose", "osteoarthr", "sciatica", "ischias", "lumbago", "ciática", "sciatique", "lombalgi", "concussion",
    "traumatic brain", "tinnitus", "vertigo ", "preeclâmps", "gestational diab", "postpartum depress", "suicid", "self-harm", "overdose",
];

/// Words at which a phrase ends, or behind which it begins.
#[rustfmt::skip]
const EDGES: &[&str] = &[
    "a", "an", "the", "and", "or", "of", "with", "for", "has", "had", "have", "is", "was", "are", "to", "in", "on", "at", "by", "from", "his", "her",
    "their", "my", "our", "due", "since", "after", "before", "known", "patient", "pt", "diagnosed", "history", "und", "oder", "mit", "bei", "wegen",
    "hat", "eine", "einer", "einen", "der", "die", "das", "den", "dem", "et", "ou", "avec", "une", "un", "le", "la", "les", "pour", "y", "con", "por",
    "una", "el", "los", "e", "com", "o", "os", "um", "uma", "met", "en", "een", "het", "de", "z", "na", "i", "who", "which", "that", "she", "he", "it",
    "research", "institute", "society", "awareness", "clinic", "center", "centre", "unit", "department", "ward", "screening", "month",
];

/// The phrase around the name of a disease at `at`.
pub(super) fn named(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    *cost += 32;
    if !begins(view, at) {
        return;
    }
    let Some(length) = longest(view, at, DISEASES) else {
        return;
    };
    let mut end = word_end(
        view,
        at + length - usize::from(view[at + length - 1] == b' ' || view[at + length - 1] == b','),
    );
    // The name of a thing in a program, or of a file.
    let sign = |b: Option<&u8>| matches!(b, Some(b'_' | b'=' | b'(' | b'/' | b'@' | b'{'));
    let before = at.checked_sub(1).map(|b| &view[b]);
    if sign(view.get(end)) && view.get(end) != Some(&b'(')
        || matches!(before, Some(b'_' | b'.' | b'/' | b'@' | b'\\'))
    {
        return;
    }
    let mut start = at;
    for _ in 0..WORDS {
        let Some(word) = word_before(view, start) else {
            break;
        };
        start = word;
    }
    for _ in 0..WORDS {
        let Some(word) = word_behind(view, end) else {
            break;
        };
        end = word;
    }
    let end = code_behind(view, end).unwrap_or(end);
    out.push(Hit::new(Builtin::Diagnosis, start, end, 0.6));
}

/// `syndrome dépressif modéré (F32.1)`, `arterielle Hypertonie, I10.90`: the end of the code behind a few words more.
fn code_behind(view: &[u8], at: usize) -> Option<usize> {
    let rest = view.get(at..(at + 64).min(view.len()))?;
    let sign = memchr::memchr2(b'(', b',', rest)?;
    let words = |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b' ' | b'-');
    let bracket = rest[sign] == b'(';
    let start = sign + 1 + usize::from(!bracket);
    let code = rest[..sign]
        .iter()
        .all(words)
        .then(|| rest.get(start..))??;
    let length = super::diagnoses::diagnosis_code(&code[..code.len().min(9)])?;
    let end = start + length;
    if !bracket {
        return (length > 3 && !word_at(rest, end)).then_some(at + end);
    }
    let close = memchr::memchr(b')', &rest[end..])?;
    (close <= 8).then_some(at + end + close + 1)
}

fn word_end(view: &[u8], mut at: usize) -> usize {
    while word_at(view, at) || view.get(at) == Some(&b'-') && word_at(view, at + 1) {
        at += letter(view, at).map_or(1, |(length, _)| length);
    }
    at
}

/// Where the word begins in front of a single blank before `at`, if it belongs to the phrase.
fn word_before(view: &[u8], at: usize) -> Option<usize> {
    let end = at.checked_sub(1).filter(|blank| view[*blank] == b' ')?;
    let area = &view[end.saturating_sub(24)..end];
    let length = area
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b >= 0x80 || **b == b'-')
        .count();
    let word = &area[area.len() - length..];
    (length > 0 && length < 24 && belongs(word)).then_some(end - length)
}

/// Where the word ends behind a single blank at `at`, if it belongs to the phrase.
fn word_behind(view: &[u8], at: usize) -> Option<usize> {
    if view.get(at) != Some(&b' ') {
        return None;
    }
    let end = word_end(view, at + 1);
    let word = view.get(at + 1..end)?;
    let name = matches!(view.get(end), Some(b'=' | b':' | b'_'));
    (!word.is_empty() && word.len() < PHRASE / 3 && !name && belongs(word)).then_some(end)
}

fn belongs(word: &[u8]) -> bool {
    let figure = word.iter().all(u8::is_ascii_digit) && word.len() <= 2;
    let letters = word.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    (letters || figure)
        && !EDGES
            .iter()
            .any(|edge| word.eq_ignore_ascii_case(edge.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::values;

    #[test]
    fn diseases_in_running_text() {
        for (text, wanted) in [
            (
                "needs a fridge for insulin (type 1 diabetes). Husband",
                "type 1 diabetes",
            ),
            (
                "\"reason\":\"prostate cancer follow up\",",
                "prostate cancer follow up",
            ),
            ("suivi diabète type 2\";", "suivi diabète type 2"),
            (
                "wegen einer koronaren Herzkrankheit, seit",
                "koronaren Herzkrankheit",
            ),
            (
                "Elle a fait une fibrillation auriculaire.",
                "fibrillation auriculaire",
            ),
        ] {
            assert_eq!(values(Builtin::Diagnosis, text), [wanted], "{text}");
        }
        for text in ["cancer_rate=5", "/img/cancer.png", "HIVE table hive_ms"] {
            assert_eq!(
                values(Builtin::Diagnosis, text),
                Vec::<&str>::new(),
                "{text}"
            );
        }
    }
}
