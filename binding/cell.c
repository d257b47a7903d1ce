/*
** Values as cells: [type: u8] and then 8 bytes, or a uint32_t length and the bytes, or nothing. Unaligned,
** little-endian, one after the other (assembly/host.ts draws them).
**
** Everything that the engine wrote is read with its end in sight.
*/
#include "cell.h"

#include <math.h>
#include <string.h>

/* ---- Out of the engine ---- */

bool sqml_cell_read(const uint8_t **at, const uint8_t *end, Cell *cell) {
  const uint8_t *p = *at;
  if (end - p < 1) return false;
  cell->type = *p++;
  switch (cell->type) {
    case CELL_NULL: break;
    case CELL_INTEGER:
      if (end - p < 8) return false;
      memcpy(&cell->integer, p, 8);
      p += 8;
      break;
    case CELL_REAL:
      if (end - p < 8) return false;
      memcpy(&cell->real, p, 8);
      p += 8;
      break;
    case CELL_TEXT:
    case CELL_JSON:
    case CELL_BLOB:
      if (end - p < 4) return false;
      memcpy(&cell->length, p, 4);
      p += 4;
      if ((uint64_t)(end - p) < cell->length) return false;
      cell->bytes = (const char *)p;
      p += cell->length;
      break;
    default: return false;
  }
  *at = p;
  return true;
}

const uint8_t *sqml_rows_read(const uint8_t *cell, const uint8_t *end, int columns, uint32_t *length) {
  if (end - cell < 5 || *cell != CELL_ROWS) return NULL;
  memcpy(length, cell + 1, 4);
  const uint8_t *rows = cell + 5;
  if ((uint64_t)(end - rows) < *length) return NULL;
  end = rows + *length;
  int column = 0;
  for (const uint8_t *at = rows; at < end; column = column + 1 == columns ? 0 : column + 1) {
    Cell read;
    if (!sqml_cell_read(&at, end, &read)) return NULL;
  }
  return column == 0 ? rows : NULL;
}

/* A subtype that wasn't announced at registration is an error under SQLITE_STRICT_SUBTYPE. */
void sqml_cell_result(sqlite3_context *context, const Cell *cell, bool json) {
  switch (cell->type) {
    case CELL_INTEGER: sqlite3_result_int64(context, cell->integer); break;
    case CELL_REAL: sqlite3_result_double(context, cell->real); break;
    case CELL_BLOB: sqlite3_result_blob64(context, cell->bytes, cell->length, SQLITE_TRANSIENT); break;
    case CELL_TEXT:
    case CELL_JSON:
      sqlite3_result_text64(context, cell->bytes, cell->length, SQLITE_TRANSIENT, SQLITE_UTF8);
      if (cell->type == CELL_JSON && json && SQML_HAS(result_subtype, 3009000)) {
        sqlite3_result_subtype(context, 'J');
      }
      break;
    default: sqlite3_result_null(context);
  }
}

/* ---- Into the engine ---- */

static uint8_t *put_number(uint8_t *p, int type, const void *eight) {
  *p = (uint8_t)type;
  memcpy(p + 1, eight, 8);
  return p + 9;
}

static uint8_t *put_bytes(uint8_t *p, int type, const void *bytes, uint32_t length) {
  *p = (uint8_t)type;
  memcpy(p + 1, &length, 4);
  if (length > 0) memcpy(p + 5, bytes, length);
  return p + 5 + length;
}

static int type_of(sqlite3_value *value) {
  return value == NULL ? SQLITE_NULL : sqlite3_value_type(value);
}

uint64_t sqml_arguments_size(int argc, sqlite3_value **argv) {
  uint64_t size = 0;
  for (int i = 0; i < argc; i++) {
    int type = type_of(argv[i]);
    if (type == SQLITE_TEXT && sqlite3_value_text(argv[i]) == NULL) return 0;
    bool has_bytes = type == SQLITE_TEXT || type == SQLITE_BLOB;
    size += has_bytes ? 9 + (uint64_t)sqlite3_value_bytes(argv[i]) : 9;
  }
  return size;
}

