//! Files as customers send them, generated: a log of some megabytes, a browser capture, a configuration, a bundle of
//! archives, a table. Sensitive values are planted in each and remembered, so that the story can look for them where
//! they must not be. All numbers come from ranges that are reserved for examples, or are made up with a valid check digit.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::{Failure, Outcome};

/// A value that must not be seen unmasked.
#[derive(Debug, Clone)]
pub struct Planted {
    /// What it is called in the story.
    pub what: &'static str,
    /// The value.
    pub value: &'static str,
}

/// Planted in the log. The card number is the one that the card schemes reserve for tests.
pub const CARD: Planted = Planted {
    what: "a card number",
    value: "4111111111111111",
};
/// The IBAN that the registry uses as its German example.
const IBAN: Planted = Planted {
    what: "a bank account",
    value: "DE89370400440532013000",
};
const MAIL: Planted = Planted {
    what: "an e-mail address",
    value: "maria.lindqvist@northwind-bank.example",
};
const PASSWORD: Planted = Planted {
    what: "a database password",
    value: "Tr4vel-Kettle-92",
};
const BEARER: Planted = Planted {
    what: "a bearer token",
    value: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI4ODE3IiwiZXhwIjoxODAwMDAwMDAwfQ.Zm9yLXRoZS1kZW1vLW9ubHktbm90LWEtc2VjcmV0",
};
const COOKIE: Planted = Planted {
    what: "a session cookie",
    value: "9f8c2e71d0b34a6c8e15f07a2b6d4c93",
};

/// Everything planted in files that are not about health.
pub const PLANTED: &[Planted] = &[CARD, IBAN, MAIL, PASSWORD, BEARER, COOKIE];

/// Lines of the log.
const LOG_LINES: u32 = 42_000;
/// The line with the card number.
pub const CARD_LINE: u32 = 1203;

/// The files of the story.
#[derive(Debug)]
pub struct Files {
    /// `server.log`.
    pub log: PathBuf,
    /// `checkout.har`.
    pub har: PathBuf,
    /// `payments.yaml`.
    pub config: PathBuf,
    /// `bundle.tar.gz`.
    pub bundle: PathBuf,
    /// `patients.csv`.
    pub table: PathBuf,
}

/// Writes them into a folder.
pub fn write(folder: &Path) -> Outcome<Files> {
    let files = Files {
        log: folder.join("server.log"),
        har: folder.join("checkout.har"),
        config: folder.join("payments.yaml"),
        bundle: folder.join("bundle.tar.gz"),
        table: folder.join("patients.csv"),
    };
    let put = |path: &PathBuf, bytes: &[u8]| std::fs::write(path, bytes).map_err(Failure::at(path));
    put(&files.log, log(LOG_LINES).as_bytes())?;
    put(&files.har, har().as_bytes())?;
    put(&files.config, config().as_bytes())?;
    put(
        &files.bundle,
        &bundle().map_err(Failure::at(&files.bundle))?,
    )?;
    put(&files.table, table().as_bytes())?;
    Ok(files)
}

/// A log of a payment service, the same on every run.
pub fn log(lines: u32) -> String {
    let mut out = String::with_capacity(lines as usize * 110);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: u64| {
        // xorshift64: any spread will do, and it is the same every time.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    for line in 1..=lines {
        let (hour, minute, second) = (8 + line / 7200 % 12, line / 60 % 60, line % 60);
        let stamp = format!(
            "2026-11-17T{hour:02}:{minute:02}:{second:02}.{:03}Z",
            next(1000)
        );
        let (worker, request) = (next(16), next(0xffff_ffff));
        let text = match line {
            CARD_LINE => format!(
                "WARN  pay-{worker} authorisation declined card={} amount=129.90 EUR",
                CARD.value
            ),
            CARD_LINE_AGAIN => format!(
                "INFO  pay-{worker} retry with card={} after decline",
                CARD.value
            ),
            1311 => format!(
                "ERROR refund-{worker} payout to {} timed out after 30000 ms",
                IBAN.value
            ),
            1377 => format!("INFO  mail-{worker} receipt sent to {}", MAIL.value),
            1502 => format!(
                "DEBUG db-{worker} connect postgres://pay:{}@db1.internal:5432/pay",
                PASSWORD.value
            ),
            1664 => format!(
                "DEBUG http-{worker} > Authorization: Bearer {}",
                BEARER.value
            ),
            _ if line % 997 == 0 => {
                format!("ERROR pay-{worker} upstream timeout after 30000 ms request={request:08x}")
            }
            _ if line % 211 == 0 => format!(
                "WARN  pool-{worker} 48 of 50 connections in use, waited {} ms",
                next(900)
            ),
            _ => format!(
                "INFO  http-{worker} POST /v2/charges 201 in {} ms request={request:08x}",
                8 + next(240)
            ),
        };
        out.push_str(&stamp);
        out.push(' ');
        out.push_str(&text);
        out.push('\n');
    }
    out
}

