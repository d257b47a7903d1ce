/*
** A small host for tests: runs SQL from a file or standard input and prints one JSON line per row.
**
**   runner [options] [script.sql]
**     --extension PATH   loads it (else the extension that is linked in, if built with SQML_STATIC)
**     --db PATH          the database (else one in memory)
**     --threads N        runs the script in N threads at once, each on a connection of its own
**     --stack KIB        of each thread
**     --interrupt MS     another thread calls sqlite3_interrupt every MS milliseconds
**     --progress N       a progress handler, asked every 1000 VM instructions, stops at its N-th turn
**     --fail-malloc K    SQLite's K-th allocation after loading fails, once
**     --authorizer       SELECT deny('x') makes an authorizer say no to reading tables and columns of that
*name
**     --sweep            runs the script with --fail-malloc 1, 2, 3 ... until none failed; prints a summary
**
**   {"row":[1,2.5,"text","x'00ff'",null]}   a row; blobs as hexadecimal text
**   {"error":"no such table: t","code":1}   a statement that failed; the next one runs
**
** Exit code 0 when the script was run, whatever its statements said; 1 when it could not be, or when
** SQLite still holds memory at the end.
*/
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "due.h"

#ifdef SQML_STATIC
int sqlite3_sqml_init(sqlite3 *db, char **error, const void *api);
#endif

static struct {
  const char *extension;
  const char *db;
  const char *script;
  int threads;
  int stack;
  int interrupt;
  int progress;
  int fail_malloc;
  int sweep;
  int authorizer;
} options = {.db = ":memory:"};

static char *sql;
static int quiet;
static atomic_long failures; /* of allocations that were told to fail */

/* ---- Output ---- */

static void print_text(const char *text, int n) {
  putchar('"');
  for (int i = 0; i < n; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\') {
      printf("\\%c", c);
    } else if (c < 32) {
      printf("\\u%04x", c);
    } else {
      putchar(c);
    }
  }
  putchar('"');
}

static void print_row(sqlite3_stmt *statement) {
  printf("{\"row\":[");
  for (int i = 0; i < sqlite3_column_count(statement); i++) {
    if (i > 0) putchar(',');
    int type = sqlite3_column_type(statement, i);
    if (type == SQLITE_NULL) {
      printf("null");
    } else if (type == SQLITE_INTEGER) {
      printf("%lld", sqlite3_column_int64(statement, i));
    } else if (type == SQLITE_FLOAT) {
      printf("%.17g", sqlite3_column_double(statement, i));
    } else if (type == SQLITE_TEXT) {
      const char *text = (const char *)sqlite3_column_text(statement, i);
      print_text(text != NULL ? text : "", sqlite3_column_bytes(statement, i));
    } else {
      const unsigned char *bytes = sqlite3_column_blob(statement, i);
      int n = sqlite3_column_bytes(statement, i);
      printf("\"x'");
      for (int j = 0; j < n; j++) printf("%02x", bytes[j]);
      printf("'\"");
    }
  }
  printf("]}\n");
}

/* A line of output at a time, whatever other threads say. */
static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;

static void report_row(sqlite3_stmt *statement) {
  if (quiet) return;
  pthread_mutex_lock(&output);
  print_row(statement);
  pthread_mutex_unlock(&output);
}

static void report_error(sqlite3 *db, int code) {
  if (quiet) return;
  const char *message = sqlite3_errmsg(db);
  pthread_mutex_lock(&output);
  printf("{\"error\":");
  print_text(message, (int)strlen(message));
  printf(",\"code\":%d}\n", code & 0xff);
  pthread_mutex_unlock(&output);
}

/* ---- An authorizer ---- */

static char denied[64];

static void deny(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)context, (void)count;
  snprintf(denied, sizeof denied, "%s", sqlite3_value_text(values[0]));
}

static int authorize(void *unused, int action, const char *table, const char *column, const char *schema,
                     const char *by) {
  (void)unused, (void)schema, (void)by;
  if (action != SQLITE_READ || denied[0] == 0) return SQLITE_OK;
  int is_denied = strcmp(table, denied) == 0 || (column != NULL && strcmp(column, denied) == 0);
  return is_denied ? SQLITE_DENY : SQLITE_OK;
}

/* ---- Running ---- */

/* Runs each statement in turn; one that doesn't compile is passed over up to its semicolon. */
static void run_script(sqlite3 *db) {
  const char *at = sql;
  while (*at != 0) {
    sqlite3_stmt *statement = NULL;
    const char *tail = NULL;
    int code = sqlite3_prepare_v2(db, at, -1, &statement, &tail);
    if (code != SQLITE_OK) {
      report_error(db, code);
      const char *next = strchr(at, ';');
      if (next == NULL) return;
      at = next + 1;
      continue;
    }
    if (statement != NULL) {
      while ((code = sqlite3_step(statement)) == SQLITE_ROW) report_row(statement);
      if (code != SQLITE_DONE) report_error(db, code);
      sqlite3_finalize(statement);
    }
    at = tail;
  }
}

