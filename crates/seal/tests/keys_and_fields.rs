//! Wrapped keys, sealed fields and manifests, told from outside: what opens, and everything that must not.

#![allow(
    clippy::unwrap_used,
    reason = "a test whose preparation fails has failed"
)]

mod common;

use coffer_model::{DeploymentId, KeyId, ObjectId, VersionId};
use coffer_seal::{
    Binding, Envelope, ExtentRef, FIELD_OVERHEAD, Key, Manifest, Place, SealError, Stream,
    open_field, seal_field, unwrap, wrap,
};
use common::entropy;
use proptest::prelude::*;

fn binding() -> Binding<'static> {
    Binding {
        kind: "case",
        owner: &[3; 16],
        deployment: DeploymentId::from_bytes([1; 16]),
    }
}

fn kek() -> Key {
    Key::from_bytes([11; 32])
}

fn envelope() -> Envelope {
    wrap(
        &kek(),
        KeyId::from_bytes([2; 16]),
        7,
        &binding(),
        &Key::from_bytes([99; 32]),
        &*entropy(),
    )
}

#[test]
fn a_wrapped_key_opens_where_it_belongs() {
    let stored = envelope().to_bytes();
    assert_eq!(stored.len(), Envelope::LEN);
    let read = Envelope::from_bytes(&stored).unwrap();
    assert_eq!(
        (read.wrapping_key(), read.generation()),
        (KeyId::from_bytes([2; 16]), 7)
    );
    assert_eq!(
        unwrap(&kek(), &read, &binding()),
        Ok(Key::from_bytes([99; 32]))
    );
}

#[test]
fn a_wrapped_key_opens_nowhere_else() {
    let envelope = envelope();
    let other = [
        Binding {
            kind: "customer",
            ..binding()
        },
        Binding {
            kind: "cas",
            ..binding()
        },
        Binding {
            kind: "",
            ..binding()
        },
        Binding {
            owner: &[4; 16],
            ..binding()
        },
        Binding {
            owner: &[3; 15],
            ..binding()
        },
        Binding {
            owner: &[],
            ..binding()
        },
        Binding {
            deployment: DeploymentId::from_bytes([9; 16]),
            ..binding()
        },
        // The same bytes with the boundary between kind and owner moved.
        Binding {
            kind: "case\u{3}",
            owner: &[3; 15],
            ..binding()
        },
    ];
    for binding in other {
        assert_eq!(
            unwrap(&kek(), &envelope, &binding),
            Err(SealError::Refused),
            "{binding:?}"
        );
    }
    assert_eq!(
        unwrap(&Key::from_bytes([12; 32]), &envelope, &binding()),
        Err(SealError::Refused)
    );
    assert_eq!(
        unwrap(&kek().derive("coffer.wrap.v1", &[]), &envelope, &binding()),
        Err(SealError::Refused)
    );
}

#[test]
fn any_changed_bit_of_an_envelope_is_noticed() {
    let stored = envelope().to_bytes();
    for bit in 0..stored.len() * 8 {
        let mut changed = stored.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let opened =
            Envelope::from_bytes(&changed).and_then(|read| unwrap(&kek(), &read, &binding()));
        assert!(opened.is_err(), "bit {bit}");
    }
}

#[test]
fn envelopes_of_other_lengths_versions_and_algorithms_are_refused() {
    let stored = envelope().to_bytes();
    for len in 0..stored.len() {
        assert!(
            matches!(
                Envelope::from_bytes(&stored[..len]),
                Err(SealError::Malformed(_))
            ),
            "{len} bytes"
        );
    }
    let longer = [&stored[..], &[0]].concat();
    assert!(matches!(
        Envelope::from_bytes(&longer),
        Err(SealError::Malformed(_))
    ));
    let with = |at: usize, value: u8| {
        let mut changed = stored.clone();
        changed[at] = value;
        Envelope::from_bytes(&changed).unwrap_err()
    };
    for version in [0, 2, 255] {
        assert_eq!(
            with(0, version),
            SealError::UnknownVersion {
                format: "a key envelope",
                version
            }
        );
    }
    for algorithm in [0, 2, 255] {
        assert_eq!(with(1, algorithm), SealError::UnknownAlgorithm(algorithm));
    }
}

#[test]
fn wrapping_twice_gives_two_envelopes() {
    let entropy = entropy();
    let make = || {
        wrap(
            &kek(),
            KeyId::from_bytes([2; 16]),
            7,
            &binding(),
            &Key::from_bytes([99; 32]),
            &*entropy,
        )
    };
    assert_ne!(make(), make());
}

