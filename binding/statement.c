/*
** The host functions about statements (assembly/host.ts says what each promises).
**
** A handle is 1 + the index of a slot in the call's table. A handle that isn't open is a defect of the
** engine and traps. When the call ends, however it ends, everything still open is finalized.
**
** But for statements that the engine says it will want again (SQLITE_PREPARE_PERSISTENT): those stay
** with the connection, reset. A connection with statements can't be closed, and nothing tells an
** extension of the close but the disconnecting of its virtual tables. So one of ours is connected
** before a statement is kept, and when the last is disconnected all are finalized; those that the host
** has finalized itself, which some do with whatever it finds (sqlite3_next_stmt), are left alone.
*/
#include "statement.h"

#include "cell.h"

Statements *sqml_statements_of(struct w2c_host *host) {
  Statements *all = SQML_INSTANCE(host)->running;
  if (all == NULL) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  if (!all->used) {
    all->used = true;
    all->rowid = sqlite3_last_insert_rowid(all->db);
  }
  return all;
}

static u32 negated(int code) {
  return 0u - (u32)code;
}

/*
** A failure's code as the engine sees it, right after it: the primary one, whether or not the host asks for
** extended ones; but SQLITE_BUSY_SNAPSHOT, for which no waiting helps, is told apart.
*/
static int told(Statements *all, int code) {
  code &= 0xff;
  if (code != SQLITE_BUSY || !SQML_HAS(extended_errcode, 3006005)) return code;
  return sqlite3_extended_errcode(all->db) == SQLITE_BUSY_SNAPSHOT ? SQLITE_BUSY_SNAPSHOT : code;
}

/* Keeps the connection's message for host.error_message, if there is memory for it; the negated code. */
static u32 failed(Statements *all, int code) {
  sqlite3_free(all->message);
  all->message = sqlite3_mprintf("%s", sqlite3_errmsg(all->db));
  return negated(told(all, code));
}

/* The same for what SQLite hasn't heard of. */
static u32 failed_here(Statements *all, int code) {
  sqlite3_free(all->message);
  all->message = sqlite3_mprintf("%s", sqlite3_errstr(code));
  return negated(code);
}

static Statement *opened(Statements *all, u32 handle) {
  if (handle == 0 || handle > (u32)all->capacity) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  Statement *statement = &all->slots[handle - 1];
  if (statement->statement == NULL) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  return statement;
}

/* The handle of a free slot; 0 when memory is short. */
static u32 free_slot(Statements *all) {
  for (int i = 0; i < all->capacity; i++) {
    if (all->slots[i].statement == NULL) return (u32)i + 1;
  }
  int capacity = all->capacity == 0 ? 8 : all->capacity * 2;
  Statement *grown = sqlite3_realloc64(all->slots, (uint64_t)capacity * sizeof *grown);
  if (grown == NULL) return 0;
  memset(grown + all->capacity, 0, (size_t)(capacity - all->capacity) * sizeof *grown);
  u32 handle = (u32)all->capacity + 1;
  all->slots = grown;
  all->capacity = capacity;
  return handle;
}

/* ---- Kept statements ---- */

static void drop_kept(Kept *kept) {
  sqlite3_free(kept->text);
  memset(kept, 0, sizeof *kept);
}

void sqml_kept_free(sqlite3 *db, KeptStatements *all) {
  for (int i = 0; i < SQML_MOST_KEPT; i++) {
    Kept *kept = &all->places[i];
    if (kept->statement == NULL || kept->open) continue;
    sqlite3_stmt *alive = NULL;
    do {
      alive = sqlite3_next_stmt(db, alive);
    } while (alive != NULL && alive != kept->statement);
    sqlite3_finalize(alive);
    drop_kept(kept);
  }
}

/* The kept statement of the text that no call has; NULL when there is none. */
static Kept *find_kept(KeptStatements *all, const char *text, u32 length, u32 flags) {
  for (int i = 0; i < SQML_MOST_KEPT; i++) {
    Kept *kept = &all->places[i];
    if (kept->statement != NULL && !kept->open && kept->length == length && kept->flags == flags &&
        memcmp(kept->text, text, length) == 0) {
      return kept;
    }
  }
  return NULL;
}

/* Whether SQLite will tell of the close. */
static bool is_told_of_close(sqlite3 *db, KeptStatements *all) {
  if (all->tables > 0) return true;
  sqlite3_stmt *probe = NULL;
  sqlite3_prepare_v2(db, "SELECT 1 FROM sqml_datasets", -1, &probe, NULL);
  sqlite3_finalize(probe);
  return all->tables > 0;
}

