//! sqml linked into a Rust program: one binary, no extension to load.
//!
//!     npm run static && cd examples/rust && cargo run --example static

use rusqlite::{ffi, Connection, Result};
use std::os::raw::{c_char, c_int};

#[link(name = "sqml.a", kind = "static", modifiers = "+verbatim")]
extern "C" {
    fn sqlite3_sqml_init(
        db: *mut ffi::sqlite3,
        error: *mut *mut c_char,
        unused: *const ffi::sqlite3_api_routines,
    ) -> c_int;
}

fn main() -> Result<()> {
    // SAFETY: what SQLite calls on each new connection has the signature that it asks for.
    let code = unsafe { ffi::sqlite3_auto_extension(Some(sqlite3_sqml_init)) };
    assert_eq!(code, ffi::SQLITE_OK);
    let conn = Connection::open_in_memory()?;
    let ask = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, f64>(0));
    println!(
        "flowers: {}",
        ask("SELECT sqml_load_dataset('iris') ->> 'size'")?
    );
    let train = "SELECT sqml_train('Iris', 'classification', 'svc', 'dataset_iris', 'target')";
    println!("score: {}", ask(&format!("{train} ->> 'score'"))?);
    Ok(())
}
