/*
** The types of cells, and how long cells may be; assembly/host.ts draws the layout.
*/
#ifndef SQML_CELLS_H
#define SQML_CELLS_H

#include <stdint.h>

enum {
  CELL_INTEGER = 1,
  CELL_REAL = 2,
  CELL_TEXT = 3,
  CELL_BLOB = 4,
  CELL_NULL = 5,
  CELL_JSON = 6,
  CELL_ROWS = 7
};

/* The longest cells that the engine's i32 lengths can tell. */
#define SQML_MAX_CELLS ((uint64_t)INT32_MAX)

#endif
