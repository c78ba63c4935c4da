//! A genuine object that somebody with the disk changed: it gives the bytes that were sealed, or nothing.
#![no_main]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use coffer_model::{CaseId, CustomerId, Entropy, FileId, KeyId, VersionId};
use coffer_seal::{ExtentHeader, ExtentOpener, ExtentSealer, Geometry, Key, PAGE_LEN, Stream};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

/// What is done to the object before it is read.
#[derive(Debug, Arbitrary)]
enum Change {
    Flip { at: u32, bits: u8 },
    Cut { to: u32 },
    Append { bytes: [u8; 4] },
    Swap { one: u8, other: u8 },
}

#[derive(Debug, Arbitrary)]
struct Case {
    plain_len: u16,
    changes: Vec<Change>,
    from: u16,
    len: u16,
}

/// Never the same bytes twice, and the same in every run.
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let bytes = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

fuzz_target!(|case: Case| {
    let key = Key::from_bytes([3; 32]);
    let mut header = ExtentHeader::new(
        CustomerId::from_bytes([1; 16]),
        CaseId::from_bytes([2; 16]),
        FileId::from_bytes([3; 16]),
        VersionId::from_bytes([4; 16]),
        Stream::Content,
        0,
        KeyId::from_bytes([5; 16]),
    );
    header.geometry = Geometry::new(4096).expect("4096 is allowed");
    let plain: Vec<u8> = (0..u32::from(case.plain_len))
        .map(|at| at.to_le_bytes()[0] ^ at.to_le_bytes()[1])
        .collect();
    let (mut sealer, mut object) =
        ExtentSealer::new(&key, header.clone(), Arc::new(Counter(AtomicU64::new(1))));
    sealer.push(&plain, &mut object).expect("it fits");
    // The length comes from the manifest, which is authenticated elsewhere.
    let cipher_len = sealer.finish(&mut object).expect("it ends").cipher_len;
    for change in &case.changes {
        apply(change, &mut object);
    }
    let Some(page) = object.get(..PAGE_LEN) else {
        return;
    };
    let Ok(opener) = ExtentOpener::open(&key, &header, page) else {
        return;
    };
    let (from, len) = (u64::from(case.from), u64::from(case.len));
    let Ok(span) = opener.geometry().cover(from..from + len, cipher_len) else {
        return;
    };
    let bytes = usize::try_from(span.bytes.start).expect("small")
        ..usize::try_from(span.bytes.end).expect("small");
    let Some(cipher) = object.get(bytes) else {
        return;
    };
    let mut out = Vec::new();
    if opener.open_span(&span, cipher, &mut out).is_ok() {
        let range = usize::from(case.from)..usize::from(case.from) + usize::from(case.len);
        assert_eq!(Some(&out[..]), plain.get(range), "wrong bytes came out");
    } else {
        assert!(out.is_empty(), "something came out besides the refusal");
    }
});

fn apply(change: &Change, object: &mut Vec<u8>) {
    match *change {
        Change::Flip { at, bits } => {
            let len = object.len().max(1);
            if let Some(byte) = object.get_mut(at as usize % len) {
                *byte ^= bits;
            }
        }
        Change::Cut { to } => {
            let len = object.len().max(1);
            object.truncate(to as usize % len);
        }
        Change::Append { bytes } => object.extend_from_slice(&bytes),
        Change::Swap { one, other } => {
            let place = |no: u8| PAGE_LEN + usize::from(no) * 4096;
            let (low, high) = (place(one.min(other)), place(one.max(other)));
            if low != high && high + 4096 <= object.len() {
                let (front, back) = object.split_at_mut(high);
                front[low..low + 4096].swap_with_slice(&mut back[..4096]);
            }
        }
    }
}