#[test]
fn an_envelope_printed_shows_ids_only() {
    let text = format!("{:?}", envelope());
    assert!(text.contains("generation: 7") && text.contains("key_"));
    assert!(!text.contains("sealed"));
}

/// Computed by an unrelated program, written from `docs/formats/key-envelope.md`.
#[test]
fn the_bytes_of_envelope_and_field_are_those_of_the_specification() {
    let hex = |text: &str| {
        data_encoding::HEXLOWER
            .decode(text.trim().as_bytes())
            .unwrap()
    };
    assert_eq!(
        envelope().to_bytes(),
        hex(include_str!("vectors/coffer-envelope.hex"))
    );
    let field = seal_field(&kek(), &place(), b"router-logs.tar.gz", &*entropy());
    assert_eq!(field, hex(include_str!("vectors/coffer-field.hex")));
    assert_eq!(
        manifest().mac(&kek()).to_vec(),
        hex(include_str!("vectors/coffer-manifest-mac.hex"))
    );
}

fn place() -> Place<'static> {
    Place {
        table: "file",
        column: "name",
        row: &[5; 16],
    }
}

#[test]
fn a_field_opens_in_its_place_and_nowhere_else() {
    let sealed = seal_field(&kek(), &place(), b"router-logs.tar.gz", &*entropy());
    assert_eq!(sealed.len(), b"router-logs.tar.gz".len() + FIELD_OVERHEAD);
    assert_eq!(
        open_field(&kek(), &place(), &sealed).unwrap().as_slice(),
        b"router-logs.tar.gz"
    );
    let elsewhere = [
        Place {
            table: "case",
            ..place()
        },
        Place {
            column: "note",
            ..place()
        },
        Place {
            row: &[6; 16],
            ..place()
        },
        Place {
            row: &[],
            ..place()
        },
        // The same letters with the boundaries moved.
        Place {
            table: "filen",
            column: "ame",
            ..place()
        },
        Place {
            table: "",
            column: "filename",
            ..place()
        },
    ];
    for place in elsewhere {
        assert_eq!(
            open_field(&kek(), &place, &sealed),
            Err(SealError::Refused),
            "{place:?}"
        );
    }
    assert_eq!(
        open_field(&Key::from_bytes([12; 32]), &place(), &sealed),
        Err(SealError::Refused)
    );
}

#[test]
fn an_empty_field_is_a_field() {
    let sealed = seal_field(&kek(), &place(), b"", &*entropy());
    assert_eq!(
        open_field(&kek(), &place(), &sealed).unwrap().as_slice(),
        b""
    );
}

#[test]
fn changed_and_cut_fields_are_refused() {
    let sealed = seal_field(&kek(), &place(), b"name", &*entropy());
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(open_field(&kek(), &place(), &changed).is_err(), "bit {bit}");
    }
    for len in 0..sealed.len() {
        assert!(
            open_field(&kek(), &place(), &sealed[..len]).is_err(),
            "{len} bytes"
        );
    }
}

/// A wrapped key and a sealed field of the same key are not interchangeable.
#[test]
fn a_field_is_no_envelope() {
    let sealed = seal_field(&kek(), &place(), &[0; 53], &*entropy());
    assert_eq!(sealed.len(), Envelope::LEN);
    assert!(
        Envelope::from_bytes(&sealed)
            .and_then(|read| unwrap(&kek(), &read, &binding()))
            .is_err()
    );
}

fn manifest() -> Manifest {
    let extent = |no: u8| ExtentRef {
        object: ObjectId::from_bytes([no; 16]),
        plain_len: 1000 + u64::from(no),
        cipher_len: 5128 + u64::from(no),
        digest: [no; 32],
    };
    Manifest {
        version: VersionId::from_bytes([8; 16]),
        stream: Stream::Content,
        extents: vec![extent(1), extent(2), extent(3)],
        complete: true,
    }
}

#[test]
fn a_manifest_reads_back_and_verifies() {
    let manifest = manifest();
    let mac = manifest.mac(&kek());
    let read = Manifest::from_bytes(&manifest.to_bytes()).unwrap();
    assert_eq!(read, manifest);
    assert_eq!(read.verify(&kek(), &mac), Ok(()));
    assert_eq!(read.total_len(), 3006);
    assert_eq!(read.locate(0), Some((0, 0)));
    assert_eq!(read.locate(1001), Some((1, 0)));
    assert_eq!(read.locate(3005), Some((2, 1002)));
    assert_eq!(read.locate(3006), None);
}

