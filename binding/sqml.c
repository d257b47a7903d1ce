/*
** The extension's entry point: registers the SQL functions of generated/functions.h on a connection.
**
** Promises
**   1. Loading writes nothing to the database, starts no thread and installs no signal handler.
**   2. What a connection needs hangs on its functions and is gone when they are: at its close, when they
**      are registered again, or when registration fails half-way.
**   3. The library exports its two entry points and nothing else: sqlite3_sqml_init, which SQLite finds by
**      itself, and sqlite3_sqml_predict_init, to be named, which leaves out every function that writes or
**      changes the connection: for hosts that serve untrusted SQL.
**   4. Compiled with SQLITE_CORE the same function serves a static build:
**        sqlite3_auto_extension((void (*)(void))sqlite3_sqml_init);
**
** The map of the shim: how SQLite and the engine meet.
**
**      SQLite
**        |  sqlite3_sqml_init registers the functions of generated/functions.h      sqml.c
**        |  functions that give a value                                             function.c
**        |  functions that give rows: one module of virtual tables for all          table.c
**        |  sqml_run: one call of either, from arguments to outcome                 call.c
**        |  cells: values on their way in and out                                   cell.c, cells.h
**        |  instances: a linear memory with the engine in it                       instance.c
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
*/
#include "call.h"
#include "function.h"
#include "table.h"

#ifndef SQLITE_CORE
SQLITE_EXTENSION_INIT1
#endif

#include "functions.h"

#define FUNCTION_COUNT ((int)(sizeof FUNCTIONS / sizeof FUNCTIONS[0]))

/* SQLite that can't replace a module, but keeps the one it has. */
#define FIRST_TO_REPLACE_MODULES 3030000

/* A connection's state, and one registration per function that points to it. */
typedef struct {
  Connection connection;
  Registration registrations[sizeof FUNCTIONS / sizeof FUNCTIONS[0]];
} State;

/* xDestroy of each function and module; SQLite also calls it when a registration fails. */
static void release(void *pointer) {
  Connection *connection = ((Registration *)pointer)->connection;
  if (--connection->references > 0) return;
  sqml_shared_free(connection->shared);
  sqlite3_free(connection); /* the first member of its State */
}

static int register_function(sqlite3 *db, Registration *registration) {
  const Function *f = registration->function;
  if (f->schema == NULL) {
    return sqlite3_create_function_v2(db, f->name, -1, SQLITE_UTF8 | f->flags, registration, sqml_call, NULL,
                                      NULL, release);
  }
  if (!SQML_HAS(create_module_v2, 3006000)) {
    release(registration); /* a build without virtual tables */
    return SQLITE_OK;
  }
  int code = sqlite3_create_module_v2(db, f->name, &sqml_table, registration, release);
  bool loaded_before = code == SQLITE_MISUSE && sqlite3_libversion_number() < FIRST_TO_REPLACE_MODULES;
  return loaded_before ? SQLITE_OK : code;
}

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

/* Registers the functions, or only those that serve. */
static int load(sqlite3 *db, char **error, bool serves_only) {
  if (sqlite3_libversion_number() < SQML_OLDEST_SQLITE) {
    if (error != NULL) {
      *error = sqlite3_mprintf("sqml needs SQLite %d.%d or newer, this is %s", SQML_OLDEST_SQLITE / 1000000,
                               SQML_OLDEST_SQLITE / 1000 % 1000, sqlite3_libversion());
    }
    return SQLITE_ERROR;
  }
  State *state = sqlite3_malloc64(sizeof *state);
  if (state == NULL) return SQLITE_NOMEM;
  memset(state, 0, sizeof *state);
  state->connection.db = db;
  state->connection.references = 1;
  Registration *last = NULL;
  int code = SQLITE_OK;
  for (int i = 0; i < FUNCTION_COUNT && code == SQLITE_OK; i++) {
    if (serves_only && !FUNCTIONS[i].serves) continue;
    last = &state->registrations[i];
    last->connection = &state->connection;
    last->function = &FUNCTIONS[i];
    state->connection.references++;
    code = register_function(db, last);
  }
  release(last);
  return code;
}

EXPORTED int sqlite3_sqml_init(sqlite3 *db, char **error, const sqlite3_api_routines *api) {
#ifndef SQLITE_CORE
  SQLITE_EXTENSION_INIT2(api);
#else
  (void)api;
#endif
  return load(db, error, false);
}

EXPORTED int sqlite3_sqml_predict_init(sqlite3 *db, char **error, const sqlite3_api_routines *api) {
#ifndef SQLITE_CORE
  SQLITE_EXTENSION_INIT2(api);
#else
  (void)api;
#endif
  return load(db, error, true);
}
