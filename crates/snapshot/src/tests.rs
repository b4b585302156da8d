//! What is written is read; what is not what the manifest says is not used.

use super::*;
use domain::{
    entities::Merchant,
    entity::{Synced, row_hash},
    id::{MerchantId, ORG_SCOPE},
    value::Value,
};
use rusqlite::Connection;
use std::path::Path;
use uuid::Uuid;

fn merchant(n: u32) -> Vec<Value> {
    Merchant {
        id: MerchantId(Uuid::from_u128(u128::from(n))),
        name_ar: "مطعم".repeat(20),
        name_en: format!("Merchant {n}"),
        phone: n.is_multiple_of(2).then(|| "+966501234567".into()),
        lon_e7: None,
        lat_e7: Some(-5),
        active: n.is_multiple_of(3),
    }
    .values()
}

fn written(dir: &Path, rows: u32) -> Manifest {
    let mut writer = Writer::new(dir, ORG_SCOPE, wire::SCHEMA)
        .unwrap()
        .closing_at(64 << 10);
    for n in 0..rows {
        writer.row(Table::Merchant, 7, 3, &merchant(n)).unwrap();
    }
    let about = About {
        id: Uuid::from_u128(9),
        scope: ORG_SCOPE,
        epoch: Uuid::from_u128(8),
        v: 7,
    };
    writer.finish(about).unwrap()
}

fn chunk(dir: &Path, n: usize) -> Vec<u8> {
    std::fs::read(dir.join(chunk_file(n))).unwrap()
}

#[test]
fn what_is_written_is_read_chunk_by_chunk() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = written(dir.path(), 1000);
    assert_eq!(read_manifest(dir.path()).unwrap(), manifest);
    assert!(manifest.chunks.len() > 2);
    let (mut at, mut sum) = (0_u32, 0_u128);
    let mut conn = Connection::open_in_memory().unwrap();
    for (n, info) in manifest.chunks.iter().enumerate() {
        let bytes = unpack(&*chunk(dir.path(), n), info).unwrap();
        open(&mut conn, &bytes).unwrap();
        assert_eq!(tables(&conn).unwrap(), [Table::Merchant]);
        let mut found = conn
            .prepare("SELECT id, rev, row_hash, name_en, phone, active FROM merchant")
            .unwrap();
        let mut rows = found.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values = merchant(at);
            assert_eq!(row.get::<_, Uuid>(0).unwrap(), Uuid::from_u128(at.into()));
            let hash = row_hash(ORG_SCOPE, Table::Merchant, row.get(1).unwrap(), &values);
            assert_eq!(row.get::<_, [u8; 16]>(2).unwrap(), hash.to_le_bytes());
            assert_eq!(row.get::<_, bool>(5).unwrap(), at.is_multiple_of(3));
            sum = hash.wrapping_add(sum);
            at += 1;
        }
    }
    assert_eq!(at, 1000);
    assert_eq!(wire::sync::hex_sum(sum), manifest.sum);
}

#[test]
fn a_chunk_that_is_not_what_the_manifest_says_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = written(dir.path(), 300);
    let info = &manifest.chunks[0];
    let good = chunk(dir.path(), 0);
    for at in [0, 5, good.len() / 2, good.len() - 1] {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        assert!(
            matches!(unpack(&*flipped, info), Err(SnapshotError::Damaged(_))),
            "byte {at}"
        );
    }
    let cut = unpack(&good[..good.len() - 7], info);
    assert!(matches!(cut, Err(SnapshotError::Io(_))), "{cut:?}");
    let mut longer = good.clone();
    longer.push(0);
    assert!(matches!(
        unpack(&*longer, info),
        Err(SnapshotError::Damaged(_))
    ));
    let bomb = ChunkInfo {
        size: info.size / 2,
        ..info.clone()
    };
    assert!(matches!(
        unpack(&*good, &bomb),
        Err(SnapshotError::Damaged(_))
    ));
    let other = ChunkInfo {
        hash: manifest.chunks[1].hash.clone(),
        ..info.clone()
    };
    assert!(matches!(
        unpack(&*good, &other),
        Err(SnapshotError::Damaged("its hash"))
    ));
}

#[test]
fn a_manifest_that_does_not_add_up_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let good = written(dir.path(), 300);
    good.check().unwrap();
    let mut sum = good.clone();
    sum.sum = wire::sync::hex_sum(1);
    let mut rows = good.clone();
    rows.chunks[0].rows += 1;
    let mut size = good.clone();
    size.chunks[0].size = MAX_CHUNK_BYTES + 1;
    let mut format = good.clone();
    format.format += 1;
    let mut schema = good;
    schema.schema += 1;
    for bad in [sum, rows, size, format, schema] {
        assert!(bad.check().is_err(), "{bad:?}");
    }
    assert!(Manifest::parse(b"{\"format\":1}").is_err());
}

#[test]
fn an_empty_scope_has_a_manifest_without_chunks() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = written(dir.path(), 0);
    assert_eq!((manifest.rows, manifest.chunks.len()), (0, 0));
    manifest.check().unwrap();
}
