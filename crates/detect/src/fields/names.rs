//! What the name of a field says about its value.

use super::{keys, people};
use crate::people::fold;
use crate::rules::Builtin;

/// The words of a name, in lower case, the last ones only.
struct Words {
    text: [u8; MAX_WORDS * WORD_BYTES],
    ends: [usize; MAX_WORDS],
    count: usize,
}

const MAX_WORDS: usize = 8;
/// The end of a longer word is kept: that is where `password` stands in a name grown together.
const WORD_BYTES: usize = 24;

/// Tokens that continue a list or make a request unique, and open nothing.
const PAGES: &str = "nexttoken pagetoken nextpagetoken prevpagetoken previouspagetoken paginationtoken continuationtoken \
    startingtoken synctoken nextsynctoken resumetoken clientrequesttoken idempotencytoken cancellationtoken cursortoken waittoken";

fn page(name: &[u8]) -> bool {
    PAGES
        .split_ascii_whitespace()
        .any(|one| one.as_bytes() == name)
}

/// What kind of value a field of this name holds.
pub(crate) fn classify(name: &[u8]) -> Option<Builtin> {
    if !name.is_ascii()
        && let Some(kind) = people::other_script(name)
    {
        return Some(kind);
    }
    // Names in other languages are looked up without their accents.
    let mut space = [0; 2 * WORD_BYTES * MAX_WORDS];
    let name = if name.is_ascii() {
        name
    } else {
        fold(name, &mut space).unwrap_or(name)
    };
    let words = Words::of(name);
    let mut count = words.count;
    // `DB_PASSWORD_PROD`, `password2`, `token_value`: the last words only say which one.
    while count > 1
        && qualifier(words.word(count - 1))
        && words.joined(count - 2, count) != b"keybase"
        // `DoB`, `D.O.B.`
        && !words.joined(0, count).ends_with(b"dob")
    {
        count -= 1;
    }
    if let Some(kind) = (1..=3)
        .contains(&words.count)
        .then(|| people::whole(words.joined(0, words.count)))
        .flatten()
    {
        return Some(kind);
    }
    // The longest name first: `account number` is not `number`.
    for first in count.saturating_sub(4)..count {
        let joined = words.joined(first, count);
        // Part of the name of an assembly (ECMA-335, partition II, 6.3).
        if joined == b"publickeytoken" || joined.ends_with(b"token") && page(joined) {
            return None;
        }
        if let Some(kind) = people::exact(joined)
            .or_else(|| exact(joined))
            .or_else(|| keys::exact(joined))
        {
            return Some(kind);
        }
    }
    let last = count.checked_sub(1)?;
    suffix(words.word(last)).or_else(|| foreign(&words))
}

/// `haslo_startowe`, `KennwortPortal`, `motDePasse`: in most languages what a password is for stands behind the word for it.
fn foreign(words: &Words) -> Option<Builtin> {
    const PASSWORDS: &[&[u8]] = &[
        b"haslo",
        b"kennwort",
        b"passwort",
        b"wachtwoord",
        b"contrasena",
        b"senha",
        b"losenord",
        b"mdp",
        b"salasana",
        b"heslo",
        b"passord",
        b"adgangskode",
        b"parola",
        b"jelszo",
    ];
    // What a `clave` is for, where it is no code of an article.
    const FOR: &[&[u8]] = &[
        b"ws",
        b"web",
        b"wifi",
        b"vpn",
        b"ftp",
        b"sftp",
        b"smtp",
        b"imap",
        b"bd",
        b"db",
        b"correo",
        b"portal",
        b"acceso",
        b"usuario",
        b"admin",
        b"certificado",
        b"cert",
        b"banco",
        b"firma",
        b"router",
        b"api",
        b"ldap",
        b"ssh",
        b"servicio",
    ];
    // What is said about one.
    const ABOUT: &[&[u8]] = &[
        b"policy",
        b"length",
        b"lange",
        b"laenge",
        b"min",
        b"max",
        b"expiry",
        b"ablauf",
        b"reset",
        b"dlugosc",
        b"vergessen",
        b"url",
        b"datum",
        b"hint",
        b"id",
        b"regel",
        b"longitud",
        b"tamanho",
        b"politica",
        b"changed",
        b"geaendert",
        b"alter",
        b"age",
    ];
    let first = words.count.checked_sub(1).map(|_| words.word(0))?;
    let phrase = words.count >= 3 && words.joined(0, 3) == b"motdepasse";
    let about = (1..words.count).any(|at| ABOUT.contains(&words.word(at)));
    let clave = first == b"clave" && words.count == 2 && FOR.contains(&words.word(1));
    (words.count <= 4 && !about && (PASSWORDS.contains(&first) || phrase || clave))
        .then_some(Builtin::Password)
}

