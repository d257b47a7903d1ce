/*
** SQL functions that give rows, as one module of virtual tables:
**
**   SELECT w.weight FROM sqml_weights('Iris prediction') AS w WHERE w.feature = 'petal width (cm)'
**
** SQLite makes a table function of an eponymous virtual table: its arguments are constraints `=` on hidden
** columns that follow the visible ones.
**
** Promises
**   1. Arguments come in any order, from other tables too; a plan that would need one before its table has
**      been read is no plan. A left-out argument before a given one is NULL. What is missing at the end,
**      or is required, is the engine's to complain of: it gets as many arguments as there are before.
**   2. A call runs once for its rows, which are copied; cursors don't know each other, and the engine is free
**      for other calls while they are walked.
**   3. A cursor that is started again with equal arguments walks the same rows again, without a call, while
**      its connection has changed no row: an inner loop of a join costs one call.
**   4. A failed call is the statement's error, with the engine's message and code.
**   5. The rows come in the engine's order; SQLite filters and sorts them itself.
*/
#include "table.h"

#include <string.h>

#include "call.h"

typedef struct {
  sqlite3_vtab base;
  Connection *connection;
  const Function *function;
} Table;

typedef struct {
  sqlite3_vtab_cursor base;
  int code;           /* of the last call */
  uint8_t *arguments; /* as cells, from sqlite3_malloc */
  uint64_t arguments_size;
  uint8_t *rows; /* NULL: there was no call, or it failed */
  u32 rows_size;
  int changes;       /* of the connection when the call began */
  const uint8_t *at; /* the byte after the row */
  sqlite3_int64 row; /* from 1 */
  bool ended;
  Cell cells[]; /* of the row; their bytes are in `rows` */
} Cursor;

static Table *table_of(Cursor *cursor) {
  return (Table *)(void *)cursor->base.pVtab;
}

/* ---- Tables ---- */

static int connect(sqlite3 *db, void *user, int argc, const char *const *argv, sqlite3_vtab **made,
                   char **error) {
  (void)argc, (void)argv;
  const Registration *registration = user;
  const Function *function = registration->function;
  int code = sqlite3_declare_vtab(db, function->schema);
  if (code != SQLITE_OK) {
    *error = sqlite3_mprintf("%s: %s", function->name, sqlite3_errmsg(db));
    return code;
  }
  /* Else it is kept from the views of an untrusted schema, as a function is. */
  if ((function->flags & SQLITE_INNOCUOUS) && SQML_HAS(vtab_config, 3031000)) {
    sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  }
  if ((function->flags & SQLITE_DIRECTONLY) && SQML_HAS(vtab_config, 3031000)) {
    sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
  }
  Table *table = sqlite3_malloc64(sizeof *table);
  if (table == NULL) return SQLITE_NOMEM;
  memset(table, 0, sizeof *table);
  table->connection = registration->connection;
  table->connection->kept.tables++;
  table->function = function;
  *made = &table->base;
  return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table) {
  Connection *connection = ((Table *)(void *)table)->connection;
  if (--connection->kept.tables == 0) sqml_kept_free(connection->db, &connection->kept);
  sqlite3_free(table);
  return SQLITE_OK;
}

/* ---- Plans ---- */

/* Before 3.26 a plan can't be refused, only priced. */
#define FIRST_TO_REFUSE_PLANS 3026000
#define REFUSED 1e99

