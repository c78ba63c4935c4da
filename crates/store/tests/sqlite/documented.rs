//! The page about metadata says everything that is in clear.

use std::collections::BTreeMap;

use coffer_store::testing::Place;
use sqlx::{Connection, Row};

use crate::Directory;

/// Headings of the page and, under each, what stands in backticks in first columns.
fn documented() -> BTreeMap<String, Vec<String>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/formats/metadata.md"
    );
    let page = std::fs::read_to_string(path).unwrap();
    let (mut tables, mut table) = (BTreeMap::<_, Vec<_>>::new(), None);
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            table = Some(heading.to_owned());
        } else if line.starts_with("## ") {
            table = None;
        } else if let (Some(table), Some(row)) = (&table, line.strip_prefix("| `")) {
            let columns = row.split(" |").next().unwrap_or_default();
            let names = columns
                .split('`')
                .filter(|name| !name.trim_matches([',', ' ']).is_empty());
            tables
                .entry(table.clone())
                .or_default()
                .extend(names.map(str::to_owned));
        }
    }
    tables
}

#[tokio::test]
async fn every_column_in_clear_is_documented_and_no_other() {
    let place = Directory::new();
    place.open().await.unwrap().close().await;
    let mut stored = BTreeMap::<_, Vec<_>>::new();
    for (name, prefix) in [("coffer.db", ""), ("keyring.db", "keyring ")] {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.path().join(name));
        let mut connection = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        let sql = "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c \
                   WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '_sqlx%'";
        for row in sqlx::query(sql).fetch_all(&mut connection).await.unwrap() {
            let (table, column): (String, String) = (row.get(0), row.get(1));
            let table = if table == "meta" {
                format!("{prefix}{table}")
            } else {
                table
            };
            let columns = stored.entry(table).or_default();
            if !column.starts_with("sealed_") {
                columns.push(column);
            }
        }
    }
    let mut documented = documented();
    for columns in stored.values_mut().chain(documented.values_mut()) {
        columns.sort();
    }
    assert_eq!(documented, stored);
}
