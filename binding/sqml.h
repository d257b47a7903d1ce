/*
** The map of the shim: how SQLite and the engine meet.
**
**      SQLite
**        |  sqlite3_sqml_init registers the functions of generated/functions.h      sqml.c
**        |  functions that give a value                                             function.c
**        |  functions that give rows: one module of virtual tables for all          table.c
**        |  sqml_run: one call of either, from arguments to outcome                 call.c
**        |  cells: values on their way in and out                                   cell.c
**        v
**      engine (generated/engine.c, by wasm2c)        on                             wasm_runtime.c
**        |  w2c_host_...: the functions of assembly/host.ts
**        |    about statements                                                      statement.c
**        |    everything else                                                       host.c
**        |    jobs on other threads, which never touch SQLite                       jobs.c
**        v
**      SQLite
**
** program.c is another host of the engine, for programs without SQL, and addon.cc gives it to Node as
** dist/sqml.node: neither is in the extension, and this file isn't in them.
**
** The shim moves values and owns no rule: what a function accepts, answers and says is the engine's.
**
** Conventions
**   A pointer that comes from the engine is a u32 offset into its memory; no C pointer is made of one
**   but by sqml_memory, which checks it. A length from the engine is a u32 too.
**   A host function that can fail returns an SQLite result code negated, in a u32.
**
** Who may jump where
**   The engine leaves by longjmp to the guard in sqml_run (wasm_rt_trap). SQLite may run between a host
**   function and another sqml_run, never between a wasm_rt_trap and its guard: the inner call sets a
**   guard of its own and always returns.
*/
#ifndef SQML_H
#define SQML_H

/*
** sqlite3ext.h comes from node_modules/better-sqlite3/deps/sqlite3 (a development dependency), so that the
** build needs no SQLite on the machine. What is newer than SQML_OLDEST_SQLITE is looked for at run time.
*/
#ifdef SQLITE_CORE
#include "sqlite3.h"
#else
#include "sqlite3ext.h"
#endif
#include "cells.h"
#include "engine.h"
#include "jobs.h"

/* sqml.c has SQLITE_EXTENSION_INIT1; everywhere else: */
#ifndef SQLITE_CORE
extern const sqlite3_api_routines *sqlite3_api;
#endif

/* September 2018: what the engine's SQL needs (UPSERT), and more API than the shim does. */
#define SQML_OLDEST_SQLITE 3025000

/* Newer than some headers. */
#ifndef SQLITE_DIRECTONLY
#define SQLITE_DIRECTONLY 0x000080000
#endif
#ifndef SQLITE_INNOCUOUS
#define SQLITE_INNOCUOUS 0x000200000
#endif
#ifndef SQLITE_RESULT_SUBTYPE
#define SQLITE_RESULT_SUBTYPE 0x001000000
#endif
#ifndef SQLITE_VTAB_INNOCUOUS
#define SQLITE_VTAB_INNOCUOUS 2
#endif

/* Whether the running SQLite has a function that hosts may omit. */
#ifdef SQLITE_CORE
#define SQML_HAS(name, version) 1
#else
#define SQML_HAS(name, version) (sqlite3_libversion_number() >= (version) && sqlite3_api->name != NULL)
#endif

typedef struct Function Function;
typedef struct Connection Connection;
typedef struct Instance Instance;
typedef struct Call Call;
typedef struct Statement Statement;

/* A SQL function: a row of generated/functions.h. */
struct Function {
  const char *name;
  int flags;   /* of sqlite3_create_function_v2, without the encoding */
  bool own;    /* runs in an instance of its own, which is gone after the call */
  bool pure;   /* touches no database */
  bool serves; /* part of the predict-only entry point */
  u32 (*run)(w2c_sqml *engine, u32 argc);
  /* of one that gives rows, a table function; else NULL and 0 */
  const char *schema; /* for sqlite3_declare_vtab: its columns, then its arguments as hidden ones */
  int columns;
  int arguments; /* SQML_MOST_ARGUMENTS at most */
  int least;     /* of the arguments must be given */
};

#define SQML_MOST_ARGUMENTS 31

/* ---- Connection (sqml.c) ---- */

struct Connection {
  sqlite3 *db;
  int references;      /* registered functions and modules, and the registration while it runs */
  Instance *shared;    /* what the functions without an own instance run in; NULL until needed */
  uint32_t generation; /* of instances made so far */
  int32_t settings;    /* the engine's switches */
};

/* What SQLite hands back as user data. */
typedef struct {
  Connection *connection;
  const Function *function;
} Registration;

/* ---- Instance (call.c) ---- */

/* One linear memory with the engine in it; also what wasm2c calls the host. */
struct Instance {
  wasm_rt_host_t host; /* first, as wasm-rt.h wants */
  w2c_sqml engine;
  uint32_t generation;
  Call *call; /* that runs in it; NULL when idle */
};
#define SQML_INSTANCE(pointer) ((Instance *)(void *)(pointer))

