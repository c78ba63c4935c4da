//! The export layout.

use std::collections::BTreeMap;

use coffer_ledger::{
    BundleError, MAX_SIZE, Nodes, TileNodes, TilePath, consistency_proof, decode_bundle,
    encode_bundle, inclusion_proof, root_at, tile_bytes, tiles_of,
};

use crate::tree::{build, entries};

#[test]
fn names_are_those_of_the_specification() {
    for (path, name) in [
        (TilePath::tree(0, 0, 256), "tile/0/000"),
        (TilePath::tree(0, 1_234_067, 256), "tile/0/x001/x234/067"),
        (TilePath::tree(1, 999, 17), "tile/1/999.p/17"),
        (TilePath::tree(2, 1000, 1), "tile/2/x001/000.p/1"),
        (TilePath::entries(0, 255), "tile/entries/000.p/255"),
        (TilePath::entries(273, 256), "tile/entries/273"),
    ] {
        let path = path.unwrap();
        assert_eq!(path.to_string(), name);
        assert_eq!(name.parse(), Ok(path));
    }
}

#[test]
fn other_names_are_refused() {
    for name in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/8/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/001/234",
        "tile/0/x001/x234",
        "tile/0/x1/234",
        "tile/0/000/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/+1",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/x..1/000",
        "tile/entries/",
        "tile/Entries/000",
        "tile/0/١٢٣",
        "tile/0/000\n",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(name.parse::<TilePath>(), Err(BundleError::Path), "{name:?}");
    }
    assert!(TilePath::tree(8, 0, 1).is_none() && TilePath::tree(0, 0, 0).is_none());
    assert!(TilePath::tree(0, 0, 257).is_none() && TilePath::entries(MAX_SIZE + 1, 1).is_none());
}

/// The example of the specification: 70,000 entries.
#[test]
fn the_tiles_of_the_example_are_the_ones_listed() {
    let count = |level, full: bool| {
        tiles_of(70_000)
            .filter(|t| t.level() == level && (t.width() == 256) == full)
            .count()
    };
    assert_eq!(
        (
            count(Some(0), true),
            count(Some(1), true),
            count(Some(2), true)
        ),
        (273, 1, 0)
    );
    let partial: Vec<u16> = tiles_of(70_000)
        .filter(|t| t.level().is_some() && t.width() < 256)
        .map(|t| t.width())
        .collect();
    assert_eq!(partial, [112, 17, 1]);
    assert_eq!((count(None, true), count(None, false)), (273, 1));
    let names: Vec<String> = tiles_of(256).map(|t| t.to_string()).collect();
    assert_eq!(names, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(tiles_of(0).count(), 0);
}

#[test]
fn an_export_answers_like_the_storage_it_came_from() {
    let (frontier, stored) = build(&entries(70_000));
    let export: BTreeMap<TilePath, Vec<u8>> = tiles_of(70_000)
        .filter(|tile| tile.level().is_some())
        .map(|tile| (tile, tile_bytes(tile, &stored).unwrap()))
        .collect();
    assert!(
        export
            .iter()
            .all(|(tile, bytes)| bytes.len() == usize::from(tile.width()) * 32)
    );
    let nodes = TileNodes::new(70_000, |tile| export.get(&tile).cloned());
    assert_eq!(root_at(70_000, &nodes).unwrap(), frontier.root());
    for (m, n) in [
        (0, 70_000),
        (65_535, 65_537),
        (69_999, 70_000),
        (123, 456),
        (255, 256),
    ] {
        assert_eq!(
            inclusion_proof(m, n, &nodes),
            inclusion_proof(m, n, &stored)
        );
        assert_eq!(
            consistency_proof(m, n, &nodes),
            consistency_proof(m, n, &stored)
        );
    }
    for (level, index) in stored.keys().step_by(997) {
        assert_eq!(
            nodes.node(*level, *index),
            stored.node(*level, *index),
            "{level} {index}"
        );
    }
    for (level, index) in [
        (0, 70_000),
        (1, 35_000),
        (17, 0),
        (62, 0),
        (63, 0),
        (255, 0),
        (3, u64::MAX),
    ] {
        assert_eq!(nodes.node(level, index), None, "{level} {index}");
    }
    let short = TileNodes::new(70_000, |tile| export.get(&tile).map(|b| b[1..].to_vec()));
    assert_eq!(short.node(0, 0), None);
}

#[test]
fn bundles_read_back_and_hostile_ones_do_not() {
    let long = vec![7; 65_535];
    let parts: Vec<&[u8]> = vec![b"", b"a", &long];
    let bundle = encode_bundle(parts.clone()).unwrap();
    assert_eq!(&bundle[..5], b"\0\0\0\x01a");
    assert_eq!(decode_bundle(&bundle, 3), Ok(parts));

    assert_eq!(encode_bundle([]), Err(BundleError::Width));
    assert_eq!(encode_bundle(vec![&b"x"[..]; 257]), Err(BundleError::Width));
    assert_eq!(
        encode_bundle([&vec![0; 65_536][..]]),
        Err(BundleError::TooLong(65_536))
    );
    assert_eq!(decode_bundle(&bundle, 0), Err(BundleError::Width));
    assert_eq!(decode_bundle(&bundle, 257), Err(BundleError::Width));
    assert_eq!(decode_bundle(&bundle, 2), Err(BundleError::Trailing));
    assert_eq!(decode_bundle(&bundle, 4), Err(BundleError::Truncated));
    assert_eq!(
        decode_bundle(&bundle[..bundle.len() - 1], 3),
        Err(BundleError::Truncated)
    );
    assert_eq!(decode_bundle(b"\0", 1), Err(BundleError::Truncated));
    assert_eq!(decode_bundle(b"\xff\xffx", 1), Err(BundleError::Truncated));
}
