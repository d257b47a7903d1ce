/*
** libFuzzer's target for all of sqml: a file says what is done with each input, and which answers are right.
**
**   fuzz --target=FILE --findings=FOLDER [libFuzzer's options] CORPUS ...
**
** FILE is records that end in byte 0x1e; each is a word, a space and text (test/robust/native/targets.ts):
**
**   input model    the input is a model's bytes, whose digest is put right; or `text`; or `edits`:
**                  (number, type, length, bytes) ..., each of them one of the edits with its value
**   setup SQL      statements, run once
**   edit SQL       a statement with a value as ?1
**   do SQL         run for every input: ?1 the input, ?2 a number that no other input has
**   one SQL        one of these is run, chosen by the input
**   ask SQL        run for every input, unless the one just chosen failed; its answer is finite, or an error
**                  that names itself
**   some SQL       an ask that takes longer, of which a few are run, chosen by the input
**   never SQL      run for every input; gives no row
**
** All is done in a transaction that is rolled back. What is wrong is said once for each statement and what
** is said of it, and the input kept in FOLDER; a crash or a hang is libFuzzer's to report. An ask may take
** PATIENCE seconds: then the progress handler stops it, and only one that doesn't stop is wrong.
**
** With FUZZ_SHOW in the environment it prints what every statement says.
*/
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sqlite3.h"

int sqlite3_sqml_init(sqlite3 *db, char **error, const void *api);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PATIENCE 1.0
/* Beyond what it was given; a poll comes every half millisecond, sanitizers and a busy machine included. */
#define OVERTIME 5.0

enum { MOST = 200 };

typedef struct {
  sqlite3_stmt *all[MOST];
  int count;
} Statements;

static sqlite3 *db;
static Statements edits, dos, ones, asks, somes, nevers;

/* Of those that take longer, one in so many. */
#define SOME 6
static enum { MODEL, TEXT, EDITS } input;
static const char *findings;
static double deadline;

