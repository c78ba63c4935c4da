//! Names of fields that hold what belongs to a person, in the languages of our customers.

use std::sync::LazyLock;

use super::lists::NAMES;
use crate::rules::Builtin;

/// Names in a script that is not Latin, as they are written.
pub(super) fn other_script(name: &[u8]) -> Option<Builtin> {
    Some(match std::str::from_utf8(name).ok()?.trim() {
        "氏名" | "名前" | "お名前" | "姓" | "名" | "フリガナ" | "患者名" | "顧客名" | "契約者"
        | "担当者" | "姓名" | "имя" | "фамилия" | "фио" => Builtin::PersonName,
        "生年月日" | "誕生日" | "出生日期" | "дата рождения" => {
            Builtin::BirthDate
        }
        "住所" | "ご住所" | "地址" | "адрес" => Builtin::Address,
        "電話番号" | "電話" | "携帯電話" | "携帯番号" | "手机" | "电话" | "телефон" => {
            Builtin::Phone
        }
        "マイナンバー" | "個人番号" | "身份证" | "身份证号" => Builtin::NationalId,
        "口座番号" => Builtin::BankAccount,
        "カード番号" => Builtin::PaymentCard,
        "患者番号" | "診察券番号" | "患者ID" => Builtin::MedicalRecord,
        "保険証番号" | "被保険者番号" => Builtin::MemberId,
        "旅券番号" | "パスポート番号" => Builtin::Passport,
        "免許証番号" => Builtin::DrivingLicence,
        _ => return None,
    })
}

/// Names that say something only when nothing stands in front of them: `family` is a person's, `font-family` is not.
pub(super) fn whole(name: &[u8]) -> Option<Builtin> {
    Some(match name {
        b"given" | b"family" | b"nm" | b"fn" | b"ln" | b"last" | b"first" | b"middle"
        | b"fahrer" | b"behandler" | b"patientin" | b"jmeno" | b"holder" => Builtin::PersonName,
        b"line1" | b"line2" | b"addr1" | b"addr2" | b"street1" | b"addressline1" => {
            Builtin::Address
        }
        b"fin" => Builtin::VehicleId,
        b"host" | b"node" | b"server" | b"machine" => Builtin::HostName,
        _ => return None,
    })
}

/// What a field of this name holds.
pub(super) fn exact(name: &[u8]) -> Option<Builtin> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        Table::new(NAMES.iter().flat_map(|(kind, names)| {
            names
                .split_ascii_whitespace()
                .map(|name| (name.as_bytes(), *kind))
        }))
    });
    TABLE.get(name)
}