impl Words {
    /// Splits at anything that is no letter or digit, at `aB`, at `ABc` and between letters and digits.
    fn of(name: &[u8]) -> Self {
        let mut words = Self {
            text: [0; MAX_WORDS * WORD_BYTES],
            ends: [0; MAX_WORDS],
            count: 0,
        };
        let mut starts = [(0usize, 0usize); MAX_WORDS];
        let mut found = 0;
        // From the end, because the last words decide.
        let mut end = name.len();
        while end > 0 && found < MAX_WORDS {
            if !name[end - 1].is_ascii_alphanumeric() {
                end -= 1;
                continue;
            }
            let mut start = end - 1;
            while start > 0 && !boundary(name, start) {
                start -= 1;
            }
            starts[found] = (start, end);
            found += 1;
            end = start;
        }
        let mut length = 0;
        for (start, end) in starts[..found].iter().rev() {
            for byte in &name[(*start).max(end.saturating_sub(WORD_BYTES))..*end] {
                words.text[length] = byte.to_ascii_lowercase();
                length += 1;
            }
            words.ends[words.count] = length;
            words.count += 1;
        }
        words
    }

    fn start(&self, at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn word(&self, at: usize) -> &[u8] {
        &self.text[self.start(at)..self.ends[at]]
    }

    fn joined(&self, first: usize, end: usize) -> &[u8] {
        &self.text[self.start(first)..self.ends[end - 1]]
    }
}

/// Whether a word begins at `at` (which is not 0).
fn boundary(name: &[u8], at: usize) -> bool {
    let (before, here) = (name[at - 1], name[at]);
    let after = name.get(at + 1).copied().unwrap_or(b' ');
    !before.is_ascii_alphanumeric()
        || before.is_ascii_lowercase() && here.is_ascii_uppercase()
        || before.is_ascii_uppercase() && here.is_ascii_uppercase() && after.is_ascii_lowercase()
        || before.is_ascii_alphabetic() && here.is_ascii_digit()
        || before.is_ascii_digit() && here.is_ascii_alphabetic()
}

fn qualifier(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit)
        || matches!(
            word,
            b"prod"
                | b"production"
                | b"dev"
                | b"development"
                | b"test"
                | b"testing"
                | b"stage"
                | b"staging"
                | b"live"
                | b"qa"
                | b"uat"
                | b"value"
                | b"val"
                | b"plain"
                | b"plaintext"
                | b"text"
                | b"raw"
                | b"b"
                | b"base"
                | b"encoded"
                | b"old"
                | b"new"
                | b"current"
                | b"confirm"
                | b"confirmation"
                | b"again"
                | b"repeat"
                | b"default"
                | b"primary"
                | b"secondary"
                | b"backup"
                | b"main"
                | b"string"
                | b"str"
                | b"a"
                | b"x"
                | b"hash"
                | b"hashed"
                | b"json"
                | b"data"
                | b"digest"
                | b"salted"
                // `Birthdate__c`: fields of one's own in a CRM.
                | b"c"
        )
}