static int open_and_load(sqlite3 **db) {
  if (sqlite3_open(options.db, db) != SQLITE_OK) {
    fprintf(stderr, "can't open %s\n", options.db);
    return 1;
  }
  sqlite3_busy_timeout(*db, 10000);
  if (options.authorizer) {
    sqlite3_set_authorizer(*db, authorize, NULL);
    sqlite3_create_function(*db, "deny", 1, SQLITE_UTF8, NULL, deny, NULL, NULL);
  }
  if (options.extension != NULL) {
    char *error = NULL;
    sqlite3_db_config(*db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
    if (sqlite3_load_extension(*db, options.extension, "sqlite3_sqml_init", &error) != SQLITE_OK) {
      fprintf(stderr, "can't load %s: %s\n", options.extension, error);
      return 1;
    }
  }
#ifdef SQML_STATIC
  else if (sqlite3_sqml_init(*db, NULL, NULL) != SQLITE_OK) {
    fprintf(stderr, "can't register the functions\n");
    return 1;
  }
#endif
  return 0;
}

typedef struct {
  sqlite3 *db;
  atomic_int done;
} Interrupter;

static void *interrupt(void *pointer) {
  Interrupter *interrupter = pointer;
  struct timespec pause = {options.interrupt / 1000, options.interrupt % 1000 * 1000000L};
  while (!atomic_load(&interrupter->done)) {
    nanosleep(&pause, NULL);
    sqlite3_interrupt(interrupter->db);
  }
  return NULL;
}

static int turn(void *turns) {
  return --*(int *)turns <= 0;
}

static void *session(void *failed) {
  Interrupter interrupter = {0};
  pthread_t thread;
  int turns = options.progress;
  if (open_and_load(&interrupter.db) != 0) {
    *(int *)failed = 1;
  } else {
    if (options.progress > 0) sqlite3_progress_handler(interrupter.db, 1000, turn, &turns);
    if (options.interrupt > 0) pthread_create(&thread, NULL, interrupt, &interrupter);
    due_arm(DUE_MALLOC, options.fail_malloc, 0);
    run_script(interrupter.db);
    failures += due_disarm();
    atomic_store(&interrupter.done, 1);
    if (options.interrupt > 0) pthread_join(thread, NULL);
  }
  if (sqlite3_close(interrupter.db) != SQLITE_OK) {
    fprintf(stderr, "the connection can't be closed: %s\n", sqlite3_errmsg(interrupter.db));
    *(int *)failed = 1;
  }
  return NULL;
}

static int run_threads(void) {
  pthread_attr_t attributes;
  pthread_t threads[64];
  int failed[64] = {0}, sum = 0;
  int n = options.threads > 64 ? 64 : options.threads;
  pthread_attr_init(&attributes);
  if (options.stack > 0 && pthread_attr_setstacksize(&attributes, (size_t)options.stack * 1024) != 0) {
    fprintf(stderr, "no thread has a stack of %d KiB\n", options.stack);
    return 1;
  }
  for (int i = 0; i < n; i++) pthread_create(&threads[i], &attributes, session, &failed[i]);
  for (int i = 0; i < n; i++) {
    pthread_join(threads[i], NULL);
    sum += failed[i];
  }
  return sum;
}

/* Every allocation of the script fails once, in turn. */
static int sweep(void) {
  int failed = 0, rounds = 0;
  quiet = 1;
  for (int k = 1; failed == 0; k++, rounds++) {
    failures = 0;
    options.fail_malloc = k;
    session(&failed);
    if (failures == 0) break;
  }
  printf("{\"sweep\":%d}\n", rounds);
  return failed;
}

/* ---- The command line ---- */

static char *read_all(FILE *file) {
  size_t size = 0, capacity = 65536;
  char *text = malloc(capacity + 1);
  for (size_t n; text != NULL && (n = fread(text + size, 1, capacity - size, file)) > 0;) {
    size += n;
    if (size == capacity) text = realloc(text, (capacity *= 2) + 1);
  }
  if (text != NULL) text[size] = 0;
  return text;
}

static int parse(int argc, char **argv) {
  struct {
    const char *name;
    const char **text;
    int *number;
  } known[] = {
      {"--extension", &options.extension, NULL},     {"--db", &options.db, NULL},
      {"--threads", NULL, &options.threads},         {"--stack", NULL, &options.stack},
      {"--interrupt", NULL, &options.interrupt},     {"--progress", NULL, &options.progress},
      {"--fail-malloc", NULL, &options.fail_malloc},
  };
  int count = (int)(sizeof known / sizeof known[0]);
  for (int i = 1; i < argc; i++) {
    int k = 0;
    while (k < count && strcmp(argv[i], known[k].name) != 0) k++;
    if (strcmp(argv[i], "--sweep") == 0) {
      options.sweep = 1;
    } else if (strcmp(argv[i], "--authorizer") == 0) {
      options.authorizer = 1;
    } else if (strncmp(argv[i], "--", 2) != 0) {
      options.script = argv[i];
    } else if (k == count || i + 1 == argc) {
      return 1;
    } else if (known[k].text != NULL) {
      *known[k].text = argv[++i];
    } else {
      *known[k].number = atoi(argv[++i]);
    }
  }
  return 0;
}

int main(int argc, char **argv) {
  if (parse(argc, argv) != 0) {
    fprintf(stderr, "usage: runner [options] [script.sql]; the options stand at the head of runner.c\n");
    return 1;
  }
  FILE *file = options.script != NULL ? fopen(options.script, "rb") : stdin;
  sql = file != NULL ? read_all(file) : NULL;
  if (sql == NULL) {
    fprintf(stderr, "can't read %s\n", options.script != NULL ? options.script : "standard input");
    return 1;
  }
  due_install_malloc();
  int failed = 0;
  if (options.sweep) {
    failed = sweep();
  } else if (options.threads > 0 || options.stack > 0) {
    if (options.threads == 0) options.threads = 1;
    failed = run_threads();
  } else {
    session(&failed);
  }
  if (sqlite3_memory_used() != 0) {
    fprintf(stderr, "%lld bytes are still allocated\n", sqlite3_memory_used());
    failed = 1;
  }
  free(sql);
  if (file != stdin) fclose(file);
  return failed != 0;
}