/// The second line with the same card number: its token must be the same.
pub const CARD_LINE_AGAIN: u32 = 1249;

fn har() -> String {
    let entry = |url: &str, status: u32| {
        serde_json::json!({
            "startedDateTime": "2026-11-17T08:20:11.120Z",
            "time": 412.5,
            "request": {
                "method": "POST", "url": url, "httpVersion": "HTTP/2",
                "headers": [
                    { "name": "content-type", "value": "application/json" },
                    { "name": "authorization", "value": format!("Bearer {}", BEARER.value) },
                    { "name": "cookie", "value": format!("sid={}", COOKIE.value) },
                ],
                "cookies": [{ "name": "sid", "value": COOKIE.value }],
                "queryString": [], "headersSize": -1, "bodySize": 64,
                "postData": { "mimeType": "application/json",
                              "text": format!("{{\"card\":\"{}\",\"amount\":12990}}", CARD.value) },
            },
            "response": {
                "status": status, "statusText": "", "httpVersion": "HTTP/2", "headers": [], "cookies": [],
                "content": { "size": 27, "mimeType": "application/json", "text": "{\"error\":\"upstream_timeout\"}" },
                "redirectURL": "", "headersSize": -1, "bodySize": 27,
            },
            "cache": {}, "timings": { "send": 1, "wait": 410, "receive": 1 },
        })
    };
    let entries: Vec<_> = (0..40)
        .map(|at| {
            entry(
                &format!("https://shop.northwind-bank.example/checkout/{at}"),
                if at % 7 == 0 { 504 } else { 200 },
            )
        })
        .collect();
    let log = serde_json::json!({ "log": { "version": "1.2", "creator": { "name": "browser", "version": "1" }, "entries": entries } });
    format!("{log:#}\n")
}

/// The configuration as the customer has it.
pub fn config() -> String {
    format!(
        "# payment service\nlisten: 0.0.0.0:8080\nupstream:\n  url: https://acquirer.example/v2\n  timeout_ms: 30000\n  retries: 0\n\
         database:\n  host: db1.internal\n  user: pay\n  password: \"{}\"\nnotify:\n  to: {}\n",
        PASSWORD.value, MAIL.value
    )
}

/// The configuration as the agent sends it back: a shorter time-out and retries, the password left to the environment.
pub fn fixed_config() -> String {
    config()
        .replace("timeout_ms: 30000", "timeout_ms: 8000")
        .replace("retries: 0", "retries: 2")
        .replace(
            &format!("password: \"{}\"", PASSWORD.value),
            "password: ${DB_PASSWORD}",
        )
        .replace(MAIL.value, "${NOTIFY_TO}")
}

/// A bundle as support tools make it: folders, a configuration, and logs that were compressed by rotation.
fn bundle() -> std::io::Result<Vec<u8>> {
    let mut rotated = GzEncoder::new(Vec::new(), Compression::fast());
    rotated.write_all(log(2_000).as_bytes())?;
    let rotated = rotated.finish()?;
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let config = config();
    let members: [(&str, &[u8]); 3] = [
        ("bundle/etc/payments.yaml", config.as_bytes()),
        ("bundle/logs/server.log.1.gz", &rotated),
        ("bundle/version.txt", b"payments 4.12.0\n"),
    ];
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(1_795_000_000);
        header.set_cksum();
        archive.append_data(&mut header, name, bytes)?;
    }
    archive.into_inner()?.finish()
}

/// A table with health data: the file that is view-only, and only with a passkey.
fn table() -> String {
    let mut out = String::from("mrn,patient_name,date_of_birth,member_id,diagnosis,email\n");
    for row in 0..400 {
        out.push_str(&format!(
            "MRN {:08},Patient {row},19{:02}-0{}-1{},HX{:09},E11.9,patient{row}@helio-clinics.example\n",
            40_000_000 + row * 37,
            40 + row % 50,
            1 + row % 9,
            row % 9,
            700_000_000 + row * 91
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_value_is_in_some_file() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path()).unwrap();
        let all: String = [&files.log, &files.har, &files.config]
            .map(|path| std::fs::read_to_string(path).unwrap())
            .concat();
        for planted in PLANTED {
            assert!(all.contains(planted.value), "{}", planted.what);
        }
        assert!(std::fs::metadata(&files.log).unwrap().len() > 3 << 20);
    }

    #[test]
    fn what_goes_back_holds_nothing_planted() {
        let fixed = fixed_config();
        assert!(PLANTED.iter().all(|planted| !fixed.contains(planted.value)));
        assert!(fixed.contains("timeout_ms: 8000") && fixed.contains("retries: 2"));
    }
}