/// Names written whole.
fn exact(name: &[u8]) -> Option<Builtin> {
    Some(match name {
        b"password" | b"passwords" | b"passwd" | b"passphrase" | b"passcode" | b"pwd" | b"pass"
        | b"userpass" | b"dbpass" | b"rootpass" | b"requirepass" | b"masterauth" | b"storepass"
        | b"keypass" | b"adminpass" | b"mysqlpwd" | b"pgpass" | b"pincode" | b"cardpin"
        | b"psk" => Builtin::Password,
        b"secret"
        | b"secrets"
        | b"apikey"
        | b"xapikey"
        | b"apikeys"
        | b"accesskey"
        | b"privatekey"
        | b"encryptionkey"
        | b"signingkey"
        | b"accountkey"
        | b"sharedkey"
        | b"sharedaccesskey"
        | b"masterkey"
        | b"storagekey"
        | b"licensekey"
        | b"authkey"
        | b"secretkey"
        | b"credential"
        | b"credentials"
        | b"sharedaccesssignature"
        | b"hmackey"
        | b"aeskey"
        | b"secretvalue"
        | b"webhooksecret" => Builtin::Secret,
        b"token"
        | b"tokens"
        | b"otp"
        | b"csrf"
        | b"xsrf"
        | b"authtoken"
        | b"samlresponse"
        | b"samlassertion"
        | b"samlrequest"
        | b"csrfmiddlewaretoken" => Builtin::Token,
        b"sessionid" | b"sessid" | b"jsessionid" | b"phpsessid" | b"session" | b"sid"
        | b"sessionkey" | b"sessiontoken" | b"sessioncookie" | b"connectsid" => Builtin::Session,
        b"cvv" | b"cvc" | b"securitycode" | b"cardcode" | b"cardsecuritycode" => Builtin::CardCode,
        b"cardnumber" | b"cardno" | b"creditcardnumber" => Builtin::PaymentCard,
        b"ssn"
        | b"socialsecuritynumber"
        | b"socialsecurity"
        | b"socialsecurityno"
        | b"socialsecuritynum"
        | b"ssnnumber" => Builtin::Ssn,
        b"dob" | b"dateofbirth" | b"birthdate" | b"birthday" | b"birthdt" | b"dateofbirthdate"
        | b"born" | b"bornon" => Builtin::BirthDate,
        b"mrn"
        | b"medicalrecordnumber"
        | b"medicalrecordno"
        | b"medicalrecord"
        | b"medicalrecordid"
        | b"patientid"
        | b"patientnumber"
        | b"patientno"
        | b"patientmrn"
        | b"patientidentifier"
        | b"medicalid" => Builtin::MedicalRecord,
        b"memberid" | b"membernumber" | b"memberno" | b"subscriberid" | b"subscribernumber"
        | b"policynumber" | b"policyno" | b"insuranceid" | b"insurancenumber"
        | b"insurancememberid" | b"groupnumber" | b"memberidentifier" => Builtin::MemberId,
        b"npi" | b"npinumber" | b"providernpi" => Builtin::Npi,
        b"routingnumber"
        | b"routing"
        | b"routingno"
        | b"abanumber"
        | b"aba"
        | b"abarouting"
        | b"routingtransitnumber"
        | b"rtn" => Builtin::BankRouting,
        b"accountnumber" | b"accountno" | b"acctnumber" | b"acctno" | b"acctnum"
        | b"accountnum" | b"bankaccount" | b"bankaccountnumber" | b"acct" | b"sortcode" => {
            Builtin::BankAccount
        }
        b"passport"
        | b"passportnumber"
        | b"passportno"
        | b"driverslicense"
        | b"driverlicense"
        | b"driverlicensenumber"
        | b"driverslicensenumber"
        | b"driverslicence"
        | b"drivinglicence"
        | b"licensenumber"
        | b"licencenumber"
        | b"nationalid"
        | b"nationalidnumber"
        | b"taxid"
        | b"taxidnumber"
        | b"driverlicenseno"
        | b"driverslicenseno" => Builtin::NationalId,
        b"firstname" | b"lastname" | b"fullname" | b"surname" | b"givenname" | b"givennames"
        | b"familyname" | b"maidenname" | b"middlename" | b"cardholder" | b"cardholdername"
        | b"patientname" | b"membername" | b"patient" | b"mothersmaidenname" | b"nameoncard" => {
            Builtin::PersonName
        }
        b"street" | b"streetaddress" | b"addressline" | b"homeaddress" | b"mailingaddress"
        | b"billingaddress" | b"shippingaddress" | b"streetname" => Builtin::Address,
        b"phone" | b"phonenumber" | b"phoneno" | b"mobile" | b"mobilenumber" | b"mobileno"
        | b"cellnumber" | b"cellno" | b"telephone" | b"homephone" | b"workphone"
        | b"mobilephone" | b"cellphone" | b"telephonenumber" => Builtin::Phone,
        b"diagnosis" | b"diagnosiscode" | b"icd" | b"icdcode" | b"diagnosiscodes"
        | b"primarydiagnosis" => Builtin::Diagnosis,
        _ => return None,
    })
}

