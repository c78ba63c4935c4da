//! Text made here, with values of every kind planted at known places.
#![allow(dead_code, reason = "each test uses a part")]

/// An offset in a stream as one in memory.
pub fn at(offset: u64) -> usize {
    usize::try_from(offset).expect("what is made here fits in memory")
}

/// The same numbers in every run.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn index(&mut self, len: usize) -> usize {
        at(self.below(len as u64))
    }

    pub fn pick<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.index(list.len())]
    }

    pub fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b"0123456789"[self.index(10)]))
            .collect()
    }

    pub fn from(&mut self, alphabet: &str, n: usize) -> String {
        let bytes = alphabet.as_bytes();
        (0..n)
            .map(|_| char::from(bytes[self.index(bytes.len())]))
            .collect()
    }
}

pub const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
pub const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub const HEX: &str = "0123456789abcdef";

/// Appends the digit that makes Luhn's sum right.
pub fn with_luhn(mut digits: String) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, b)| {
            let d = u32::from(b - b'0');
            if at % 2 == 0 {
                d * 2 / 10 + d * 2 % 10
            } else {
                d
            }
        })
        .sum();
    digits.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    digits
}

pub fn card(n: &mut Numbers) -> String {
    let (prefix, length) = [
        ("4", 16),
        ("51", 16),
        ("2221", 16),
        ("37", 15),
        ("6011", 16),
        ("3530", 16),
    ][n.index(6)];
    let rest = n.digits(length - 1 - prefix.len());
    let plain = with_luhn(format!("{prefix}{rest}"));
    let group = |sep: &str| {
        let cuts: &[usize] = if length == 15 { &[4, 10] } else { &[4, 8, 12] };
        let mut out = String::new();
        for (at, c) in plain.char_indices() {
            if cuts.contains(&at) {
                out.push_str(sep);
            }
            out.push(c);
        }
        out
    };
    match n.below(3) {
        0 => group(" "),
        1 => group("-"),
        _ => plain.clone(),
    }
}

pub fn iban(n: &mut Numbers) -> String {
    let account = n.digits(18);
    let mut rest = 0u64;
    for c in format!("{account}131400").bytes() {
        rest = (rest * 10 + u64::from(c - b'0')) % 97;
    }
    format!("DE{:02}{account}", 98 - rest)
}

pub fn ssn(n: &mut Numbers) -> String {
    format!(
        "{:03}-{:02}-{:04}",
        100 + n.below(500),
        1 + n.below(99),
        1 + n.below(9998)
    )
}

pub fn password(n: &mut Numbers) -> String {
    let length = 8 + n.index(12);
    n.from(
        "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#%^_+",
        length,
    )
}