/* The call that asks the host; traps when a worker of jobs.c asks, which has none. */
Call *sqml_call_of(struct w2c_host *host);

/* A shared instance whose memory has grown past this is dropped after the call. */
#define SQML_SHARED_LIMIT ((uint64_t)64 << 20)

Instance *sqml_instance_new(Connection *connection, wasm_rt_trap_t *trap);
void sqml_instance_free(Instance *instance);

/* The bytes [offset, offset + length) of the engine's memory; traps when they are not all inside. */
uint8_t *sqml_memory(Instance *instance, u32 offset, uint64_t length);

/* ---- Call (call.c) ---- */

/* What host.remember leaves on a statement; of no use to another instance than the one it comes from. */
typedef struct {
  uint32_t generation;
  int32_t value;
} Remembered;

struct Call {
  /* set by the caller, the rest zero */
  Connection *connection;
  const Function *function;
  int argc;
  sqlite3_value **argv;
  const uint8_t *cells; /* the arguments as cells; NULL: they are written from argv */
  uint64_t arguments;   /* bytes of the argument cells, of sqml_arguments_size */
  Remembered remembered;
  /*
  ** One of the two is called, once, while the instance still lives. `answer` gets the result cell, and
  ** all bytes that may belong to it; false when it is damaged. `refuse` gets the error and no message when
  ** SQLite's own will do; code 0 makes the message the result, as JSON.
  */
  bool (*answer)(Call *call, const uint8_t *cell, const uint8_t *end);
  void (*refuse)(Call *call, int code, const char *message, int length);
  void *caller; /* of these two */

  sqlite3 *db;
  Instance *instance;
  u32 result;     /* offset of the result cell */
  bool remembers; /* host.remember was called */

  /* the engine's way out (host.fail) */
  u32 failure;
  u32 failure_length;
  int failure_code;

  /* statements by handle - 1; slots that are free have no statement */
  Statement *statements;
  int capacity;
  char *message;      /* of the last failure, from sqlite3_malloc */
  Jobs jobs;          /* that ran last, with their results */
  sqlite3_stmt *tick; /* SELECT 1, for host.poll */
};

/* Runs it; whether its instance lives on. */
bool sqml_run(Call *call);

/* ---- What SQLite calls ---- */

/* xFunc of every function that gives a value (function.c). */
void sqml_call(sqlite3_context *context, int argc, sqlite3_value **argv);

/* The module of every function that gives rows (table.c); its user data is a Registration. */
extern const sqlite3_module sqml_table;

/* ---- Cells (cell.c, cells.h) ---- */

/* A cell that was read: `bytes` points into the engine's memory. */
typedef struct {
  int type;
  int64_t integer;
  double real;
  const char *bytes;
  u32 length;
} Cell;

/* Reads the cell at `*at`, which must end at `end` at the latest, and moves on. False when damaged. */
bool sqml_cell_read(const uint8_t **at, const uint8_t *end, Cell *cell);

/*
** Checks a cell of rows: whole rows of `columns` cells each, all before `end`. Their first byte and length,
** or NULL when it is damaged.
*/
const uint8_t *sqml_rows_read(const uint8_t *cell, const uint8_t *end, int columns, u32 *length);

/*
** Bytes that the arguments take as cells, converting them to UTF-8; 0 when memory is short. A value that
** isn't there, a null pointer, counts as NULL.
*/
uint64_t sqml_arguments_size(int argc, sqlite3_value **argv);
/* Writes them; false when memory is short. `target` has the bytes of sqml_arguments_size. */
bool sqml_arguments_write(int argc, sqlite3_value **argv, uint8_t *target, uint64_t size);

/* Bytes of a row as cells, or an SQLite code: NOMEM. */
int sqml_row_size(sqlite3_stmt *statement, uint64_t *size);
/* Writes the row at `target` if it fits: OK and `*written`, TOOBIG when it doesn't, NOMEM. */
int sqml_row_write(sqlite3_stmt *statement, uint8_t *target, uint64_t room, uint64_t *written);
/*
** Writes the row at `target` as one f64 a column, NULL as NaN, the eight bytes of column `exact` (-1: of
*none) as they
** are; false when it has something else, or that column not this type.
*/
bool sqml_row_numbers(sqlite3_stmt *statement, int columns, int exact, int type, uint8_t *target);

/* Makes a cell the result, JSON marked as such when `json`. */
void sqml_cell_result(sqlite3_context *context, const Cell *cell, bool json);

/* ---- Statements (statement.c) ---- */

struct Statement {
  sqlite3_stmt *statement;
  u32 tail;    /* bytes of SQL that followed it */
  bool row;    /* stepped to a row that isn't written yet */
  int ended;   /* SQLITE_DONE or an error code: not to be stepped before a reset; else 0 */
  u32 pending; /* bytes that the row needs which did not fit */
};

/* Gives back all that a call has open. */
void sqml_statements_close(Call *call);

#endif
