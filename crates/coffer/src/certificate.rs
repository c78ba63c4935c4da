//! The server's self-signed certificate, for where there is no other yet.

use std::path::Path;

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};

use crate::failure::{Failure, Outcome};
use crate::secrets;

/// Days that it is valid: what browsers accept at most.
const DAYS: i64 = 397;

/// Writes certificate and key (ECDSA P-256) for these host names and addresses.
pub fn write(certificate: &Path, key: &Path, names: &[String], now_millis: i64) -> Outcome {
    let failed = |error: rcgen::Error| Failure::Failed(format!("certificate: {error}"));
    let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
    let mut params = CertificateParams::new(names.to_vec()).map_err(failed)?;
    let mut name = DistinguishedName::new();
    name.push(
        DnType::CommonName,
        names.first().map_or("coffer", String::as_str),
    );
    params.distinguished_name = name;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let day = |offset: i64| {
        let at =
            jiff::Timestamp::from_millisecond(now_millis + offset * 86_400_000).unwrap_or_default();
        let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
        rcgen::date_time_ymd(
            i32::from(date.year()),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )
    };
    params.not_before = day(-1);
    params.not_after = day(DAYS);
    let signed = params.self_signed(&pair).map_err(failed)?;
    for path in [certificate, key] {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Failure::at(folder))?;
        }
    }
    secrets::write_new(key, pair.serialize_pem().as_bytes())?;
    secrets::write_new(certificate, signed.pem().as_bytes())
}

/// When the first certificate of a PEM file ends, in Unix milliseconds.
pub fn ends(path: &Path) -> Outcome<i64> {
    let wrong = || {
        Failure::Failed(format!(
            "{} holds no certificate that can be read",
            path.display()
        ))
    };
    let text = std::fs::read(path).map_err(Failure::at(path))?;
    let (_, pem) = x509_parser::pem::parse_x509_pem(&text).map_err(|_| wrong())?;
    let certificate = pem.parse_x509().map_err(|_| wrong())?;
    certificate
        .validity()
        .not_after
        .timestamp()
        .checked_mul(1000)
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_written_once_and_its_key_is_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = (
            folder.path().join("tls/c.pem"),
            folder.path().join("tls/k.pem"),
        );
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        write(&certificate, &key, &names, 1_795_000_000_000).unwrap();
        assert!(
            std::fs::read_to_string(&certificate)
                .unwrap()
                .starts_with("-----BEGIN CERTIFICATE-----")
        );
        secrets::owner_only(&key).unwrap();
        assert!(write(&certificate, &key, &names, 0).is_err());
        coffer_client::Trust::from_file(&certificate).unwrap();
        let days = (ends(&certificate).unwrap() - 1_795_000_000_000) / 86_400_000;
        assert!((DAYS - 1..=DAYS).contains(&days), "{days}");
    }
}
