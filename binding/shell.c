/*
** What the sqlite3 program calls at its start when it is built with -DSQLITE_SHELL_INIT_PROC=sqml_shell_init:
** from then on each connection that it opens has sqml (lib/build/shell.ts).
*/
#include "public/sqml.h"

void sqml_shell_init(void);

void sqml_shell_init(void) {
  sqlite3_auto_extension((void (*)(void))sqlite3_sqml_init);
}
