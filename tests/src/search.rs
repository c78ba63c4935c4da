//! Looks for strings in everything that lies on a disk, in every guise in which they could lie there.

use std::fs;
use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;

/// How much of a stream is inflated, in bytes.
const INFLATED: u64 = 16 << 20;

/// A guise of a string that is looked for.
struct Guise {
    needle: String,
    how: &'static str,
    bytes: Vec<u8>,
}

/// Every place below `root` where one of `needles` lies: in names, plain, in UTF-16, hexadecimal or base64, and inside
/// whatever inflates as gzip, zlib or zstd.
#[must_use]
pub fn below(root: &Path, needles: &[&str]) -> Vec<String> {
    let guises: Vec<_> = needles.iter().flat_map(|needle| guises(needle)).collect();
    let mut found = Vec::new();
    walk(root, &mut |path| {
        let name = path
            .strip_prefix(root)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned();
        look(
            name.as_bytes(),
            &guises,
            &format!("the name {name}"),
            &mut found,
        );
        let bytes = fs::read(path).expect("a file of the test can be read");
        look(&bytes, &guises, &name, &mut found);
        for (at, plain) in inflated(&bytes) {
            look(
                &plain,
                &guises,
                &format!("{name}, inflated at {at}"),
                &mut found,
            );
        }
    });
    found
}

fn walk(folder: &Path, see: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("a folder of the test can be read") {
        let path = entry.expect("an entry of the test can be read").path();
        if path.is_dir() {
            walk(&path, see);
        } else {
            see(&path);
        }
    }
}

fn guises(needle: &str) -> Vec<Guise> {
    let mut guises = Vec::new();
    let mut add = |how, bytes: Vec<u8>| {
        guises.push(Guise {
            needle: needle.to_owned(),
            how,
            bytes,
        });
    };
    add("plain", needle.as_bytes().to_vec());
    add(
        "UTF-16LE",
        needle.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    );
    add(
        "UTF-16BE",
        needle.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    );
    add(
        "hex",
        data_encoding::HEXLOWER
            .encode(needle.as_bytes())
            .into_bytes(),
    );
    add(
        "HEX",
        data_encoding::HEXUPPER
            .encode(needle.as_bytes())
            .into_bytes(),
    );
    // Where a string starts within a group of three decides how it looks; its ends mix with its neighbours.
    for before in 0..3 {
        let padded = [&vec![0; before], needle.as_bytes()].concat();
        let from = [0, 2, 3][before];
        let to = padded.len() * 4 / 3;
        for (how, text) in [
            ("base64", STANDARD_NO_PAD.encode(&padded)),
            ("base64url", URL_SAFE_NO_PAD.encode(&padded)),
        ] {
            add(how, text.as_bytes()[from..to].to_vec());
        }
    }
    guises
}

fn look(bytes: &[u8], guises: &[Guise], place: &str, found: &mut Vec<String>) {
    for guise in guises {
        if let Some(at) = memmem::find(bytes, &guise.bytes) {
            found.push(format!(
                "{:?} as {} in {place} at {at}",
                guise.needle, guise.how
            ));
        }
    }
}

/// Everything in these bytes that inflates, with where it begins.
fn inflated(bytes: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let mut found = Vec::new();
    for at in 0..bytes.len().saturating_sub(3) {
        let rest = &bytes[at..];
        let plain = match rest {
            [0x1f, 0x8b, 0x08, ..] => partly(flate2::read::GzDecoder::new(rest)),
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => partly(flate2::read::ZlibDecoder::new(rest)),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                zstd::Decoder::new(rest).map_or_else(|_| Vec::new(), partly)
            }
            _ => continue,
        };
        if !plain.is_empty() {
            found.push((at, plain));
        }
    }
    found
}

/// What comes out of a decoder before it fails or ends.
fn partly(decoder: impl Read) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut piece = [0; 4096];
    let mut decoder = decoder.take(INFLATED);
    while let Ok(count @ 1..) = decoder.read(&mut piece) {
        plain.extend_from_slice(&piece[..count]);
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const NEEDLE: &str = "Kestrel-Harbour-8841";

    #[test]
    fn a_string_is_found_in_every_guise() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(format!("xx{NEEDLE}yy").as_bytes()).unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(format!("xx{NEEDLE}yy").as_bytes()).unwrap();
        let mut hidden: Vec<(String, Vec<u8>)> = vec![
            ("plain".to_owned(), format!("ab{NEEDLE}cd").into_bytes()),
            (
                "utf16".to_owned(),
                NEEDLE.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            ),
            (
                "hex".to_owned(),
                data_encoding::HEXLOWER
                    .encode(NEEDLE.as_bytes())
                    .into_bytes(),
            ),
            (
                "gzip".to_owned(),
                [b"junk".to_vec(), gzip.finish().unwrap()].concat(),
            ),
            (
                "zlib".to_owned(),
                [b"junk".to_vec(), zlib.finish().unwrap()].concat(),
            ),
            (
                "zstd".to_owned(),
                [
                    b"junk".to_vec(),
                    zstd::encode_all(NEEDLE.as_bytes(), 3).unwrap(),
                ]
                .concat(),
            ),
        ];
        for before in 0..6 {
            let text = format!("{}{NEEDLE}{}", "é".repeat(before), "?".repeat(before));
            let odd = format!("{}{NEEDLE}>", "y".repeat(before));
            hidden.push((
                format!("base64-{before}"),
                STANDARD.encode(text).into_bytes(),
            ));
            hidden.push((
                format!("base64url-{before}"),
                URL_SAFE_NO_PAD.encode(odd).into_bytes(),
            ));
        }
        for (name, bytes) in hidden {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("deep")).unwrap();
            fs::write(dir.path().join("deep/file"), bytes).unwrap();
            assert!(!below(dir.path(), &[NEEDLE]).is_empty(), "{name}");
            assert!(
                below(dir.path(), &["Kestrel-Harbour-8871"]).is_empty(),
                "{name}"
            );
        }
    }

    #[test]
    fn a_name_counts_as_well() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(NEEDLE), b"nothing").unwrap();
        assert!(!below(dir.path(), &[NEEDLE]).is_empty());
    }
}
