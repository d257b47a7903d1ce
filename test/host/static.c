/*
** One connection of a program with SQLite and sqml linked into it, driven by lines of JSON
** (test/host/program.ts). Requests are read with SQLite's own JSON functions.
*/
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "sqlite3.h"
#include "sqml.h"

#define MARKER "--- sqml test: end of statement ---"

static void fail(sqlite3 *db) {
  fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  exit(1);
}

static void print_text(const unsigned char *text) {
  putchar('"');
  for (; *text != '\0'; text++) {
    if (*text < 0x20 || *text == '"' || *text == '\\')
      printf("\\u%04x", *text);
    else
      putchar(*text);
  }
  putchar('"');
}

static void print_value(sqlite3_stmt *statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: printf("[\"integer\", \"%lld\"]", sqlite3_column_int64(statement, column)); break;
    case SQLITE_FLOAT: printf("[\"real\", \"%.17g\"]", sqlite3_column_double(statement, column)); break;
    case SQLITE_TEXT:
      printf("[\"text\", ");
      print_text(sqlite3_column_text(statement, column));
      printf("]");
      break;
    case SQLITE_BLOB: {
      const unsigned char *bytes = sqlite3_column_blob(statement, column);
      printf("[\"blob\", \"");
      for (int i = 0; i < sqlite3_column_bytes(statement, column); i++) printf("%02x", bytes[i]);
      printf("\"]");
      break;
    }
    default: printf("[\"null\", null]");
  }
}

/* Runs the statement and prints its rows; the message of an error comes after them, and counts. */
static void answer(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  printf("{\"names\": [");
  for (int i = 0; i < sqlite3_column_count(statement); i++) {
    if (i > 0) printf(", ");
    print_text((const unsigned char *)sqlite3_column_name(statement, i));
  }
  printf("], \"rows\": [");
  if (code == SQLITE_OK) {
    for (int row = 0; (code = sqlite3_step(statement)) == SQLITE_ROW; row++) {
      printf(row > 0 ? ", [" : "[");
      for (int i = 0; i < sqlite3_column_count(statement); i++) {
        if (i > 0) printf(", ");
        print_value(statement, i);
      }
      printf("]");
    }
  }
  printf("]");
  if (code != SQLITE_DONE) {
    printf(", \"error\": ");
    print_text((const unsigned char *)sqlite3_errmsg(db));
  }
  printf("}\n" MARKER "\n");
  fflush(stdout);
  sqlite3_finalize(statement);
}

int main(int argc, char **argv) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
  sqlite3_auto_extension((void (*)(void))sqlite3_sqml_init);
  sqlite3 *db, *json;
  if (sqlite3_open_v2(argc > 1 ? argv[1] : ":memory:", &db, flags, NULL) != SQLITE_OK) fail(db);
  if (sqlite3_open(":memory:", &json) != SQLITE_OK) fail(json);
  sqlite3_stmt *request;
  if (sqlite3_prepare_v2(json, "SELECT ? ->> 'sql'", -1, &request, NULL) != SQLITE_OK) fail(json);
  char *line = NULL;
  size_t room = 0;
  for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
    sqlite3_bind_text64(request, 1, line, (sqlite3_uint64)length, SQLITE_STATIC, SQLITE_UTF8);
    if (sqlite3_step(request) != SQLITE_ROW) fail(json);
    answer(db, (const char *)sqlite3_column_text(request, 0));
    sqlite3_reset(request);
  }
  free(line);
  sqlite3_finalize(request);
  sqlite3_close(json);
  sqlite3_close(db);
  return 0;
}