/// The names by a hash that costs little. The names are ours, so nobody can make many of them share a slot.
struct Table {
    slots: Vec<Option<(&'static [u8], Builtin)>>,
}

impl Table {
    /// Of two entries of one name the last counts.
    fn new(names: impl Iterator<Item = (&'static [u8], Builtin)> + Clone) -> Self {
        let size = (names.clone().count() * 3).next_power_of_two();
        let mut slots: Vec<Option<(&'static [u8], Builtin)>> = vec![None; size];
        for (name, kind) in names {
            let mut at = hash(name) % size;
            while slots[at].is_some_and(|(held, _)| held != name) {
                at = (at + 1) % size;
            }
            slots[at] = Some((name, kind));
        }
        Self { slots }
    }

    fn get(&self, name: &[u8]) -> Option<Builtin> {
        let mut at = hash(name) % self.slots.len();
        while let Some((held, kind)) = self.slots[at] {
            if held == name {
                return Some(kind);
            }
            at = (at + 1) % self.slots.len();
        }
        None
    }
}

fn hash(name: &[u8]) -> usize {
    let mixed = name.chunks(8).fold(name.len() as u64, |sum, part| {
        let mut eight = [0; 8];
        eight[..part.len()].copy_from_slice(part);
        (sum ^ u64::from_le_bytes(eight))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
    });
    usize::try_from(mixed >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::classify;
    use super::*;

    /// A value of each kind that most names stand in front of.
    const SAMPLES: [(Builtin, &str); 14] = [
        (Builtin::PersonName, "Zebulon Quux"),
        (Builtin::Address, "Quuxweg 17, 50667 Newtown"),
        (Builtin::Phone, "0221 4710992"),
        (Builtin::BirthDate, "1979-03-21"),
        (Builtin::GeoCoordinates, "52.520008"),
        (Builtin::Passport, "C01X00T47"),
        (Builtin::DrivingLicence, "B072RRE2I55"),
        (Builtin::VehicleId, "WVWZZZ1JZXW000001"),
        (Builtin::StudentId, "20418834"),
        (Builtin::NationalId, "12345678Z"),
        (Builtin::MedicalRecord, "88410023"),
        (Builtin::MemberId, "W884100237"),
        (Builtin::Diagnosis, "E11.9"),
        (Builtin::BankAccount, "4410092337"),
    ];

    #[test]
    fn every_name_leads_to_its_value() {
        let rules = crate::Rules::default_pack();
        let mut lost = Vec::new();
        for (kind, names) in NAMES {
            let Some((_, value)) = SAMPLES.iter().find(|(one, _)| one == kind) else {
                continue;
            };
            // What is longer than a word that is kept, or ends in a figure, stands for names written in several words.
            let whole =
                |name: &&str| name.len() <= 24 && !name.ends_with(|c: char| c.is_ascii_digit());
            for name in names.split_ascii_whitespace().filter(whole) {
                let text = format!("{{\"at\": 5, \"{name}\": \"{value}\"}}\n");
                let found = crate::scan_all(rules, text.as_bytes());
                if !found.iter().any(|one| {
                    usize::try_from(one.start).is_ok_and(|start| text[start..].starts_with(value))
                }) {
                    lost.push(format!("{kind:?}:{name}"));
                }
            }
        }
        assert!(lost.is_empty(), "{}: {}", lost.len(), lost.join(" "));
    }

    #[test]
    fn names_of_personal_fields_in_many_languages() {
        for (name, kind) in [
            ("Vorname", Builtin::PersonName),
            ("kunde_nachname", Builtin::PersonName),
            ("Geburtsdatum", Builtin::BirthDate),
            ("Straße", Builtin::Address),
            ("prénom", Builtin::PersonName),
            ("date_naissance", Builtin::BirthDate),
            ("Date de naissance", Builtin::BirthDate),
            ("numéro de téléphone", Builtin::Phone),
            ("apellidos", Builtin::PersonName),
            ("fechaNacimiento", Builtin::BirthDate),
            ("cognome", Builtin::PersonName),
            ("codice_fiscale", Builtin::ItCodiceFiscale),
            ("endereço", Builtin::Address),
            ("IMIĘ", Builtin::PersonName),
            ("Führerscheinnummer", Builtin::DrivingLicence),
            ("driversLicenseNumber", Builtin::DrivingLicence),
            ("Passport No", Builtin::Passport),
            ("student_id", Builtin::StudentId),
            ("nhsNumber", Builtin::NhsNumber),
            ("card-expiry-date", Builtin::CardExpiry),
            ("swift_code", Builtin::SwiftBic),
            ("Sort Code", Builtin::SortCode),
            ("customer.cpf", Builtin::BrCpf),
            ("Steuer-ID", Builtin::DeTaxId),
        ] {
            assert_eq!(classify(name.as_bytes()), Some(kind), "{name}");
        }
        for name in [
            "telemetry",
            "expired",
            "vintage",
            "via_proxy",
            "nominal",
            "latency",
            "passport_js",
            "dealer",
            "panel",
            "straße_typ",
        ] {
            assert_eq!(classify(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn no_name_stands_in_two_rows() {
        let mut seen = std::collections::HashSet::new();
        for name in NAMES
            .iter()
            .flat_map(|(_, names)| names.split_ascii_whitespace())
        {
            assert!(seen.insert(name), "{name}");
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
                "{name}"
            );
        }
        assert!(seen.len() > 400);
    }
}