static void stop(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static uint64_t fnv(const uint8_t *bytes, size_t n) {
  uint64_t hash = 0xcbf29ce484222325;
  for (size_t i = 0; i < n; i++) hash = (hash ^ bytes[i]) * 0x100000001b3;
  return hash;
}

/* ---- Findings ---- */

static const uint8_t *current;
static size_t current_size;

/* Once for each statement and what is said of it, up to what is quoted there. */
static void find(sqlite3_stmt *statement, const char *format, ...) {
  static uint64_t known[1000];
  static int count;
  char text[500], key[700], name[600];
  const char *sql = statement != NULL ? sqlite3_sql(statement) : "";
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  for (char *c = text; *c != 0; c++) {
    if ((unsigned char)*c < 32) *c = ' ';
  }
  int n = snprintf(key, sizeof key, "%.150s", sql);
  for (const char *c = text; *c != 0 && *c != '\'' && *c != '"' && *c != '{' && *c != '['; c++) {
    if (!isdigit((unsigned char)*c)) key[n++] = *c;
  }
  uint64_t hash = fnv((const uint8_t *)key, (size_t)n);
  for (int i = 0; i < count; i++) {
    if (known[i] == hash) return;
  }
  if (count == 1000) return;
  known[count++] = hash;
  snprintf(name, sizeof name, "%s/%016llx", findings, (unsigned long long)hash);
  FILE *file = fopen(name, "wb");
  if (file != NULL) {
    fwrite(current, 1, current_size, file);
    fclose(file);
  }
  fprintf(stderr, "\nFINDING %s | [%.150s] %s\n", name, sql, text);
}

/* ---- Setting up ---- */

static int progress(void *data) {
  (void)data;
  return now() > deadline;
}

static void keep(Statements *statements, const char *sql) {
  if (statements->count == MOST) stop("too many statements", sql);
  if (sqlite3_prepare_v2(db, sql, -1, &statements->all[statements->count++], NULL) != SQLITE_OK) {
    stop(sqlite3_errmsg(db), sql);
  }
}

static void take(const char *record) {
  struct {
    const char *word;
    Statements *statements;
  } kinds[] = {{"edit ", &edits}, {"do ", &dos},     {"one ", &ones},
               {"ask ", &asks},   {"some ", &somes}, {"never ", &nevers}};
  if (strncmp(record, "setup ", 6) == 0) {
    char *error = NULL;
    if (sqlite3_exec(db, record + 6, NULL, NULL, &error) != SQLITE_OK) stop(error, record);
    return;
  }
  if (strncmp(record, "input ", 6) == 0) {
    input = strcmp(record + 6, "model") == 0 ? MODEL : strcmp(record + 6, "edits") == 0 ? EDITS : TEXT;
    return;
  }
  for (int i = 0; i < 6; i++) {
    if (strncmp(record, kinds[i].word, strlen(kinds[i].word)) == 0) {
      keep(kinds[i].statements, record + strlen(kinds[i].word));
      return;
    }
  }
  stop("no such record", record);
}

static void read_target(const char *name) {
  static char record[1 << 20];
  size_t n = 0;
  FILE *file = fopen(name, "rb");
  if (file == NULL) stop("can't read", name);
  for (int c; (c = fgetc(file)) != EOF;) {
    if (c != 0x1e) {
      if (n + 1 == sizeof record) stop("too long", name);
      record[n++] = (char)c;
      continue;
    }
    record[n] = 0;
    take(record);
    n = 0;
  }
  fclose(file);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  if (sqlite3_open(":memory:", &db) != SQLITE_OK || sqlite3_sqml_init(db, NULL, NULL) != SQLITE_OK) {
    stop("can't open", sqlite3_errmsg(db));
  }
  const char *target = NULL;
  for (int i = 1; i < *argc; i++) {
    if (strncmp((*argv)[i], "--target=", 9) == 0) target = (*argv)[i] + 9;
    if (strncmp((*argv)[i], "--findings=", 11) == 0) findings = (*argv)[i] + 11;
  }
  if (target == NULL || findings == NULL) stop("usage", "see the head of fuzz.c");
  read_target(target);
  sqlite3_progress_handler(db, 100, progress, NULL);
  return 0;
}

/* ---- Inputs ---- */

/* The head of a model's bytes (ARCHITECTURE.md) as it must be, so that what follows is read. */
static void repair(uint8_t *bytes, size_t n) {
  if (n < 16) return;
  memcpy(bytes, "SQML\1\0\0\0", 8);
  uint64_t digest = fnv(bytes + 16, n - 16);
  memcpy(bytes + 8, &digest, 8);
}

/* Counts and numbers at the edge of what a model may hold stand where chance would seldom put them. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed) {
  static const int32_t COUNTS[] = {0,         1,          -1,         2,     3,    INT32_MAX,
                                   INT32_MIN, 0x10000000, 0x20000000, 65536, 32768};
  static const double NUMBERS[] = {NAN,    INFINITY, -INFINITY, 5e-324, -0.0, 1.7976931348623157e308,
                                   1e-300, 1,        -1,        9e18};
  uint32_t random = seed * 2654435761u;
  if (input != MODEL || size < 32) return LLVMFuzzerMutate(data, size, capacity);
  size_t at = 16 + (random >> 12) % (size - 24);
  switch ((random >> 8) % 4) {
    case 0: memcpy(data + at, &COUNTS[seed % 11], 4); break;
    case 1: memcpy(data + at, &NUMBERS[seed % 10], 8); break;
    default: size = LLVMFuzzerMutate(data, size, capacity);
  }
  repair(data, size);
  return size;
}

/* ---- Answers ---- */

/* A number of JSON that is none, outside of its strings. */
static bool has_no_number(const char *json) {
  bool is_inside = false;
  for (const char *c = json; *c != 0; c++) {
    if (*c == '"')
      is_inside = !is_inside;
    else if (is_inside && *c == '\\' && c[1] != 0)
      c++;
    else if (!is_inside && (strncasecmp(c, "nan", 3) == 0 || strncasecmp(c, "inf", 3) == 0))
      return true;
  }
  return false;
}

static void check_value(sqlite3_stmt *statement, int i) {
  const char *column = sqlite3_column_name(statement, i);
  int type = sqlite3_column_type(statement, i);
  if (type == SQLITE_FLOAT && !isfinite(sqlite3_column_double(statement, i))) {
    find(statement, "gives an infinite %.60s", column);
  } else if (type == SQLITE_TEXT) {
    const char *text = (const char *)sqlite3_column_text(statement, i);
    if (text != NULL && (*text == '{' || *text == '[') && has_no_number(text)) {
      find(statement, "gives what is no number: %.200s", text);
    }
  } else if (type == SQLITE_NULL && strncmp(column, "sqml_predict", 12) == 0) {
    find(statement, "predicts NULL");
  }
}

static bool begins(const char *text, const char *with) {
  while (*with != 0 && *text == *with)
    text++, with++; /* libFuzzer would watch strncmp, and write what is looked for */
  return *with == 0;
}

/* `sqml_<function>: <what>`, of which the function knows what it is; or interrupted, as it was asked to be.
 */
static bool is_named(const char *message) {
  static const char *const BAD[] = {"internal error", "database disk image", "unknown error", "not an error"};
  const char *what = message;
  if (!begins(message, "sqml_")) return begins(message, "interrupted");
  while (*what != 0 && *what != ':') what++;
  for (int i = 0; i < 4; i++) {
    if (*what == 0 || what[2] == 0 || begins(what + 2, BAD[i])) return false;
  }
  return true;
}

static void bind(sqlite3_stmt *statement) {
  static sqlite3_int64 serial;
  if (sqlite3_bind_parameter_count(statement) == 0) return;
  if (input == TEXT)
    sqlite3_bind_text(statement, 1, (const char *)current, (int)current_size, SQLITE_STATIC);
  else
    sqlite3_bind_blob(statement, 1, current, (int)current_size, SQLITE_STATIC);
  if (sqlite3_bind_parameter_count(statement) > 1) sqlite3_bind_int64(statement, 2, ++serial);
}

/* Runs it; the number of its rows, -1 when it fails. */
static long run(sqlite3_stmt *statement, bool is_checked) {
  long rows = 0;
  double begun = now();
  int code;
  bind(statement);
  deadline = begun + PATIENCE;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    rows++;
    for (int i = 0; is_checked && i < sqlite3_column_count(statement); i++) check_value(statement, i);
  }
  if (code != SQLITE_DONE && is_checked && !is_named(sqlite3_errmsg(db))) {
    find(statement, "says (%d) %.300s", code, sqlite3_errmsg(db));
  }
  if (getenv("FUZZ_SHOW") != NULL)
    fprintf(stderr, "%d %s: %.300s\n", code, sqlite3_sql(statement), sqlite3_errmsg(db));
  sqlite3_reset(statement);
  if (now() - begun > PATIENCE + OVERTIME) find(statement, "takes long to stop");
  deadline = INFINITY;
  return code == SQLITE_DONE ? rows : -1;
}

