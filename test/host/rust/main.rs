//! One connection of rusqlite with sqml, driven by lines of JSON (test/host/program.ts).

use rusqlite::{types::ValueRef, Connection, Error, LoadExtensionGuard};
use serde_json::{json, Value};
use std::io::{self, BufRead, Write};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, thread};

const MARKER: &str = "--- sqml test: end of statement ---";

fn tagged(value: ValueRef) -> Value {
    match value {
        ValueRef::Null => json!(["null", null]),
        ValueRef::Integer(integer) => json!(["integer", integer.to_string()]),
        ValueRef::Real(real) => json!(["real", format!("{real:?}")]),
        ValueRef::Text(text) => json!(["text", String::from_utf8_lossy(text)]),
        ValueRef::Blob(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!(["blob", hex])
        }
    }
}

fn run(conn: &Connection, sql: &str) -> rusqlite::Result<Value> {
    let mut statement = conn.prepare(sql)?;
    let names: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(String::from)
        .collect();
    let mut answers = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let cells: rusqlite::Result<Vec<Value>> = (0..names.len())
            .map(|i| Ok(tagged(row.get_ref(i)?)))
            .collect();
        answers.push(cells?);
    }
    Ok(json!({ "names": names, "rows": answers }))
}

/// SQLite's own message.
fn message(error: Error) -> String {
    match error {
        Error::SqliteFailure(_, Some(message)) => message,
        Error::SqlInputError { msg, .. } => msg,
        other => other.to_string(),
    }
}

/// Runs the statement, which another thread interrupts after so many milliseconds unless it is over by then.
fn answer(conn: &Connection, sql: &str, cancel_after: Option<f64>) -> Value {
    let (over, is_over) = mpsc::channel();
    let canceller = cancel_after.map(|ms| {
        let handle = conn.get_interrupt_handle();
        thread::spawn(move || {
            let ended = is_over.recv_timeout(Duration::from_secs_f64(ms / 1000.0));
            ended.is_err().then(|| {
                let at = Instant::now();
                handle.interrupt();
                at
            })
        })
    });
    let mut answer = run(conn, sql).unwrap_or_else(|error| json!({ "error": message(error) }));
    let ended = Instant::now();
    let _ = over.send(());
    if let Some(at) = canceller.and_then(|thread| thread.join().unwrap()) {
        answer["stopped_ms"] = json!(ended.saturating_duration_since(at).as_secs_f64() * 1000.0);
    }
    answer
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = env::args().collect();
    let conn = Connection::open(&args[1])?;
    // SAFETY: the tests' own library.
    unsafe {
        let _guard = LoadExtensionGuard::new(&conn)?;
        conn.load_extension(&args[2], Some("sqlite3_sqml_init"))?;
    }
    for line in io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let sql = request["sql"].as_str().ok_or("a request without sql")?;
        println!(
            "{}\n{MARKER}",
            answer(&conn, sql, request["cancel_after"].as_f64())
        );
        io::stdout().flush()?;
    }
    Ok(())
}