/// Names grown together, such as `dbpassword`.
fn suffix(word: &[u8]) -> Option<Builtin> {
    const ENDS: &[(&[u8], Builtin)] = &[
        (b"password", Builtin::Password),
        (b"passwd", Builtin::Password),
        (b"passphrase", Builtin::Password),
        (b"passwort", Builtin::Password),
        (b"kennwort", Builtin::Password),
        (b"wachtwoord", Builtin::Password),
        (b"bindpw", Builtin::Password),
        (b"psk", Builtin::Password),
        (b"pwd", Builtin::Password),
        (b"apikey", Builtin::Secret),
        (b"secret", Builtin::Secret),
        (b"secretkey", Builtin::Secret),
        (b"accesskey", Builtin::Secret),
        (b"privatekey", Builtin::Secret),
        (b"token", Builtin::Token),
        (b"sessionid", Builtin::Session),
        (b"sessid", Builtin::Session),
    ];
    ENDS.iter()
        .find(|(end, _)| word.ends_with(end))
        .map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secret_values() {
        let table = [
            ("password", Builtin::Password),
            ("DB_PASSWORD", Builtin::Password),
            ("dbPassword", Builtin::Password),
            ("dbpassword", Builtin::Password),
            ("spring.datasource.password", Builtin::Password),
            ("POSTGRES_PASSWORD_PROD", Builtin::Password),
            ("clave_certificado", Builtin::Password),
            ("FSESSION", Builtin::Session),
            ("jwt.secreto", Builtin::Secret),
            ("password2", Builtin::Password),
            ("aws_secret_access_key", Builtin::Secret),
            ("clientSecret", Builtin::Secret),
            ("X-API-Key", Builtin::Secret),
            ("APIKey", Builtin::Secret),
            ("access_token", Builtin::Token),
            ("db_key_base", Builtin::Secret),
            ("secret_key_base", Builtin::Secret),
            ("authToken", Builtin::Token),
            ("CSRFToken", Builtin::Token),
            ("ASP.NET_SessionId", Builtin::Session),
            ("Social Security Number", Builtin::Ssn),
            ("patient date of birth", Builtin::BirthDate),
            ("birthDate", Builtin::BirthDate),
            ("Routing Number", Builtin::BankRouting),
            ("memberId", Builtin::MemberId),
            ("last_name", Builtin::PersonName),
        ];
        for (name, kind) in table {
            assert_eq!(classify(name.as_bytes()), Some(kind), "{name}");
        }
    }

    #[test]
    fn names_about_secrets_are_not_names_of_secrets() {
        for name in [
            "password_length",
            "passwordPolicy",
            "tokenType",
            "token_count",
            "secret_name",
            "bypass",
            "compass",
            "passed",
            "passenger",
            "max_tokens_per_minute",
            "session_timeout",
            "key",
            "name",
            "",
            "_",
            "pass_through",
            "password_reset_url",
            "api_key_id",
            "PublicKeyToken",
            "private_key_path",
            "author",
            "memberOf",
            "phone_model",
            "12345",
        ] {
            assert_eq!(classify(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn endless_names_are_cut() {
        let name = "a".repeat(500) + "_password";
        assert_eq!(classify(name.as_bytes()), Some(Builtin::Password));
        let name = "a_".repeat(500) + "password";
        assert_eq!(classify(name.as_bytes()), Some(Builtin::Password));
    }
}