/* The input's edits, one after another; one that breaks a constraint changes nothing. */
static void edit(void) {
  const uint8_t *at = current, *end = current + current_size;
  while (end - at >= 3 && edits.count > 0) {
    sqlite3_stmt *statement = edits.all[at[0] % edits.count];
    int type = at[1] % 5, length = at[2];
    at += 3;
    if (length > end - at) length = (int)(end - at);
    if (sqlite3_bind_parameter_count(statement) > 0) {
      sqlite3_int64 integer = 0;
      double real = 0;
      memcpy(&integer, at, (size_t)(length < 8 ? length : 8));
      memcpy(&real, at, (size_t)(length < 8 ? length : 8));
      if (type == 0) sqlite3_bind_text(statement, 1, (const char *)at, length, SQLITE_STATIC);
      if (type == 1) sqlite3_bind_blob(statement, 1, at, length, SQLITE_STATIC);
      if (type == 2) sqlite3_bind_int64(statement, 1, integer);
      if (type == 3) sqlite3_bind_double(statement, 1, real);
      if (type == 4) sqlite3_bind_null(statement, 1);
    }
    deadline = now() + PATIENCE;
    while (sqlite3_step(statement) == SQLITE_ROW) continue;
    sqlite3_reset(statement);
    at += length;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size + 1);
  if (copy == NULL) return 0;
  memcpy(copy, data, size);
  if (input == MODEL) repair(copy, size);
  current = copy;
  current_size = size;
  deadline = INFINITY;
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  if (input == EDITS) edit();
  for (int i = 0; i < dos.count; i++) run(dos.all[i], false);
  uint64_t hash = fnv(copy, size);
  bool is_well = ones.count == 0 || run(ones.all[hash % (uint64_t)ones.count], true) >= 0;
  for (int i = 0; is_well && i < asks.count; i++) run(asks.all[i], true);
  for (int i = 0; is_well && i < somes.count; i++) {
    if ((hash >> i) % SOME == 0) run(somes.all[i], true);
  }
  for (int i = 0; i < nevers.count; i++) {
    if (run(nevers.all[i], false) > 0) find(nevers.all[i], "is never so");
  }
  deadline = INFINITY;
  if (sqlite3_get_autocommit(db) || sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK) {
    find(NULL, "the transaction did not last: %.200s", sqlite3_errmsg(db));
  }
  free(copy);
  return 0;
}
