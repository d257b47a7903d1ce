/*
** The types of cells; assembly/host.ts draws the layout.
*/
#ifndef SQML_CELLS_H
#define SQML_CELLS_H

enum {
  CELL_INTEGER = 1,
  CELL_REAL = 2,
  CELL_TEXT = 3,
  CELL_BLOB = 4,
  CELL_NULL = 5,
  CELL_JSON = 6,
  CELL_ROWS = 7
};

#endif