#[test]
fn every_change_to_a_manifest_is_noticed() {
    let genuine = manifest();
    let mac = genuine.mac(&kek());
    let change = |edit: &dyn Fn(&mut Manifest)| {
        let mut changed = manifest();
        edit(&mut changed);
        assert_ne!(changed, genuine);
        changed.verify(&kek(), &mac)
    };
    type Edit<'a> = (&'a str, &'a dyn Fn(&mut Manifest));
    let edits: [Edit; 12] = [
        ("an extent dropped from the front", &|m| {
            _ = m.extents.remove(0);
        }),
        ("an extent dropped from the middle", &|m| {
            _ = m.extents.remove(1);
        }),
        ("an extent dropped from the end", &|m| _ = m.extents.pop()),
        ("all extents dropped", &|m| m.extents.clear()),
        ("an extent repeated", &|m| m.extents.push(m.extents[2])),
        ("extents exchanged", &|m| m.extents.swap(0, 1)),
        ("another object", &|m| {
            m.extents[1].object = ObjectId::from_bytes([9; 16]);
        }),
        ("another digest", &|m| m.extents[1].digest[31] ^= 1),
        ("another length", &|m| m.extents[1].plain_len += 1),
        ("marked incomplete", &|m| m.complete = false),
        ("another stream", &|m| m.stream = Stream::Spans),
        ("another version", &|m| {
            m.version = VersionId::from_bytes([9; 16]);
        }),
    ];
    for (what, edit) in edits {
        assert_eq!(change(edit), Err(SealError::Refused), "{what}");
    }
    assert_eq!(
        genuine.verify(&Key::from_bytes([1; 32]), &mac),
        Err(SealError::Refused)
    );
    assert_eq!(genuine.verify(&kek(), &[0; 32]), Err(SealError::Refused));
}

/// While a file is being received each acknowledged extent gives a new manifest. Putting an earlier one back does not
/// make it that of the whole file.
#[test]
fn a_rolled_back_manifest_never_passes_for_the_whole() {
    let early = Manifest {
        extents: manifest().extents[..2].to_vec(),
        complete: false,
        ..manifest()
    };
    let early_mac = early.mac(&kek());
    assert_eq!(early.verify(&kek(), &early_mac), Ok(()));
    assert!(!early.complete);
    let claimed = Manifest {
        complete: true,
        ..early.clone()
    };
    assert_eq!(claimed.verify(&kek(), &early_mac), Err(SealError::Refused));
    assert_eq!(
        manifest().verify(&kek(), &early_mac),
        Err(SealError::Refused)
    );
    // The manifest of an earlier version of the same file, with its own code, is not that of this version.
    let older = Manifest {
        version: VersionId::from_bytes([7; 16]),
        ..manifest()
    };
    let relabelled = Manifest {
        version: manifest().version,
        ..older.clone()
    };
    assert_eq!(
        relabelled.verify(&kek(), &older.mac(&kek())),
        Err(SealError::Refused)
    );
}

#[test]
fn impossible_manifests_are_refused_even_with_a_genuine_code() {
    for edit in [
        (|m: &mut Manifest| m.extents[0].plain_len = (64 << 20) + 1) as fn(&mut Manifest),
        |m| m.extents[0].cipher_len = m.extents[0].plain_len,
        |m| m.extents[0].cipher_len = 0,
    ] {
        let mut changed = manifest();
        edit(&mut changed);
        let mac = changed.mac(&kek());
        assert!(matches!(
            changed.verify(&kek(), &mac),
            Err(SealError::Malformed(_))
        ));
        assert!(Manifest::from_bytes(&changed.to_bytes()).is_err());
    }
}

#[test]
fn a_manifest_that_claims_to_be_huge_is_refused_before_anything_is_allocated() {
    let mut bytes = manifest().to_bytes();
    bytes[22..26].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(matches!(
        Manifest::from_bytes(&bytes),
        Err(SealError::Malformed(_))
    ));
    for len in 0..bytes.len() {
        assert!(Manifest::from_bytes(&bytes[..len]).is_err());
    }
}

proptest! {
    #[test]
    fn any_field_comes_back(plain in prop::collection::vec(any::<u8>(), 0..500), table: String, row: [u8; 16]) {
        let place = Place { table: &table, column: "c", row: &row };
        let sealed = seal_field(&kek(), &place, &plain, &*entropy());
        let opened = open_field(&kek(), &place, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), &plain[..]);
    }

    #[test]
    fn hostile_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(open_field(&kek(), &place(), &bytes).is_err());
        prop_assert!(Manifest::from_bytes(&bytes).is_err());
        prop_assert!(Envelope::from_bytes(&bytes).and_then(|read| unwrap(&kek(), &read, &binding())).is_err());
    }
}
