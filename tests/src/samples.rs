//! Files as customers send them. Every secret in them is made up; the numbers only satisfy their check digits.

use std::io::Write as _;

/// A card number that satisfies the Luhn check and a major issuer's range.
pub const CARD: &str = "4539148803436467";
/// An IBAN that satisfies its check digits.
pub const IBAN: &str = "DE89370400440532013000";
/// An address.
pub const EMAIL: &str = "petra.lindqvist@northwind.example";

/// An access key in the form of a large cloud, put together here so that nothing in this file looks like one.
#[must_use]
pub fn access_key() -> String {
    ["AK", "IA", "QX7M", "2PLD", "9VTR", "4ZWB"].concat()
}

/// A log of some thirty lines, sensitive values in the middle of ordinary ones.
#[must_use]
pub fn log() -> String {
    let mut text = String::new();
    for n in 0..24 {
        text.push_str(&format!(
            "2026-11-20T10:00:{n:02}Z INFO worker {n} took {} ms\n",
            10 + n * 3
        ));
    }
    text.push_str(&format!(
        "2026-11-20T10:00:24Z ERROR payment refused card={CARD} attempt=1\n"
    ));
    text.push_str(&format!(
        "2026-11-20T10:00:25Z INFO retry card={CARD} attempt=2\n"
    ));
    text.push_str(&format!(
        "2026-11-20T10:00:26Z WARN refund to {IBAN} is late, tell {EMAIL}\n"
    ));
    text.push_str(&format!(
        "2026-11-20T10:00:27Z DEBUG aws_access_key_id={}\n",
        access_key()
    ));
    text.push_str("2026-11-20T10:00:28Z INFO done\n");
    text
}

/// A ZIP archive with these members.
#[must_use]
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in members {
        writer
            .start_file(*name, options)
            .expect("a member is begun");
        writer.write_all(bytes).expect("a member is written");
    }
    writer
        .finish()
        .expect("an archive is finished")
        .into_inner()
}

/// A ZIP archive of some kilobytes that unpacks to `members` times 64 MiB of zeros.
#[must_use]
pub fn zip_bomb(members: usize) -> Vec<u8> {
    let zeros = vec![0_u8; 1 << 20];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for member in 0..members {
        writer
            .start_file(format!("{member}.log"), options)
            .expect("a member is begun");
        for _ in 0..64 {
            writer.write_all(&zeros).expect("a member is written");
        }
    }
    writer
        .finish()
        .expect("an archive is finished")
        .into_inner()
}

/// Bytes that no two places have in common and that do not compress.
#[must_use]
pub fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_be_bytes());
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}
