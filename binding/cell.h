/*
** SQLite's values as cells and back (cells.h): what the engine wrote is read with its end in sight.
*/
#ifndef SQML_CELL_H
#define SQML_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "api.h"
#include "cells.h"

/* A cell that was read: `bytes` points to where it stands. */
typedef struct {
  int type;
  int64_t integer;
  double real;
  const char *bytes;
  uint32_t length;
} Cell;

/* Reads the cell at `*at`, which must end at `end` at the latest, and moves on. False when damaged. */
bool sqml_cell_read(const uint8_t **at, const uint8_t *end, Cell *cell);

/*
** Checks a cell of rows: whole rows of `columns` cells each, all before `end`. Their first byte and length,
** or NULL when it is damaged.
*/
const uint8_t *sqml_rows_read(const uint8_t *cell, const uint8_t *end, int columns, uint32_t *length);

/*
** Writes arguments as cells at `target` if they fit into `room`, converting them to UTF-8: OK and `*written`,
** TOOBIG when they don't, NOMEM. A value that isn't there, a null pointer, counts as NULL.
*/
int sqml_arguments_write(int argc, sqlite3_value **argv, uint8_t *target, uint64_t room, uint64_t *written);

/* Bytes in which they surely fit; 0 when memory is short. */
uint64_t sqml_arguments_size(int argc, sqlite3_value **argv);

/* Bytes of a row as cells, or an SQLite code: NOMEM. */
int sqml_row_size(sqlite3 *db, sqlite3_stmt *statement, uint64_t *size);
/* Writes the row at `target` if it fits: OK and `*written`, TOOBIG when it doesn't, NOMEM. */
int sqml_row_write(sqlite3 *db, sqlite3_stmt *statement, uint8_t *target, uint64_t room, uint64_t *written);

/*
** Writes the row at `target` as one f64 a column, NULL as NaN, the eight bytes of column `exact` (-1:
** of none) as they are; false when it has something else, or that column not this type.
*/
bool sqml_row_numbers(sqlite3_stmt *statement, int columns, int exact, int type, uint8_t *target);

/* Makes a cell the result, JSON marked as such when `json`. */
void sqml_cell_result(sqlite3_context *context, const Cell *cell, bool json);

#endif