/* Where the statement stays from now on; NULL: nowhere. */
static Kept *keep(Statements *call, sqlite3_stmt *statement, const char *text, u32 length, u32 flags) {
  KeptStatements *all = call->kept;
  for (int i = 0; i < SQML_MOST_KEPT; i++) {
    Kept *kept = &all->places[i];
    if (kept->statement != NULL) continue;
    if (!is_told_of_close(call->db, all)) return NULL;
    kept->text = sqlite3_malloc64(length);
    if (kept->text == NULL) return NULL;
    memcpy(kept->text, text, length);
    kept->length = length;
    kept->flags = flags;
    kept->statement = statement;
    return kept;
  }
  return NULL;
}

static void give_back(Statements *all, Statement *slot) {
  Kept *kept = slot->kept;
  if (kept == NULL) {
    sqlite3_finalize(slot->statement);
  } else {
    sqlite3_reset(kept->statement);
    sqlite3_clear_bindings(kept->statement);
    kept->open = false;
    if (all->kept->tables == 0) sqml_kept_free(all->db, all->kept);
  }
  memset(slot, 0, sizeof *slot);
}

/* ---- The host functions ---- */

u32 w2c_host_prepare(struct w2c_host *host, u32 sql, u32 length, u32 flags) {
  Statements *all = sqml_statements_of(host);
  const char *text = (const char *)sqml_memory(SQML_INSTANCE(host), sql, length);
  if (length > INT32_MAX) return failed_here(all, SQLITE_TOOBIG);
  u32 handle = free_slot(all);
  if (handle == 0) return failed_here(all, SQLITE_NOMEM);
  Statement *slot = &all->slots[handle - 1];
  memset(slot, 0, sizeof *slot);
  /* No text at all is no statement; SQLite would read on to a zero. */
  if (length == 0) return 0;
  bool stays = (flags & SQLITE_PREPARE_PERSISTENT) != 0 && all->kept != NULL;
  Kept *kept = stays ? find_kept(all->kept, text, length, flags) : NULL;
  if (kept != NULL) {
    kept->open = true;
    slot->kept = kept;
    slot->statement = kept->statement;
    return handle;
  }
  const char *tail = text;
  sqlite3_stmt *prepared = NULL;
  int code = sqlite3_prepare_v3(all->db, text, (int)length, flags, &prepared, &tail);
  if (code != SQLITE_OK) return failed(all, code);
  if (prepared == NULL) return 0;
  slot->statement = prepared;
  slot->tail = (u32)(text + length - tail);
  if (stays) slot->kept = keep(all, prepared, text, length, flags);
  if (slot->kept != NULL) slot->kept->open = true;
  return handle;
}

u32 w2c_host_tail(struct w2c_host *host, u32 handle) {
  return opened(sqml_statements_of(host), handle)->tail;
}

u32 w2c_host_is_readonly(struct w2c_host *host, u32 handle) {
  return sqlite3_stmt_readonly(opened(sqml_statements_of(host), handle)->statement) != 0;
}

u32 w2c_host_column_count(struct w2c_host *host, u32 handle) {
  return (u32)sqlite3_column_count(opened(sqml_statements_of(host), handle)->statement);
}

u32 w2c_host_column_name(struct w2c_host *host, u32 handle, u32 column, u32 buffer, u32 capacity) {
  Statements *all = sqml_statements_of(host);
  Statement *statement = opened(all, handle);
  uint8_t *target = sqml_memory(SQML_INSTANCE(host), buffer, capacity);
  if (column >= (u32)sqlite3_column_count(statement->statement)) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  const char *name = sqlite3_column_name(statement->statement, (int)column);
  if (name == NULL) return 0;
  size_t length = strlen(name);
  if (length <= capacity) memcpy(target, name, length);
  return (u32)length;
}

static int bind_cell(sqlite3_stmt *statement, int parameter, const Cell *cell) {
  switch (cell->type) {
    case CELL_INTEGER: return sqlite3_bind_int64(statement, parameter, cell->integer);
    case CELL_REAL: return sqlite3_bind_double(statement, parameter, cell->real);
    case CELL_TEXT:
      return sqlite3_bind_text64(statement, parameter, cell->bytes, cell->length, SQLITE_TRANSIENT,
                                 SQLITE_UTF8);
    case CELL_BLOB:
      return sqlite3_bind_blob64(statement, parameter, cell->bytes, cell->length, SQLITE_TRANSIENT);
    default: return sqlite3_bind_null(statement, parameter);
  }
}