/* Each value is asked for its pointer last, since another question may move it. */
int sqml_arguments_write(int argc, sqlite3_value **argv, uint8_t *target, uint64_t room, uint64_t *written) {
  uint8_t *p = target, *end = target + room;
  for (int i = 0; i < argc; i++) {
    sqlite3_value *value = argv[i];
    if (end - p < 9) return SQLITE_TOOBIG; /* even if it would be a NULL */
    switch (type_of(value)) {
      case SQLITE_FLOAT: p = put_number(p, CELL_REAL, &(double){sqlite3_value_double(value)}); break;
      case SQLITE_INTEGER:
        p = put_number(p, CELL_INTEGER, &(sqlite3_int64){sqlite3_value_int64(value)});
        break;
      case SQLITE_NULL: *p++ = CELL_NULL; break;
      default: {
        bool is_text = sqlite3_value_type(value) == SQLITE_TEXT;
        const void *bytes = is_text ? sqlite3_value_text(value) : sqlite3_value_blob(value);
        uint32_t length = (uint32_t)sqlite3_value_bytes(value);
        if (bytes == NULL && (is_text || length > 0)) return SQLITE_NOMEM;
        if ((uint64_t)(end - p) < 5 + (uint64_t)length) return SQLITE_TOOBIG;
        p = put_bytes(p, is_text ? CELL_TEXT : CELL_BLOB, bytes, length);
      }
    }
  }
  *written = (uint64_t)(p - target);
  return SQLITE_OK;
}

/*
** A column is asked for its value once, which takes the connection's mutex, and the value for the rest, which
** takes none: the call that runs the engine holds it.
*/

/* Bytes of column i, whose value this is, as UTF-8 or blob; false when memory is short. */
static bool column_bytes(sqlite3 *db, sqlite3_stmt *statement, int i, sqlite3_value *value, int type,
                         const void **bytes, uint32_t *n) {
  *bytes = type == SQLITE_TEXT ? sqlite3_value_text(value) : sqlite3_value_blob(value);
  *n = (uint32_t)sqlite3_value_bytes(value);
  if (*bytes != NULL) return true;
  sqlite3_column_bytes(statement, i); /* the connection notes that memory was short */
  return type == SQLITE_BLOB && *n == 0 && sqlite3_errcode(db) != SQLITE_NOMEM;
}

int sqml_row_size(sqlite3 *db, sqlite3_stmt *statement, uint64_t *size) {
  int columns = sqlite3_column_count(statement);
  *size = 0;
  for (int i = 0; i < columns; i++) {
    sqlite3_value *value = sqlite3_column_value(statement, i);
    int type = sqlite3_value_type(value);
    if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
      *size += 9;
    } else if (type == SQLITE_NULL) {
      *size += 1;
    } else {
      const void *bytes;
      uint32_t length;
      if (!column_bytes(db, statement, i, value, type, &bytes, &length)) return SQLITE_NOMEM;
      *size += 5 + (uint64_t)length;
    }
  }
  return SQLITE_OK;
}

int sqml_row_write(sqlite3 *db, sqlite3_stmt *statement, uint8_t *target, uint64_t room, uint64_t *written) {
  int columns = sqlite3_column_count(statement);
  uint8_t *p = target, *end = target + room;
  for (int i = 0; i < columns; i++) {
    sqlite3_value *value = sqlite3_column_value(statement, i);
    int type = sqlite3_value_type(value);
    if (type == SQLITE_FLOAT) {
      if (end - p < 9) return SQLITE_TOOBIG;
      double real = sqlite3_value_double(value);
      p = put_number(p, CELL_REAL, &real);
    } else if (type == SQLITE_INTEGER) {
      if (end - p < 9) return SQLITE_TOOBIG;
      sqlite3_int64 integer = sqlite3_value_int64(value);
      p = put_number(p, CELL_INTEGER, &integer);
    } else if (type == SQLITE_NULL) {
      if (end - p < 1) return SQLITE_TOOBIG;
      *p++ = CELL_NULL;
    } else {
      const void *bytes;
      uint32_t length;
      if (!column_bytes(db, statement, i, value, type, &bytes, &length)) return SQLITE_NOMEM;
      if ((uint64_t)(end - p) < 5 + (uint64_t)length) return SQLITE_TOOBIG;
      p = put_bytes(p, type == SQLITE_TEXT ? CELL_TEXT : CELL_BLOB, bytes, length);
    }
  }
  *written = (uint64_t)(p - target);
  return SQLITE_OK;
}

bool sqml_row_numbers(sqlite3_stmt *statement, int columns, int exact, int type, uint8_t *target) {
  for (int i = 0; i < columns; i++, target += 8) {
    sqlite3_value *value = sqlite3_column_value(statement, i);
    int kind = sqlite3_value_type(value);
    if (i == exact && kind != type) return false;
    if (i == exact && kind == SQLITE_INTEGER) {
      memcpy(target, &(sqlite3_int64){sqlite3_value_int64(value)}, 8);
    } else if (kind == SQLITE_FLOAT || kind == SQLITE_INTEGER) {
      memcpy(target, &(double){sqlite3_value_double(value)}, 8);
    } else if (kind == SQLITE_NULL) {
      memcpy(target, &(double){NAN}, 8);
    } else {
      return false;
    }
  }
  return true;
}
