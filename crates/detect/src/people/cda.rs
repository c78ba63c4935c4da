//! Clinical documents in markup (HL7 CDA R2): numbers by the register that gave them, patients, and when they were born.

use super::forms;
use crate::check;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// How far the ends of a tag are looked for, in bytes.
const TAG: usize = 200;
/// How far behind the beginning of a patient its numbers may stand, in bytes.
const PATIENT: usize = 600;

/// The value of `extension` in `tag`: where it begins and the value.
fn extension(view: &[u8], start: usize, end: usize) -> Option<(usize, &[u8])> {
    const NAME: &[u8] = b"extension=\"";
    let tag = view.get(start..end)?;
    let from = memchr::memmem::find(tag, NAME)? + NAME.len();
    let length = memchr::memchr(b'"', &tag[from..])?;
    Some((start + from, &tag[from..from + length]))
}

/// `<id extension="…" root="2.16.840.1.113883.4.1"/>`: a number of a register that is known by its object identifier.
pub(super) fn registered(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let floor = at.saturating_sub(TAG);
    let Some(start) = memchr::memrchr(b'<', &view[floor..at]).map(|open| floor + open) else {
        return;
    };
    let ceiling = (at + TAG).min(view.len());
    let Some(end) = memchr::memchr(b'>', &view[at..ceiling]).map(|close| at + close) else {
        return;
    };
    let Some((from, value)) = extension(view, start, end) else {
        return;
    };
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let register = &view[at..end];
    let kind = if register.starts_with(b"113883.4.1\"") {
        (digits == 9).then_some(Builtin::Ssn)
    } else if register.starts_with(b"113883.4.6\"") {
        check::npi(value).then_some(Builtin::Npi)
    } else if register.starts_with(b"113883.4.3.") {
        (digits >= 4).then_some(Builtin::DrivingLicence)
    } else {
        let medicare = forms::judge(Builtin::Mbi, value).is_some();
        (digits >= 4).then_some(if medicare {
            Builtin::Mbi
        } else {
            Builtin::MemberId
        })
    };
    if let Some(kind) = kind.filter(|_| value.len() <= 24) {
        out.push(Hit::new(kind, from, from + value.len(), 0.9));
    }
}

/// `<patientRole>` with the numbers of the patient, up to the address or the name.
pub(super) fn patient(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let limit = (at + PATIENT).min(view.len());
    let mut pos = at + 1;
    while let Some(open) = memchr::memchr(b'<', &view[pos..limit]).map(|open| pos + open) {
        let tag = &view[open..limit];
        let Some(close) = memchr::memchr(b'>', tag) else {
            return;
        };
        if tag.starts_with(b"<addr") || tag.starts_with(b"<patient") || tag.starts_with(b"</") {
            return;
        }
        if tag.starts_with(b"<id ")
            && memchr::memmem::find(&tag[..close], b"113883.4.").is_none()
            && let Some((from, value)) = extension(view, open, open + close)
            && value.iter().filter(|b| b.is_ascii_digit()).count() >= 3
            && value.len() <= 40
        {
            out.push(Hit::new(
                Builtin::MedicalRecord,
                from,
                from + value.len(),
                0.85,
            ));
        }
        pos = open + close + 1;
    }
}

/// `<birthTime value="19430903120000"/>`: a date with a time behind it.
pub(super) fn birth(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    const VALUE: &[u8] = b"value=\"";
    let rest = &view[at..(at + 60).min(view.len())];
    let Some(from) = memchr::memmem::find(rest, VALUE).map(|place| place + VALUE.len()) else {
        return;
    };
    let length = memchr::memchr(b'"', &rest[from..]).unwrap_or(0);
    let value = &rest[from..from + length];
    let dated = value.get(..8).is_some_and(super::dates::is_date);
    let timed = value[value.len().min(8)..]
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
    if dated && timed {
        out.push(Hit::new(
            Builtin::BirthDate,
            at + from,
            at + from + length,
            0.9,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn a_clinical_document() {
        let text = r#"<patientRole>
  <id extension="7729183" root="2.16.840.1.113883.19.5.1"/>
  <id extension="536-22-7148" root="2.16.840.1.113883.4.1"/>
  <addr><city>Newtown</city></addr>
  <patient><birthTime value="19430903120000"/></patient>
</patientRole>
<assignedAuthor><id root="2.16.840.1.113883.4.6" extension="1234567893"/></assignedAuthor>"#;
        let found = finds(text);
        for one in [
            (Builtin::MedicalRecord, "7729183"),
            (Builtin::Ssn, "536-22-7148"),
            (Builtin::BirthDate, "19430903120000"),
            (Builtin::Npi, "1234567893"),
        ] {
            assert!(found.contains(&one), "{one:?} in {found:?}");
        }
        for text in [
            r#"<templateId root="2.16.840.1.113883.4.1"/>"#,
            r#"<id extension="99999999" root="2.16.840.1.113883.4.6"/>"#,
            r#"<patientRole><id nullFlavor="UNK"/>"#,
            r#"<birthTime nullFlavor="UNK"/>"#,
            "<patientRole",
            "113883.4.1\"",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }

    #[test]
    fn segments_of_a_claim() {
        let found = finds(
            "HL*1~\nREF*SY*536227148~\nREF*EA*MR77291~\nPER*IP**TE*4155552671~\nDMG*D8*19960215*F~\n",
        );
        for one in [
            (Builtin::Ssn, "536227148"),
            (Builtin::MedicalRecord, "MR77291"),
            (Builtin::Phone, "4155552671"),
            (Builtin::BirthDate, "19960215"),
        ] {
            assert!(found.contains(&one), "{one:?} in {found:?}");
        }
        assert_eq!(finds("REF*D9*17312345600006351~\nREF*BM*536227148~\n"), []);
        let found = finds(
            "PID|1||D2637^^^X^MR||Quux^Ana||20070706|F|||||^PRN^PH^^^657^5558563\nORC|NW|1|2||NW||||2014|^MOUSE^MINNIE^A^^^RN||\n",
        );
        for one in [
            (Builtin::Phone, "657^5558563"),
            (Builtin::PersonName, "MOUSE^MINNIE^A^^^RN"),
        ] {
            assert!(found.contains(&one), "{one:?} in {found:?}");
        }
    }
}
