/*
** The sqml tutorial in a program that has SQLite and sqml linked into it: no extension is loaded.
**
**     npm run static
**     cc -Idist -I<sqlite> examples/static/main.c <sqlite>/sqlite3.c dist/sqml.a \
**       -lm -lpthread -ldl -o tutorial
**     ./tutorial iris.db      # in memory without a name
**
** <sqlite> is the folder of SQLite's amalgamation.
*/
#include <stdio.h>
#include <stdlib.h>

#include "sqlite3.h"
#include "sqml.h"

/* Runs one statement and prints what it gives, a line a row. */
static void show(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
      printf(i == 0 ? "%s" : " %s", (const char *)sqlite3_column_text(statement, i));
    }
    printf("\n");
    code = SQLITE_OK;
  }
  if (code != SQLITE_DONE) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(1);
  }
  sqlite3_finalize(statement);
}

int main(int argc, char **argv) {
  sqlite3_auto_extension((void (*)(void))sqlite3_sqml_init);

  sqlite3 *db;
  if (sqlite3_open(argc > 1 ? argv[1] : ":memory:", &db) != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    return 1;
  }
  show(db, "SELECT sqml_load_dataset('iris') ->> 'size', 'flowers'");
  show(
      db,
      "SELECT 'score', sqml_train('Iris prediction', 'classification', 'logistic_regression', 'dataset_iris',"
      " 'target') ->> 'score'");
  show(db, "SELECT 'score', sqml_train('Iris prediction', 'classification', 'svc', 'dataset_iris', 'target') "
           "->> 'score'");
  show(db, "SELECT 'a flower of species', sqml_predict('Iris prediction', '[5.1, 3.5, 1.4, 0.2]')");
  show(db, "SELECT 'model', id, digest FROM sqml_models ORDER BY id");
  sqlite3_close(db);
  return 0;
}