pub fn jwt(n: &mut Numbers) -> String {
    let encode = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
    format!(
        "{}.{}.{}",
        encode(r#"{"alg":"HS256","typ":"JWT"}"#),
        encode(&format!(r#"{{"sub":"{}"}}"#, n.digits(10))),
        n.from(ALNUM, 43)
    )
}

/// A key in the form of a file, with a made body.
pub fn private_key(n: &mut Numbers, label: &str) -> String {
    let lines: Vec<String> = (0..8 + n.below(20)).map(|_| n.from(ALNUM, 64)).collect();
    format!(
        "-----BEGIN {label}-----\n{}\n{}==\n-----END {label}-----",
        lines.join("\n"),
        n.from(ALNUM, 22)
    )
}

/// A value in its surroundings: the text before, the value, the text after, and the detector that must find it.
pub struct Planted {
    pub before: String,
    pub value: String,
    pub after: String,
    pub detector: &'static str,
}

/// One planted value of each kind and form.
pub fn planted(n: &mut Numbers) -> Vec<Planted> {
    let mut out = Vec::new();
    let mut add = |before: &str, value: String, after: &str, detector: &'static str| {
        out.push(Planted {
            before: before.to_owned(),
            value,
            after: after.to_owned(),
            detector,
        });
    };
    add("paid with ", card(n), " today", "payment_card");
    add("{\"pan\":\"", card(n), "\"}", "payment_card");
    add("amount=12.50&card=", card(n), "&x=1", "payment_card");
    add("to account ", iban(n), ", thanks", "iban");
    add("SSN: ", ssn(n), ".", "us_ssn");
    add("id ", ssn(n), " seen", "us_ssn");
    add(
        "ssn=",
        n.pick(&["536227148", "219098765"]).to_owned(),
        "",
        "us_ssn",
    );
    add(
        "mail ",
        format!("{}@example.com", n.from("abcdefghij", 7)),
        " bounced",
        "email",
    );
    add(
        "<",
        format!("{}.b+c@mail.example.co.uk", n.from("abcdefghij", 7)),
        ">",
        "email",
    );
    add(
        "call ",
        format!("+1 415 555 {}", n.digits(4)),
        " now",
        "phone",
    );
    add("phone: ", format!("(415) 555-{}", n.digits(4)), "", "phone");
    add(
        "from ",
        format!("10.{}.{}.{}", n.below(250), n.below(250), 1 + n.below(250)),
        " port 22",
        "ipv4",
    );
    add(
        "from ",
        format!("2001:db8::{:x}", 4096 + n.below(50000)),
        " port 22",
        "ipv6",
    );
    add(
        "ether ",
        "00:1a:2b:3c:4d:5e".to_owned(),
        " up",
        "mac_address",
    );
    add("MBI ", "1EG4-TE5-MK73".to_owned(), " on file", "us_mbi");
    add("NPI: ", "1234567893".to_owned(), "", "us_npi");
    add(
        "routing number: ",
        "021000021".to_owned(),
        ", ok",
        "aba_routing",
    );
    add("account number: ", n.digits(10), "", "bank_account");
    add(
        "Date of birth: ",
        format!("19{}-0{}-1{}", 50 + n.below(40), 1 + n.below(9), n.below(9)),
        "",
        "date_of_birth",
    );
    add(
        "\"dob\":\"",
        format!("0{}/1{}/19{}", 1 + n.below(9), n.below(9), 50 + n.below(40)),
        "\",",
        "date_of_birth",
    );
    add("MRN: ", n.digits(8), " admitted", "medical_record_number");
    add(
        "\"memberId\": \"",
        format!("XYZ{}", n.digits(9)),
        "\"",
        "insurance_member_id",
    );
    add(
        "\"last_name\": \"",
        "O'Example-Smith".to_owned(),
        "\"",
        "person_name",
    );
    add("password=", password(n), "", "password");
    add("DB_PASSWORD=", password(n), "", "password");
    add("  password: \"", password(n), "\"", "password");
    add("{\"password\":\"", password(n), "\",\"x\":1}", "password");
    add(
        "{\\\"password\\\":\\\"",
        password(n),
        "\\\",\\\"x\\\":1}",
        "password",
    );
    add("<password>", n.from(ALNUM, 12), "</password>", "password");
    add(
        "<add key=\"Password\" value=\"",
        n.from(ALNUM, 12),
        "\"/>",
        "password",
    );
    add(
        "Server=db;User Id=sa;Password=",
        n.from(ALNUM, 12),
        ";Database=x",
        "password",
    );
    add("mysql --password=", n.from(ALNUM, 12), " -h db", "password");
    add(
        "postgres://app:",
        n.from(ALNUM, 12),
        "@db:5432/app",
        "url_credentials",
    );
    add("api_key = \"", n.from(ALNUM, 32), "\"", "secret");
    add(
        "client_secret=",
        n.from(ALNUM, 40),
        "&grant_type=x",
        "secret",
    );
    add(
        "\"access_token\":\"",
        n.from(ALNUM, 40),
        "\"",
        "access_token",
    );
    add(
        "JSESSIONID=",
        n.from("0123456789ABCDEF", 32),
        "; Path=/",
        "session_id",
    );
    add(
        "Authorization: Bearer ",
        format!("a1{}", n.from(ALNUM, 40)),
        "",
        "authorization_header",
    );
    add(
        "Authorization: Basic ",
        data_encoding::BASE64.encode(format!("ana:{}", n.from(ALNUM, 10)).as_bytes()),
        "",
        "authorization_header",
    );
    add("Cookie: theme=", n.from(ALNUM, 8), "", "cookie");
    add("got ", jwt(n), " back", "jwt");
    add("", private_key(n, "RSA PRIVATE KEY"), "", "private_key");
    add("", private_key(n, "OPENSSH PRIVATE KEY"), "", "private_key");
    add(
        "{\"key\":\"",
        private_key(n, "PRIVATE KEY").replace('\n', "\\n"),
        "\\n\"}",
        "private_key",
    );
    add(
        "key ",
        format!("AKIA{}", n.from(UPPER, 16)),
        " rotated",
        "aws_access_key_id",
    );
    out
}

/// A line of a log that holds nothing.
pub fn noise(n: &mut Numbers) -> String {
    match n.below(8) {
        0 => format!(
            "2026-11-22 12:{:02}:{:02},{:03} INFO [main] com.example.Server: worker {} of 32 done in {} ms",
            n.below(60),
            n.below(60),
            n.below(1000),
            n.below(32),
            n.below(9000)
        ),
        1 => format!("sequence {} checksum {}", n.next(), n.from(HEX, 40)),
        2 => format!(
            "trace_id={} span={} took={}us",
            n.from(HEX, 32),
            n.from(HEX, 16),
            n.below(1 << 40)
        ),
        3 => format!(
            "at com.example.Thing$Inner.method(Thing.java:{}) ~[app.jar:1.2.{}]",
            n.below(900),
            n.below(99)
        ),
        4 => "session opened for user root by (uid=0); password authentication disabled".to_owned(),
        5 => format!(
            "{{\"level\":\"info\",\"ts\":{}.{},\"msg\":\"token bucket refilled\",\"tokens\":{}}}",
            n.below(1 << 31),
            n.below(1000),
            n.below(500)
        ),
        6 => format!(
            "order {}-{}-{} of {} items",
            n.digits(4),
            n.digits(4),
            n.digits(3),
            n.below(90)
        ),
        _ => format!(
            "GET /api/v1/items/{}?page={} 200 {}",
            n.below(1 << 45),
            n.below(90),
            n.below(90000)
        ),
    }
}

/// A text of about `lines` lines with planted values among noise, and their places.
pub fn text(seed: u64, lines: usize) -> (Vec<u8>, Vec<(usize, usize, &'static str)>) {
    let mut n = Numbers::new(seed);
    let mut out = Vec::new();
    let mut places = Vec::new();
    while out.iter().filter(|b| **b == b'\n').count() < lines {
        for p in planted(&mut n) {
            for _ in 0..n.below(4) {
                out.extend_from_slice(noise(&mut n).as_bytes());
                out.push(b'\n');
            }
            out.extend_from_slice(p.before.as_bytes());
            places.push((out.len(), out.len() + p.value.len(), p.detector));
            out.extend_from_slice(p.value.as_bytes());
            out.extend_from_slice(p.after.as_bytes());
            out.push(b'\n');
        }
    }
    (out, places)
}
