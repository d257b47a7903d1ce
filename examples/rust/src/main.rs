//! The sqml tutorial in Rust: train on Iris, predict, train something better.
//!
//!     cargo run -- ../../dist/sqml.so            # in memory
//!     cargo run -- ../../dist/sqml.so iris.db    # in a file
//!
//! SQML_PATH names the extension when it isn't the first argument.

use rusqlite::{types::FromSql, Connection, LoadExtensionGuard, Params, Result};
use std::env;

/// A connection with sqml on it. Loading is allowed only while the guard lives.
fn open(extension: &str, file: &str) -> Result<Connection> {
    let conn = Connection::open(file)?;
    // SAFETY: a loaded library runs as part of this program; the caller names one that it trusts.
    unsafe {
        let _guard = LoadExtensionGuard::new(&conn)?;
        conn.load_extension(extension, Some("sqlite3_sqml_init"))?;
    }
    Ok(conn)
}

/// The one value of a statement.
fn ask<T: FromSql>(conn: &Connection, sql: &str, params: impl Params) -> Result<T> {
    conn.query_row(sql, params, |row| row.get(0))
}

fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let extension = args.next().or_else(|| env::var("SQML_PATH").ok());
    let extension = extension.expect("name the extension: an argument or SQML_PATH");
    let conn = open(&extension, args.next().as_deref().unwrap_or(":memory:"))?;

    let size: i64 = ask(&conn, "SELECT sqml_load_dataset('iris') ->> 'size'", [])?;
    println!("flowers: {size}");
    for algorithm in ["logistic_regression", "svc"] {
        let train =
            "SELECT sqml_train('Iris prediction', 'classification', ?, 'dataset_iris', 'target')";
        let score: f64 = ask(&conn, &format!("{train} ->> 'score'"), [algorithm])?;
        println!("{algorithm} score: {score}");
    }
    let flower = "[5.1, 3.5, 1.4, 0.2]";
    let species: f64 = ask(&conn, "SELECT sqml_predict('Iris prediction', ?)", [flower])?;
    println!("species: {species}");

    let mut models = conn.prepare("SELECT id, digest FROM sqml_models ORDER BY id")?;
    let mut rows = models.query([])?;
    while let Some(row) = rows.next()? {
        println!(
            "model {} {}",
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?
        );
    }
    Ok(())
}