u32 w2c_host_bind(struct w2c_host *host, u32 handle, u32 cells, u32 length) {
  Statements *all = sqml_statements_of(host);
  Statement *statement = opened(all, handle);
  const uint8_t *at = sqml_memory(SQML_INSTANCE(host), cells, length), *end = at + length;
  for (int parameter = 1; at < end; parameter++) {
    Cell cell;
    if (!sqml_cell_read(&at, end, &cell)) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
    int code = bind_cell(statement->statement, parameter, &cell);
    if (code != SQLITE_OK) return failed(all, code);
  }
  return 0;
}

/* Steps to a row unless there is one already: ROW, DONE or an error, each remembered until a reset. */
static int step(Statements *all, Statement *statement) {
  if (statement->row) return SQLITE_ROW;
  if (statement->ended != 0) return statement->ended;
  int code = sqlite3_step(statement->statement);
  if (code == SQLITE_ROW) {
    statement->row = true;
    return code;
  }
  if (code != SQLITE_DONE) {
    failed(all, code);
    code = told(all, code);
  }
  statement->ended = code;
  return code;
}

u32 w2c_host_fetch(struct w2c_host *host, u32 handle, u32 buffer, u32 capacity) {
  Statements *all = sqml_statements_of(host);
  if (capacity > INT32_MAX) capacity = INT32_MAX;
  uint8_t *target = sqml_memory(SQML_INSTANCE(host), buffer, capacity);
  uint64_t used = 0;
  for (;;) {
    /* A nested call may have moved the table, never this memory. */
    Statement *statement = opened(all, handle);
    int code = step(all, statement);
    if (code == SQLITE_DONE) return (u32)used;
    if (code != SQLITE_ROW) return negated(code);
    uint64_t written = 0;
    code = sqml_row_write(all->db, statement->statement, target + used, capacity - used, &written);
    if (code == SQLITE_TOOBIG) {
      uint64_t size = 0;
      code = sqml_row_size(all->db, statement->statement, &size);
      if (code == SQLITE_OK) {
        statement->pending = size > INT32_MAX ? INT32_MAX : (u32)size;
        return used > 0 ? (u32)used : negated(SQLITE_TOOBIG);
      }
    }
    if (code != SQLITE_OK) return failed(all, code);
    statement->row = false;
    statement->pending = 0;
    used += written;
  }
}

u32 w2c_host_fetch_numbers(struct w2c_host *host, u32 handle, u32 column, u32 type, u32 buffer, u32 capacity,
                           u32 step_bytes) {
  Statements *all = sqml_statements_of(host);
  uint8_t *target = sqml_memory(SQML_INSTANCE(host), buffer, capacity);
  int columns = sqlite3_column_count(opened(all, handle)->statement);
  if (columns == 0 || (uint64_t)columns * 8 > step_bytes) return 0;
  u32 rows = 0;
  for (; ((uint64_t)rows + 1) * step_bytes <= capacity; rows++, target += step_bytes) {
    /* A nested call may have moved the table, never this memory. */
    Statement *statement = opened(all, handle);
    int code = step(all, statement);
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) return negated(code);
    if (!sqml_row_numbers(statement->statement, columns, (int)column, (int)type, target)) break;
    statement->row = false;
  }
  return rows;
}

u32 w2c_host_pending(struct w2c_host *host, u32 handle) {
  return opened(sqml_statements_of(host), handle)->pending;
}

void w2c_host_reset(struct w2c_host *host, u32 handle) {
  Statement *statement = opened(sqml_statements_of(host), handle);
  sqlite3_reset(statement->statement);
  statement->row = false;
  statement->ended = 0;
  statement->pending = 0;
}

void w2c_host_finalize(struct w2c_host *host, u32 handle) {
  Statements *all = sqml_statements_of(host);
  give_back(all, opened(all, handle));
}

u32 w2c_host_changes(struct w2c_host *host) {
  return (u32)sqlite3_changes(sqml_statements_of(host)->db);
}

u32 w2c_host_error_message(struct w2c_host *host, u32 buffer, u32 capacity) {
  Statements *all = sqml_statements_of(host);
  uint8_t *target = sqml_memory(SQML_INSTANCE(host), buffer, capacity);
  const char *message = all->message != NULL ? all->message : sqlite3_errstr(SQLITE_NOMEM);
  size_t length = strlen(message);
  if (length > INT32_MAX) length = INT32_MAX;
  memcpy(target, message, length < capacity ? length : capacity);
  return (u32)length;
}

void sqml_statements_close(Statements *all) {
  if (!all->used) return;
  for (int i = 0; i < all->capacity; i++) give_back(all, &all->slots[i]);
  sqlite3_finalize(all->tick);
  sqlite3_free(all->slots);
  sqlite3_free(all->message);
  if (SQML_HAS(set_last_insert_rowid, 3018000)) sqlite3_set_last_insert_rowid(all->db, all->rowid);
  memset(all, 0, sizeof *all);
}
