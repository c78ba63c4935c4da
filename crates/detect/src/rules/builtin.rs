//! The detectors that are code, and the words that lead to them.

use coffer_model::Class;

use super::{Detector, DetectorId};
use crate::canonical::Canon;
use crate::grams::{Keyword, Start, Target};

macro_rules! builtins {
    ($($variant:ident $id:literal $label:literal $class:ident $canon:ident $priority:literal $description:literal;)*) => {
        /// A built-in detector. Its place in the list is its id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u16)]
        pub(crate) enum Builtin { $($variant,)* }

        impl Builtin {
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            pub(crate) fn detectors() -> Vec<Detector> {
                vec![$(Detector {
                    id: $id.to_owned(),
                    label: $label.to_owned(),
                    class: Class::$class,
                    description: $description.to_owned(),
                    masked_by_default: !matches!(Class::$class, Class::Network),
                    priority: $priority,
                    canon: Canon::$canon,
                },)*]
            }
        }
    };
}

// Priority: what names a span that several found. A checked number beats a name in front of it; addresses come last,
// because they may stay readable and must not make a password readable.
builtins! {
    PaymentCard "payment_card" "CARD" Financial Digits 90 "Payment card number: issuer range, length and Luhn";
    Iban "iban" "IBAN" Financial Alphanumeric 90 "International bank account number: country, length and modulus 97";
    BankRouting "aba_routing" "ROUTING" Financial Digits 70 "United States bank routing number, by name and check digit";
    BankAccount "bank_account" "ACCOUNT" Financial Alphanumeric 60 "Bank account number, by name";
    CardCode "card_security_code" "CVV" Financial Digits 60 "Card security code, by name or beside a card";
    CardTrack "card_track" "TRACK" Financial Exact 95 "Magnetic track of a payment card, with its number";
    CardExpiry "card_expiry" "EXPIRY" Financial Digits 55 "Expiry of a payment card, beside a card or by name";
    SortCode "sort_code" "SORT_CODE" Financial Digits 65 "British bank sort code, in context";
    SwiftBic "swift_bic" "BIC" Financial Alphanumeric 65 "Bank identifier code, in context, with a country";
    Ssn "us_ssn" "SSN" Personal Digits 85 "United States social security number";
    Itin "us_itin" "ITIN" Personal Digits 85 "United States individual taxpayer number";
    NationalId "national_id" "NATIONAL_ID" Personal Alphanumeric 60 "National identity or tax number of other countries, by name or check digit";
    UkNino "uk_nino" "NINO" Personal Alphanumeric 72 "British national insurance number, in context";
    FrNir "fr_nir" "NIR" Personal Alphanumeric 82 "French social security number: modulus 97";
    DeTaxId "de_tax_id" "STEUER_ID" Personal Digits 72 "German tax number for persons, in context, with its check digit";
    EsDni "es_dni" "DNI" Personal Alphanumeric 72 "Spanish identity number (DNI, NIE), in context, with its check letter";
    ItCodiceFiscale "it_codice_fiscale" "CODICE_FISCALE" Personal Alphanumeric 82 "Italian fiscal code with its check letter";
    NlBsn "nl_bsn" "BSN" Personal Digits 71 "Dutch citizen number, in context, with its check digit";
    PlPesel "pl_pesel" "PESEL" Personal Digits 72 "Polish identity number, in context, with its check digit";
    CaSin "ca_sin" "SIN" Personal Digits 72 "Canadian social insurance number, in context, with Luhn";
    InAadhaar "in_aadhaar" "AADHAAR" Personal Digits 72 "Indian identity number, in context, with Verhoeff's check digit";
    InPan "in_pan" "PAN" Personal Alphanumeric 72 "Indian tax number, in context";
    BrCpf "br_cpf" "CPF" Personal Digits 74 "Brazilian taxpayer number with its check digits";
    BrCnpj "br_cnpj" "CNPJ" Personal Digits 74 "Brazilian company number with its check digits";
    AuTfn "au_tfn" "TFN" Personal Digits 71 "Australian tax file number, in context, with its check digit";
    AuMedicare "au_medicare" "MEDICARE" Health Digits 71 "Australian Medicare number, in context, with its check digit";
    Passport "passport" "PASSPORT" Personal Alphanumeric 62 "Passport number, in context";
    DrivingLicence "driving_licence" "LICENCE" Personal Alphanumeric 62 "Driving licence number, in context";
    VehicleId "vehicle_id" "VEHICLE" Personal Alphanumeric 62 "Vehicle identification or plate number, in context";
    StudentId "student_id" "STUDENT" Personal Alphanumeric 62 "Student number, in context";
    GeoCoordinates "geo_coordinates" "COORDINATES" Personal Exact 55 "Latitude and longitude, in context";
    UserInPath "user_in_path" "PATH_USER" Network Exact 18 "Name of a user in the path of a home directory";
    Email "email" "EMAIL" Personal Email 80 "E-mail address";
    Phone "phone" "PHONE" Personal Phone 75 "Telephone number: international, or North American";
    BirthDate "date_of_birth" "DOB" Personal Exact 60 "Date of birth, in context";
    PersonName "person_name" "NAME" Personal Person 50 "Name of a person, in context";
    Address "street_address" "ADDRESS" Personal Exact 50 "Postal address, by its form or the name of its field";
    Mbi "us_mbi" "MBI" Health Alphanumeric 85 "United States Medicare beneficiary identifier";
    Npi "us_npi" "NPI" Health Digits 70 "United States national provider identifier, by name and check digit";
    MedicalRecord "medical_record_number" "MRN" Health Exact 65 "Medical record or patient number, by name";
    MemberId "insurance_member_id" "MEMBER" Health Exact 65 "Insurance member, policy or subscriber number, by name";
    Dea "us_dea" "DEA" Health Alphanumeric 72 "United States controlled substances registration, in context, with its check digit";
    NhsNumber "nhs_number" "NHS" Health Digits 72 "British health service number, in context, with its check digit";
    Diagnosis "diagnosis_code" "DIAGNOSIS" Health Exact 60 "Diagnosis code (ICD-10), in context";
    Password "password" "PASSWORD" Credential Exact 60 "Password, by name";
    Secret "secret" "SECRET" Credential Exact 55 "Secret or key, by name";
    Token "access_token" "TOKEN" Credential Exact 55 "Access or session token, by name";
    Session "session_id" "SESSION" Credential Exact 55 "Session identifier, by name";
    Cookie "cookie" "COOKIE" Credential Exact 50 "Value of a cookie";
    Authorization "authorization_header" "AUTHORIZATION" Credential Exact 65 "Credential in an authorization header";
    UrlPassword "url_credentials" "URL_PASSWORD" Credential Exact 65 "Password in a URL";
    Jwt "jwt" "JWT" Credential Exact 75 "JSON web token with a readable header";
    PrivateKey "private_key" "PRIVATE_KEY" Credential Exact 100 "Private key or key store, as text or as bytes";
    Dense "unverified_dense" "UNVERIFIED" Credential Exact 40 "Lines with more candidates than can be checked, treated as sensitive whole";
    HarValue "har_value" "HAR" Credential Exact 10 "Value in a browser capture that is withheld unless known to be harmless";
    Ipv4 "ipv4" "IPV4" Network Exact 20 "IPv4 address";
    Ipv6 "ipv6" "IPV6" Network Ipv6 20 "IPv6 address";
    Mac "mac_address" "MAC" Network Hex 21 "Hardware address";
    HostName "host_name" "HOST" Network Exact 9 "Name of a machine: by its field, in a syslog line, or in an internal domain";
}

