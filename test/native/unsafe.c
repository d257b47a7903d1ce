/*
** What a host may have on its connection and keep from the views of a database: functions and virtual tables
** with each of SQLite's flags. Tests look how often they ran.
**
**   unsafe_direct(x)     SQLITE_DIRECTONLY: top-level SQL alone calls it
**   unsafe_constant(x)   the same, and deterministic
**   unsafe_sum(x)        the same, an aggregate and window function
**   unsafe_plain(x)      no flag: also for views of a trusted schema
**   unsafe_innocuous(x)  SQLITE_INNOCUOUS: for all
**       give x back, unsafe_sum the sum of all x
**   unsafe_direct_rows, unsafe_plain_rows, unsafe_innocuous_rows
**       virtual tables alike, of 40 rows with x from 1 to 40 and target 1 above 20; a table that was made
*with
**       USING unsafe_..._rows(a, b, ...) has these columns instead, each x
**   unsafe_calls()       how many calls and scans there were since it was asked last
*/
#include <stdio.h>
#include <string.h>

#include "sqlite3ext.h"
SQLITE_EXTENSION_INIT1

static int calls;

/* ---- Functions ---- */

static void give_back(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc;
  calls++;
  sqlite3_result_value(context, argv[0]);
}

static void add(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc;
  calls++;
  double *sum = sqlite3_aggregate_context(context, sizeof *sum);
  if (sum != NULL) *sum += sqlite3_value_double(argv[0]);
}

static void subtract(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc;
  double *sum = sqlite3_aggregate_context(context, sizeof *sum);
  if (sum != NULL) *sum -= sqlite3_value_double(argv[0]);
}

static void total(sqlite3_context *context) {
  const double *sum = sqlite3_aggregate_context(context, 0);
  sqlite3_result_double(context, sum == NULL ? 0 : *sum);
}

static void tell_calls(sqlite3_context *context, int argc, sqlite3_value **argv) {
  (void)argc, (void)argv;
  sqlite3_result_int(context, calls);
  calls = 0;
}

/* ---- Virtual tables ---- */

#define ROWS 40
#define COLUMN_TARGET 1

typedef struct {
  sqlite3_vtab base;
  int is_made; /* by CREATE VIRTUAL TABLE with columns of its own */
} Table;

typedef struct {
  sqlite3_vtab_cursor base;
  int row;
} Cursor;

/* `user` is what sqlite3_vtab_config gets, or NULL. */
static int connect(sqlite3 *db, void *user, int argc, const char *const *argv, sqlite3_vtab **made,
                   char **error) {
  (void)error;
  char schema[1024] = "CREATE TABLE t(x, target";
  if (argc > 3) snprintf(schema, sizeof schema, "CREATE TABLE t(%s", argv[3]);
  for (int i = 4; i < argc; i++) {
    size_t used = strlen(schema);
    snprintf(schema + used, sizeof schema - used, ", %s", argv[i]);
  }
  strncat(schema, ")", sizeof schema - strlen(schema) - 1);
  int code = sqlite3_declare_vtab(db, schema);
  if (code != SQLITE_OK) return code;
  if (user != NULL) sqlite3_vtab_config(db, *(const int *)user);
  Table *table = sqlite3_malloc(sizeof *table);
  if (table == NULL) return SQLITE_NOMEM;
  memset(table, 0, sizeof *table);
  table->is_made = argc > 3;
  *made = &table->base;
  return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  info->estimatedCost = ROWS;
  return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **opened) {
  (void)table;
  Cursor *cursor = sqlite3_malloc(sizeof *cursor);
  if (cursor == NULL) return SQLITE_NOMEM;
  memset(cursor, 0, sizeof *cursor);
  *opened = &cursor->base;
  return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *cursor, int number, const char *text, int argc, sqlite3_value **argv) {
  (void)number, (void)text, (void)argc, (void)argv;
  calls++;
  ((Cursor *)cursor)->row = 1;
  return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor) {
  ((Cursor *)cursor)->row++;
  return SQLITE_OK;
}

static int ended(sqlite3_vtab_cursor *cursor) {
  return ((Cursor *)cursor)->row > ROWS;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int i) {
  int row = ((Cursor *)base)->row;
  int is_target = i == COLUMN_TARGET && !((Table *)base->pVtab)->is_made;
  sqlite3_result_int(context, is_target ? row > ROWS / 2 : row);
  return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row) {
  *row = ((Cursor *)cursor)->row;
  return SQLITE_OK;
}

static const sqlite3_module MODULE = {
    .xCreate = connect,
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xDestroy = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = ended,
    .xColumn = column,
    .xRowid = rowid,
};

/* ---- Loading ---- */

#ifdef _WIN32
__declspec(dllexport)
#endif
    int sqlite3_unsafe_init(sqlite3 *db, char **error, const sqlite3_api_routines *api) {
  (void)error;
  SQLITE_EXTENSION_INIT2(api);
  static int direct = SQLITE_VTAB_DIRECTONLY, innocuous = SQLITE_VTAB_INNOCUOUS;
  const int utf8 = SQLITE_UTF8;
  int failed = 0;
  failed |= sqlite3_create_function(db, "unsafe_direct", 1, utf8 | SQLITE_DIRECTONLY, 0, give_back, 0, 0);
  failed |= sqlite3_create_function(db, "unsafe_constant", 1, utf8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC,
                                    0, give_back, 0, 0);
  failed |= sqlite3_create_function(db, "unsafe_plain", 1, utf8, 0, give_back, 0, 0);
  failed |= sqlite3_create_function(db, "unsafe_innocuous", 1, utf8 | SQLITE_INNOCUOUS, 0, give_back, 0, 0);
  failed |= sqlite3_create_window_function(db, "unsafe_sum", 1, utf8 | SQLITE_DIRECTONLY, 0, add, total,
                                           total, subtract, 0);
  failed |= sqlite3_create_function(db, "unsafe_calls", 0, utf8 | SQLITE_INNOCUOUS, 0, tell_calls, 0, 0);
  failed |= sqlite3_create_module(db, "unsafe_direct_rows", &MODULE, &direct);
  failed |= sqlite3_create_module(db, "unsafe_plain_rows", &MODULE, NULL);
  failed |= sqlite3_create_module(db, "unsafe_innocuous_rows", &MODULE, &innocuous);
  return failed ? SQLITE_ERROR : SQLITE_OK;
}