/* idxNum tells the arguments that are given, bit by bit; they come in their own order. */
static int best_index(sqlite3_vtab *base, sqlite3_index_info *info) {
  const Function *function = ((Table *)(void *)base)->function;
  int constraint[SQML_MOST_ARGUMENTS];
  unsigned given = 0, unusable = 0;
  for (int i = 0; i < info->nConstraint; i++) {
    int argument = info->aConstraint[i].iColumn - function->columns;
    if (argument < 0 || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    unsigned bit = 1u << argument;
    if (!info->aConstraint[i].usable) {
      unusable |= bit;
    } else if (!(given & bit)) {
      given |= bit;
      constraint[argument] = i;
    }
  }
  int n = 0;
  for (int argument = 0; argument < function->arguments; argument++) {
    if (!(given & 1u << argument)) continue;
    info->aConstraintUsage[constraint[argument]].argvIndex = ++n;
    info->aConstraintUsage[constraint[argument]].omit = 1;
  }
  info->idxNum = (int)given;
  info->estimatedRows = SQML_TABLE_ROWS;
  info->estimatedCost = SQML_TABLE_COST;
  if (unusable & ~given) {
    if (sqlite3_libversion_number() >= FIRST_TO_REFUSE_PLANS) return SQLITE_CONSTRAINT;
    info->estimatedCost = REFUSED;
  }
  return SQLITE_OK;
}

/* ---- Calls ---- */

static bool answer(Call *call, const uint8_t *cell, const uint8_t *end) {
  Cursor *cursor = call->caller;
  const uint8_t *rows = sqml_rows_read(cell, end, call->function->columns, &cursor->rows_size);
  if (rows == NULL) return false;
  cursor->rows = sqlite3_malloc64((uint64_t)cursor->rows_size + 1); /* no rows are no failure */
  if (cursor->rows == NULL) {
    cursor->code = SQLITE_NOMEM;
  } else {
    memcpy(cursor->rows, rows, cursor->rows_size);
  }
  return true;
}

static void refuse(Call *call, int code, const char *message, int length) {
  Cursor *cursor = call->caller;
  cursor->code = code == SQLITE_OK ? SQLITE_ERROR : code;
  sqlite3_free(cursor->base.pVtab->zErrMsg);
  cursor->base.pVtab->zErrMsg = message == NULL ? NULL : sqlite3_mprintf("%.*s", length, message);
}

/* Calls the function with the cursor's arguments. */
static int call_for_rows(Cursor *cursor, int argc) {
  sqlite3_free(cursor->rows);
  cursor->rows = NULL;
  cursor->code = SQLITE_OK;
  Call call = {0};
  call.connection = table_of(cursor)->connection;
  call.function = table_of(cursor)->function;
  call.argc = argc;
  call.cells = cursor->arguments;
  call.size = cursor->arguments_size;
  call.answer = answer;
  call.refuse = refuse;
  call.caller = cursor;
  cursor->changes = sqlite3_total_changes(call.connection->db);
  sqml_run(&call);
  return cursor->code;
}

/* ---- Cursors ---- */

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **opened) {
  uint64_t size = sizeof(Cursor) + (uint64_t)((Table *)(void *)base)->function->columns * sizeof(Cell);
  Cursor *cursor = sqlite3_malloc64(size);
  if (cursor == NULL) return SQLITE_NOMEM;
  memset(cursor, 0, (size_t)size);
  *opened = &cursor->base;
  return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base) {
  Cursor *cursor = (Cursor *)(void *)base;
  sqlite3_free(cursor->arguments);
  sqlite3_free(cursor->rows);
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base) {
  Cursor *cursor = (Cursor *)(void *)base;
  const uint8_t *end = cursor->rows + cursor->rows_size;
  cursor->ended = cursor->at == end;
  if (cursor->ended) return SQLITE_OK;
  cursor->row++;
  for (int i = 0; i < table_of(cursor)->function->columns; i++) {
    if (!sqml_cell_read(&cursor->at, end, &cursor->cells[i]))
      return SQLITE_CORRUPT_VTAB; /* never: see answer */
  }
  return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int given, const char *unused, int n, sqlite3_value **values) {
  (void)unused, (void)n;
  Cursor *cursor = (Cursor *)(void *)base;
  const Function *function = table_of(cursor)->function;
  sqlite3_value *argv[SQML_MOST_ARGUMENTS];
  int argc = 0;
  for (int i = 0; i < function->arguments; i++) {
    bool is_given = (unsigned)given >> i & 1u;
    if (!is_given && i < function->least) break;
    argv[i] = is_given ? *values++ : NULL;
    if (is_given) argc = i + 1;
  }
  uint64_t room = sqml_arguments_size(argc, argv), size = 0;
  if (room > SQML_MOST_CELL_BYTES) return SQLITE_TOOBIG;
  uint8_t *arguments = sqlite3_malloc64(room + 1);
  if (arguments == NULL || sqml_arguments_write(argc, argv, arguments, room, &size) != SQLITE_OK) {
    sqlite3_free(arguments);
    return SQLITE_NOMEM;
  }
  bool same = cursor->rows != NULL && size == cursor->arguments_size &&
              memcmp(arguments, cursor->arguments, (size_t)size) == 0 &&
              sqlite3_total_changes(table_of(cursor)->connection->db) == cursor->changes;
  sqlite3_free(cursor->arguments);
  cursor->arguments = arguments;
  cursor->arguments_size = size;
  cursor->row = 0;
  cursor->ended = true;
  if (!same && call_for_rows(cursor, argc) != SQLITE_OK) return cursor->code;
  cursor->at = cursor->rows;
  return next(base);
}

static int ended(sqlite3_vtab_cursor *base) {
  return ((Cursor *)(void *)base)->ended;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int i) {
  Cursor *cursor = (Cursor *)(void *)base;
  int columns = table_of(cursor)->function->columns;
  Cell cell = {.type = CELL_NULL};
  if (i < columns) {
    cell = cursor->cells[i];
  } else {
    /* an argument: the cell in its place, NULL past the last */
    const uint8_t *at = cursor->arguments, *end = at + cursor->arguments_size;
    for (int left = i - columns; left > 0 && sqml_cell_read(&at, end, &cell); left--) continue;
    if (!sqml_cell_read(&at, end, &cell)) cell.type = CELL_NULL;
  }
  sqml_cell_result(context, &cell, true);
  return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *row) {
  *row = ((Cursor *)(void *)base)->row;
  return SQLITE_OK;
}

/* No xCreate: there is the one table of the function's name, and CREATE VIRTUAL TABLE makes no other. */
const sqlite3_module sqml_table = {
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = ended,
    .xColumn = column,
    .xRowid = rowid,
};