impl Builtin {
    pub(crate) const fn id(self) -> DetectorId {
        DetectorId(self as u16)
    }
}

/// The words that lead to built-in detectors.
pub(super) fn keywords() -> Vec<Keyword> {
    const FIELDS: &[&str] = &[
        "pass",
        "pwd",
        "key=",
        "key:",
        "key\"",
        "key'",
        "key =",
        "key  ",
        "key>",
        "pw:",
        "pw=",
        "pw =",
        "pw\"",
        "pswd",
        "pasword",
        "paasword",
        "lozinka",
        "geslo:",
        "parola:",
        "parola =",
        "slapta\u{17e}odis",
        "kata sandi",
        "_auth\"",
        "_auth:",
        "_auth =",
        "_authentication\"",
        "_api =",
        "_pat =",
        "creds =",
        "noncestr",
        "security_credentials",
        "bindpw",
        "rootpw",
        "authtok",
        "psk",
        "salt",
        "pepper",
        "community",
        "secret_id",
        "kennwort",
        "paswoord",
        "clave",
        "ww ",
        "pw ",
        "pin ",
        "puk ",
        "code d",
        "kod z",
        "door code",
        "access code",
        "verification code",
        "message code",
        "one-time code",
        "sms-code",
        "zugangscode",
        "toegangscode",
        "lösenord",
        "losenord",
        "jelsz",
        "passord",
        "contrase",
        "contrasena",
        "senha",
        "wachtwoord",
        "haslo",
        "has\u{142}o",
        "senord",
        "heslo",
        "adgangskode",
        "kodeord",
        "koden ",
        "mot de passe",
        "cle_api",
        "hmac=",
        "cle_sec",
        "salasana",
        "mdp",
        "jwt",
        "erlang_cookie",
        "code_verifier",
        "device_code",
        "key_base",
        "_authentication=",
        "key-string",
        "secret",
        "token",
        "api_key",
        "api-key",
        "apikey",
        "api key",
        "access_key",
        "access-key",
        "accesskey",
        "access key",
        "private_key",
        "private-key",
        "privatekey",
        "encryption_key",
        "encryption-key",
        "encryptionkey",
        "signing_key",
        "signing-key",
        "signingkey",
        "account_key",
        "account-key",
        "accountkey",
        "shared_key",
        "sharedkey",
        "master_key",
        "master-key",
        "masterkey",
        "storage_key",
        "storagekey",
        "license_key",
        "licensekey",
        "license-key",
        "auth_key",
        "auth-key",
        "authkey",
        "session",
        "sesion",
        "sessie",
        "sitzung",
        "sesja",
        "secreto",
        "segreto",
        "segredo",
        "geheim",
        "hemmeligh",
        "hemligh",
        "credential",
        "cvv",
        "cvc",
        "card_code",
        "security code",
        "security_code",
        "securitycode",
        "ssn",
        "social",
        "birth",
        "dob",
        "mrn",
        "medical",
        "patient",
        "member",
        "policy n",
        "policy_n",
        "policyn",
        "policy-n",
        "subscriber",
        "npi",
        "routing",
        "aba",
        "account_n",
        "account-n",
        "account n",
        "accountn",
        "acct",
        "passport",
        "driver",
        "license_n",
        "licence n",
        "licencen",
        "first_name",
        "first-name",
        "firstname",
        "first name",
        "last_name",
        "last-name",
        "lastname",
        "last name",
        "full_name",
        "full-name",
        "fullname",
        "full name",
        "surname",
        "given_name",
        "givenname",
        "given-name",
        "given name",
        "family_name",
        "familyname",
        "family-name",
        "maiden",
        "middle_name",
        "middlename",
        "middle name",
        "cardholder",
        "card_holder",
        "street",
        "address_line",
        "addressline",
        "address line",
        "address1",
        "address2",
        "home_address",
        "homeaddress",
        "home address",
        "mailing",
        "billing_address",
        "phone",
        "mobile",
        "cell_n",
        "diagnosis",
        "icd10",
        "icd-10",
        "icd_10",
        "national_id",
        "nationalid",
        "national id",
        "tax_id",
        "taxid",
        "tax id",
        "jsessionid",
        "phpsessid",
        "sessid",
        "csrf",
        "xsrf",
        "otp",
        "nonce_key",
        "bearer_",
        "saml",
        "connect.sid",
        "_sid",
        "sort code",
        "sort_code",
        "sortcode",
        "pin_code",
        "pincode",
        "card_pin",
        "passcode",
        "webhook_url",
        "conn_str",
        "signature",
        "card_number",
        "cardnumber",
        "card number",
        "card_no",
    ];
    // Names that are written behind others without a sign between them, as in `dbpassword`.
    const INSIDE: &[&str] = &[
        "pass",
        "kennwort",
        "pwd",
        "key=",
        "key:",
        "key\"",
        "key'",
        "key =",
        "key>",
        "secret",
        "token",
        "apikey",
        "accesskey",
        "privatekey",
        "authkey",
        "session",
        "sessid",
        "credential",
        "phone",
        "birth",
        "jsessionid",
        "phpsessid",
    ];
    const HEADERS: &[&str] = &["authorization", "cookie"];
    const SCHEMES: &[&str] = &["bearer ", "basic ", "bearer%20"];
    const PEM: &[&str] = &["-----begin ", "---- begin ssh2", "putty-user-key-file-"];
    const JWT: &[&str] = &["eyj", "ewog"];
    let list = |words: &[&str], target| {
        let keyword = |word: &&str| {
            let place = if INSIDE.contains(word) {
                Start::Anywhere
            } else {
                Start::Word
            };
            Keyword::new(word, target, place)
        };
        words.iter().map(keyword).collect::<Vec<_>>()
    };
    [
        list(FIELDS, Target::Field),
        list(HEADERS, Target::Header),
        list(SCHEMES, Target::Scheme),
        list(PEM, Target::Pem),
        list(JWT, Target::Jwt),
        crate::people::keywords(),
        list(crate::directives::KEYWORDS, Target::Directive),
    ]
    .concat()
}
