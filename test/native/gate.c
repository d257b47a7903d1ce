/*
** A loadable extension for tests: between two statements of one connection, a second connection of the same
** process runs a statement of its own, in an order that a number decides. What runs inside a function of sqml
** counts, too.
**
**   SELECT gate_open(file, library)   the second connection, with the extension `library`; waits for no lock
**   SELECT gate_at(n, sql)            it will run `sql` before the n-th statement from now, from 1; 0: never
**   SELECT gate_count()               how many have begun since, with this one
**   SELECT gate_answer()              its rows, cells parted by | and rows by a newline; or `error: ` and the
**                                     message; NULL while it has not run
**
** Statements of triggers don't count, since there the first connection holds its lock anyway; nor does
** `SELECT 1`.
*/
#include <stdio.h>
#include <string.h>

#include "sqlite3ext.h"
SQLITE_EXTENSION_INIT1

typedef struct {
  sqlite3 *other;
  char *sql;
  int at;
  int count;
  char *answer;
} Gate;

/* One row onto the answer. */
static int add_row(void *pointer, int columns, char **cells, char **names) {
  (void)names;
  Gate *gate = pointer;
  for (int i = 0; i < columns; i++) {
    char *longer = sqlite3_mprintf("%z%s%s", gate->answer, i > 0 ? "|" : "", cells[i] ? cells[i] : "NULL");
    gate->answer = longer;
  }
  gate->answer = sqlite3_mprintf("%z\n", gate->answer);
  return 0;
}

static int on_statement(unsigned type, void *pointer, void *statement, void *text) {
  (void)type, (void)statement;
  Gate *gate = pointer;
  if (strstr(text, "-- TRIGGER") != NULL) return 0; /* so it is written for a trigger */
  if (strcmp(text, "-- SELECT 1") == 0) return 0; /* sqml's look for an interrupt, as often as time has it */
  if (++gate->count != gate->at) return 0;
  char *message = NULL;
  gate->answer = sqlite3_mprintf("");
  if (sqlite3_exec(gate->other, gate->sql, add_row, gate, &message) != SQLITE_OK) {
    sqlite3_free(gate->answer);
    gate->answer = sqlite3_mprintf("error: %s", message);
  }
  sqlite3_free(message);
  return 0;
}

static void gate_open(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc;
  Gate *gate = sqlite3_user_data(context);
  char *message = NULL;
  int code = sqlite3_open((const char *)sqlite3_value_text(argv[0]), &gate->other);
  if (code == SQLITE_OK)
    code = sqlite3_db_config(gate->other, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, (int *)NULL);
  if (code == SQLITE_OK)
    code = sqlite3_load_extension(gate->other, (const char *)sqlite3_value_text(argv[1]), NULL, &message);
  if (code == SQLITE_OK) code = sqlite3_exec(gate->other, "PRAGMA synchronous = OFF", NULL, NULL, &message);
  if (code != SQLITE_OK) sqlite3_result_error(context, message ? message : sqlite3_errstr(code), -1);
  sqlite3_free(message);
}

static void gate_at(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc;
  Gate *gate = sqlite3_user_data(context);
  sqlite3_free(gate->sql);
  sqlite3_free(gate->answer);
  gate->sql = sqlite3_mprintf("%s", sqlite3_value_text(argv[1]));
  gate->answer = NULL;
  gate->at = sqlite3_value_int(argv[0]);
  gate->count = 0;
}

static void gate_count(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc, (void)argv;
  sqlite3_result_int(context, ((Gate *)sqlite3_user_data(context))->count);
}

static void gate_answer(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc, (void)argv;
  sqlite3_result_text(context, ((Gate *)sqlite3_user_data(context))->answer, -1, SQLITE_TRANSIENT);
}

static void gate_free(void *pointer) {
  Gate *gate = pointer;
  sqlite3_close_v2(gate->other);
  sqlite3_free(gate->sql);
  sqlite3_free(gate->answer);
  sqlite3_free(gate);
}

#ifdef _WIN32
__declspec(dllexport)
#endif
    int sqlite3_gate_init(sqlite3 *db, char **message, const sqlite3_api_routines *api) {
  (void)message;
  SQLITE_EXTENSION_INIT2(api);
  Gate *gate = sqlite3_malloc(sizeof *gate);
  if (gate == NULL) return SQLITE_NOMEM;
  memset(gate, 0, sizeof *gate);
  sqlite3_create_function_v2(db, "gate_open", 2, SQLITE_UTF8, gate, gate_open, NULL, NULL, gate_free);
  sqlite3_create_function(db, "gate_at", 2, SQLITE_UTF8, gate, gate_at, NULL, NULL);
  sqlite3_create_function(db, "gate_count", 0, SQLITE_UTF8, gate, gate_count, NULL, NULL);
  sqlite3_create_function(db, "gate_answer", 0, SQLITE_UTF8, gate, gate_answer, NULL, NULL);
  return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, on_statement, gate);
}
