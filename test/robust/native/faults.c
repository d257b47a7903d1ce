/*
** One statement, run again and again on the same database while something else fails each time.
**
**   faults --db PATH --kind KIND --action SQL --state SQL [option ...]
**     --setup SQL        makes the database, once, from nothing
**     --action SQL       the statement under test
**     --state SQL        what of the database the action may change, as rows; failed runs and times left out
**     --invariant SQL    gives a row for each thing that must never be so; may be given several times
**     --fails            the action is meant to
**     --journal MODE     wal or delete
**     --kind KIND        malloc   the K-th allocation of SQLite
**                        memory   the K-th time that address space is asked for or a thread is started
**                        io       the K-th operation on a file
**                        full     the K-th write finds the disk full
**                        kill     the process is gone at the K-th operation on a file
**                        deny     the K-th question of the authorizer is answered no
**                        action   every question about action code K is
**                        stop     the progress handler stops the K-th instruction
**                        limit    the K-th row of LIMITS    mode  the K-th of MODES
**                        space    the K-th row of a series of limits on the address space (ulimit -v)
**     --for-good         from the K-th on all fail; of kill: the write that is its last comes to half
**     --watched          of kill: another process reads the database all the time
**     --seed N           decides the order of the Ks
**     --seconds S        when to end, whether or not every K was tried
**     --only K           tries that one
**     --extension PATH   loads it, else the one that is linked in (SQML_STATIC)
**
** First the action runs without a fault: its answer and the state after it are what a success must give.
** Then, for each K, on a copy of the database:
**   1. the action runs with the fault. When it succeeds, answer and state are those; when it fails, the
**      message is no internal error, and the state is the one before or, if it was stored and then could not
**      be told, after.
**   2. another connection finds no row of an invariant, and the file sound.
**   3. the same connection runs the action again, without the fault, unless it had its way: it succeeds.
**   4. after it is closed SQLite holds no memory, and 2 holds again where there was a 3.
**
** Prints JSON lines: {"at":K} before each K, then {"finding":"...","k":K,"count":N}, the messages that were
** seen, {"said":"...","k":K,"count":N}, and {"total":N,"tried":N,"failed":N,"refused":N}. Exit code 0 if it
** came so far.
*/
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "../../native/due.h"
#include "vfs.h"

#ifdef SQML_STATIC
int sqlite3_sqml_init(sqlite3 *db, char **error, const void *api);
#endif

enum { MOST_INVARIANTS = 64 };

static struct {
  const char *db, *kind, *setup, *action, *state, *journal, *extension;
  const char *invariants[MOST_INVARIANTS];
  int invariant_count;
  bool for_good, watched, fails;
  unsigned long seed;
  double seconds;
  long only;
} options = {.journal = "delete", .setup = "", .seconds = 1e9};

/* ---- Address space ---- */

/* The engine's memory comes by these two (binding/wasm_runtime.c); the linker leads them here (--wrap). */
void *__real_mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset);
int __real_mprotect(void *at, size_t size, int protection);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset);
int __wrap_mprotect(void *at, size_t size, int protection);

void *__wrap_mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
  return is_due(DUE_MEMORY) ? MAP_FAILED : __real_mmap(at, size, protection, flags, fd, offset);
}

int __wrap_mprotect(void *at, size_t size, int protection) {
  return is_due(DUE_MEMORY) ? -1 : __real_mprotect(at, size, protection);
}

/* Threads of the engine's jobs (binding/jobs.c) are such a thing, too. */
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                          void *data);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                          void *data);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                          void *data) {
  return is_due(DUE_MEMORY) ? EAGAIN : __real_pthread_create(thread, attributes, body, data);
}

/* ---- Text, and what is said of it ---- */

typedef struct {
  char *bytes;
  size_t length, capacity;
} Text;

static void add(Text *text, const char *bytes, size_t n) {
  if (text->length + n + 1 > text->capacity) {
    text->capacity = (text->length + n + 1) * 2;
    text->bytes = realloc(text->bytes, text->capacity);
    if (text->bytes == NULL) abort();
  }
  memcpy(text->bytes + text->length, bytes, n);
  text->length += n;
  text->bytes[text->length] = 0;
}

static void clear(Text *text) {
  text->length = 0;
  add(text, "", 0);
}

static bool is_same(const Text *a, const Text *b) {
  return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

static void print_quoted(const char *text) {
  putchar('"');
  for (const unsigned char *c = (const unsigned char *)text; *c != 0; c++) {
    if (*c == '"' || *c == '\\')
      printf("\\%c", *c);
    else if (*c < 32)
      printf("\\u%04x", *c);
    else
      putchar(*c);
  }
  putchar('"');
}

enum { MOST_NOTES = 400, NOTE = 500 };

/* Messages, each once. */
typedef struct {
  struct {
    char text[NOTE];
    long k, count;
  } notes[MOST_NOTES];
  int count;
} Notes;

static Notes findings, sayings;

static void note(Notes *notes, long k, const char *format, ...) {
  char text[NOTE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  int i = 0;
  while (i < notes->count && strcmp(notes->notes[i].text, text) != 0) i++;
  if (i == MOST_NOTES) return;
  if (i == notes->count) {
    notes->count++;
    memcpy(notes->notes[i].text, text, sizeof text);
    notes->notes[i].k = k;
  }
  notes->notes[i].count++;
}

static void print_notes(const Notes *notes, const char *name) {
  for (int i = 0; i < notes->count; i++) {
    printf("{\"%s\":", name);
    print_quoted(notes->notes[i].text);
    printf(",\"k\":%ld,\"count\":%ld}\n", notes->notes[i].k, notes->notes[i].count);
  }
}

static void die_of(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

/* ---- Connections and statements ---- */

/* A connection without sqml. */
static sqlite3 *open_plain(const char *vfs, int flags) {
  sqlite3 *db = NULL;
  if (sqlite3_open_v2(options.db, &db, flags, vfs) != SQLITE_OK) die_of("can't open", sqlite3_errmsg(db));
  sqlite3_extended_result_codes(db, 1);
  return db;
}

static sqlite3 *open_database(const char *vfs, int flags) {
  sqlite3 *db = open_plain(vfs, flags);
  char *error = NULL;
#ifdef SQML_STATIC
  int code = sqlite3_sqml_init(db, &error, NULL);
#else
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
  int code = sqlite3_load_extension(db, options.extension, "sqlite3_sqml_init", &error);
#endif
  if (code != SQLITE_OK) die_of("can't load sqml", error != NULL ? error : sqlite3_errstr(code));
  return db;
}

enum { READ_WRITE = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE };

/* Runs all statements of `sql`; their rows, joined, or the message of the one that failed. The code. */
static int ask(sqlite3 *db, const char *sql, Text *said) {
  clear(said);
  while (*sql != 0) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, &sql);
    if (code == SQLITE_OK && statement == NULL) break;
    while (code == SQLITE_OK || code == SQLITE_ROW) {
      code = sqlite3_step(statement);
      for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(statement); i++) {
        const char *text = (const char *)sqlite3_column_text(statement, i);
        /* no memory for the text of a value that isn't NULL */
        if (text == NULL && sqlite3_errcode(db) == SQLITE_NOMEM) code = SQLITE_NOMEM;
        add(said, text != NULL ? text : "NULL",
            text != NULL ? (size_t)sqlite3_column_bytes(statement, i) : 4);
        add(said, "|", 1);
      }
      if (code == SQLITE_ROW) add(said, "\n", 1);
    }
    if (code != SQLITE_DONE) {
      clear(said);
      add(said, sqlite3_errmsg(db), strlen(sqlite3_errmsg(db)));
      sqlite3_finalize(statement);
      return code;
    }
    sqlite3_finalize(statement);
  }
  return SQLITE_OK;
}

/* The state; a table that isn't there has no rows. */
static int ask_state(sqlite3 *db, Text *said) {
  int code = ask(db, options.state, said);
  if (code != SQLITE_ERROR || strncmp(said->bytes, "no such table", 13) != 0) return code;
  clear(said);
  return SQLITE_OK;
}

/* ---- Files ---- */

static const char *const SUFFIXES[] = {"", "-wal", "-shm", "-journal"};

static void copy_file(const char *from, const char *to) {
  static char buffer[1 << 16];
  FILE *source = fopen(from, "rb"), *target = fopen(to, "wb");
  if (source == NULL || target == NULL) die_of("can't copy", from);
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, source)) > 0;) fwrite(buffer, 1, n, target);
  fclose(source);
  if (fclose(target) != 0) die_of("can't write", to);
}

static char template[4096];

static void forget_database(void) {
  char name[4096];
  for (int i = 0; i < 4; i++) {
    snprintf(name, sizeof name, "%s%s", options.db, SUFFIXES[i]);
    unlink(name);
  }
}

static void restore_database(void) {
  forget_database();
  copy_file(template, options.db);
}

/* ---- What is set rather than counted ---- */

/* SQLite's limits, lowered; SQLite brings a value that is too low to its own least. */
static const struct {
  const char *name;
  int limit, value;
} LIMITS[] = {
#define LIMIT(name, value)            \
  {                                   \
#name, SQLITE_LIMIT_##name, value \
  }
    LIMIT(LENGTH, 1),
    LIMIT(LENGTH, 50),
    LIMIT(LENGTH, 100),
    LIMIT(LENGTH, 200),
    LIMIT(LENGTH, 400),
    LIMIT(LENGTH, 800),
    LIMIT(LENGTH, 1600),
    LIMIT(LENGTH, 3200),
    LIMIT(LENGTH, 6400),
    LIMIT(LENGTH, 12800),
    LIMIT(LENGTH, 100000),
    LIMIT(SQL_LENGTH, 60),
    LIMIT(SQL_LENGTH, 100),
    LIMIT(SQL_LENGTH, 200),
    LIMIT(SQL_LENGTH, 400),
    LIMIT(SQL_LENGTH, 800),
    LIMIT(SQL_LENGTH, 1600),
    LIMIT(SQL_LENGTH, 5000),
    LIMIT(COLUMN, 1),
    LIMIT(COLUMN, 2),
    LIMIT(COLUMN, 3),
    LIMIT(COLUMN, 4),
    LIMIT(COLUMN, 6),
    LIMIT(COLUMN, 10),
    LIMIT(COLUMN, 20),
    LIMIT(COLUMN, 23),
    LIMIT(EXPR_DEPTH, 1),
    LIMIT(EXPR_DEPTH, 2),
    LIMIT(EXPR_DEPTH, 3),
    LIMIT(EXPR_DEPTH, 4),
    LIMIT(EXPR_DEPTH, 6),
    LIMIT(EXPR_DEPTH, 10),
    LIMIT(COMPOUND_SELECT, 1),
    LIMIT(COMPOUND_SELECT, 2),
    LIMIT(COMPOUND_SELECT, 5),
    LIMIT(COMPOUND_SELECT, 20),
    LIMIT(VDBE_OP, 5),
    LIMIT(VDBE_OP, 20),
    LIMIT(VDBE_OP, 50),
    LIMIT(VDBE_OP, 100),
    LIMIT(VDBE_OP, 200),
    LIMIT(VDBE_OP, 400),
    LIMIT(VDBE_OP, 1000),
    LIMIT(FUNCTION_ARG, 1),
    LIMIT(FUNCTION_ARG, 2),
    LIMIT(FUNCTION_ARG, 3),
    LIMIT(FUNCTION_ARG, 5),
    LIMIT(FUNCTION_ARG, 8),
    LIMIT(ATTACHED, 0),
    LIMIT(LIKE_PATTERN_LENGTH, 1),
    LIMIT(LIKE_PATTERN_LENGTH, 10),
    LIMIT(VARIABLE_NUMBER, 1),
    LIMIT(VARIABLE_NUMBER, 2),
    LIMIT(VARIABLE_NUMBER, 4),
    LIMIT(VARIABLE_NUMBER, 8),
    LIMIT(VARIABLE_NUMBER, 16),
    LIMIT(VARIABLE_NUMBER, 24),
    LIMIT(VARIABLE_NUMBER, 50),
    LIMIT(VARIABLE_NUMBER, 100),
    LIMIT(VARIABLE_NUMBER, 300),
    LIMIT(VARIABLE_NUMBER, 999),
    LIMIT(TRIGGER_DEPTH, 0),
    LIMIT(TRIGGER_DEPTH, 1),
    LIMIT(TRIGGER_DEPTH, 2),
#undef LIMIT
};

/* Ways in which an application sets its connection: statements, or a setting of sqlite3_db_config with its
 * value. */
static const struct {
  const char *sql;
  int config, value;
} MODES[] = {
    {"PRAGMA query_only = 1", 0, 0},
    {"read only", 0, 0}, /* opened so */
    {NULL, SQLITE_DBCONFIG_DEFENSIVE, 1},
    {NULL, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {NULL, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {NULL, SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {NULL, SQLITE_DBCONFIG_DQS_DML, 0},
    {NULL, SQLITE_DBCONFIG_DQS_DDL, 0},
    {NULL, SQLITE_DBCONFIG_ENABLE_QPSG, 1},
    {NULL, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1},
    {NULL, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 1},
    {"PRAGMA foreign_keys = 1", 0, 0},
    {"PRAGMA recursive_triggers = 1", 0, 0},
    {"PRAGMA ignore_check_constraints = 1", 0, 0},
    {"PRAGMA case_sensitive_like = 1", 0, 0},
    {"PRAGMA count_changes = 1", 0, 0},
    {"PRAGMA empty_result_callbacks = 1", 0, 0},
    {"PRAGMA locking_mode = exclusive", 0, 0},
    {"PRAGMA temp_store = memory", 0, 0},
    {"PRAGMA temp_store = file; PRAGMA cache_size = 1", 0, 0},
    {"PRAGMA cell_size_check = 1", 0, 0},
    {"PRAGMA automatic_index = 0", 0, 0},
    {"PRAGMA max_page_count = 1", 0, 0},
    {"PRAGMA hard_heap_limit = 400000", 0, 0},
};

#define COUNT(array) ((long)(sizeof array / sizeof array[0]))

/* Limits on the address space beyond what the process has, from 64 KiB to 16 GiB. */
enum { SPACES = 72 };

static void limit_space(long k) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%ld", &pages) != 1) die_of("can't read", "/proc/self/statm");
  fclose(file);
  double factor = 1;
  for (long i = 1; i < k; i++) factor *= 1.19; /* the fourth root of 2 */
  struct rlimit limit;
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = (rlim_t)pages * 4096 + (rlim_t)(65536 * factor);
  setrlimit(RLIMIT_AS, &limit);
}

static void lift_space(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_AS, &limit);
}

/* ---- The kinds ---- */

static const struct {
  const char *name;
  DueKind due;
  long total; /* of what isn't counted */
} KINDS[] = {
    {"malloc", DUE_MALLOC, 0},
    {"memory", DUE_MEMORY, 0},
    {"io", DUE_IO, 0},
    {"full", DUE_FULL, 0},
    {"kill", DUE_KILL, 0},
    {"deny", DUE_DENY, 0},
    {"stop", DUE_STOP, 0},
    {"action", DUE_NOTHING, 33},
    {"limit", DUE_NOTHING, COUNT(LIMITS)},
    {"mode", DUE_NOTHING, COUNT(MODES)},
    {"space", DUE_NOTHING, SPACES},
};

static int kind; /* of KINDS */

static bool is_kind(const char *name) {
  return strcmp(options.kind, name) == 0;
}

static long denied_action;

static int authorize(void *data, int action, const char *a, const char *b, const char *database,
                     const char *by) {
  (void)data, (void)a, (void)b, (void)database, (void)by;
  return is_due(DUE_DENY) || action == denied_action ? SQLITE_DENY : SQLITE_OK;
}

static int progress(void *data) {
  (void)data;
  return is_due(DUE_STOP);
}

static int kept_limits[16];

/* The fault begins. */
static void begin(sqlite3 *db, long k) {
  Text said = {0};
  if (is_kind("deny") || is_kind("action")) sqlite3_set_authorizer(db, authorize, NULL);
  if (is_kind("action")) denied_action = k;
  if (is_kind("stop")) sqlite3_progress_handler(db, 1, progress, NULL);
  if (is_kind("limit")) {
    kept_limits[LIMITS[k - 1].limit] = sqlite3_limit(db, LIMITS[k - 1].limit, LIMITS[k - 1].value);
  }
  if (is_kind("mode")) {
    if (MODES[k - 1].sql == NULL)
      sqlite3_db_config(db, MODES[k - 1].config, MODES[k - 1].value, NULL);
    else
      ask(db, MODES[k - 1].sql, &said);
  }
  if (is_kind("space")) limit_space(k);
  due_arm(KINDS[kind].due, k, options.for_good);
  free(said.bytes);
}

/* It ends; whether anything failed, when that is counted. */
static bool end(sqlite3 *db, long k) {
  long happened = due_disarm();
  denied_action = 0;
  sqlite3_set_authorizer(db, NULL, NULL);
  sqlite3_progress_handler(db, 0, NULL, NULL);
  if (is_kind("limit")) sqlite3_limit(db, LIMITS[k - 1].limit, kept_limits[LIMITS[k - 1].limit]);
  if (is_kind("space")) lift_space();
  sqlite3_hard_heap_limit64(0);
  return happened > 0 || KINDS[kind].due == DUE_NOTHING;
}

/* ---- One K ---- */

static Text before, after, answer; /* without a fault */
static int expected;               /* the code of the action, which may be meant to fail */
static sqlite3_int64 memory_before;
static long refused;
static Text said, state;

/* How a K is called in findings. */
static const char *named(long k) {
  static char name[120];
  if (is_kind("limit"))
    snprintf(name, sizeof name, "SQLITE_LIMIT_%s = %d", LIMITS[k - 1].name, LIMITS[k - 1].value);
  else if (is_kind("mode") && MODES[k - 1].sql != NULL)
    snprintf(name, sizeof name, "%s", MODES[k - 1].sql);
  else if (is_kind("mode"))
    snprintf(name, sizeof name, "DBCONFIG %d = %d", MODES[k - 1].config, MODES[k - 1].value);
  else if (is_kind("action"))
    snprintf(name, sizeof name, "action code %ld denied", k);
  else
    snprintf(name, sizeof name, "%s%s", options.kind, options.for_good ? " for good" : "");
  return name;
}

static bool is_bad_message(const char *message) {
  static const char *const BAD[] = {"internal error", "please report", "unknown error", "not an error",
                                    "bad parameter",  "malformed",     "not a database"};
  size_t n = strlen(message);
  if (n < 3 || strcmp(message + n - 2, ": ") == 0) return true;
  for (int i = 0; i < COUNT(BAD); i++) {
    if (strstr(message, BAD[i]) != NULL) return true;
  }
  return false;
}

/* What another connection sees. */
static void look(long k, int code, const char *when) {
  sqlite3 *db = open_plain(NULL, READ_WRITE);
  sqlite3_busy_timeout(db, 200);
  int looked = ask_state(db, &state);
  if (looked != SQLITE_OK) {
    note(&findings, k, "%s: %s, the state can't be read: %s", named(k), when, state.bytes);
  } else if (code == SQLITE_OK && expected == SQLITE_OK && !is_same(&state, &after)) {
    note(&findings, k, "%s: %s, it succeeded, but stored is %.150s and not %.150s", named(k), when,
         state.bytes, after.bytes);
  } else if (!is_same(&state, &before) && !is_same(&state, &after)) {
    note(&findings, k, "%s: %s, it failed (%.100s) and left %.200s", named(k), when, said.bytes, state.bytes);
  }
  Text found = {0};
  if (ask(db, "PRAGMA integrity_check", &found) != SQLITE_OK || strcmp(found.bytes, "ok|\n") != 0) {
    note(&findings, k, "%s: %s, integrity_check: %.200s", named(k), when, found.bytes);
  }
  for (int i = 0; i < options.invariant_count; i++) {
    int c = ask(db, options.invariants[i], &found);
    if (c == SQLITE_OK && found.length == 0) continue;
    if (c == SQLITE_ERROR && strncmp(found.bytes, "no such table", 13) == 0) continue;
    note(&findings, k, "%s: %s, %.120s: %.120s", named(k), when, options.invariants[i], found.bytes);
  }
  free(found.bytes);
  if (sqlite3_close(db) != SQLITE_OK) note(&findings, k, "%s: %s, can't be closed", named(k), when);
}

/* Runs the action; SQLITE_OK when it ends as it does without a fault. */
static int act(sqlite3 *db) {
  int code = ask(db, options.action, &said);
  return code == expected && (code == SQLITE_OK || is_same(&said, &answer)) ? SQLITE_OK : code;
}

static void judge(long k, int code) {
  if (code == SQLITE_OK) {
    if (!is_same(&said, &answer))
      note(&findings, k, "%s: answers %.200s and not %.200s", named(k), said.bytes, answer.bytes);
    return;
  }
  refused++;
  note(&sayings, k, "%d %s", code, said.bytes);
  if (is_bad_message(said.bytes)) note(&findings, k, "%s: says (%d) %.250s", named(k), code, said.bytes);
}

static sqlite3 *open_for(long k) {
  bool is_read_only =
      is_kind("mode") && k > 0 && MODES[k - 1].sql != NULL && strcmp(MODES[k - 1].sql, "read only") == 0;
  sqlite3 *db = open_database(VFS_NAME, is_read_only ? SQLITE_OPEN_READONLY : READ_WRITE);
  Text ignored = {0};
  ask(db, "PRAGMA cache_size = 10", &ignored);
  free(ignored.bytes);
  return db;
}

/* A K in this process; whether something failed. */
static bool try_here(long k) {
  sqlite3 *db = open_for(k);
  begin(db, k);
  int code = act(db);
  bool happened = end(db, k);
  judge(k, code);
  bool is_exclusive =
      is_kind("mode") && MODES[k - 1].sql != NULL && strstr(MODES[k - 1].sql, "exclusive") != NULL;
  if (!is_exclusive) look(k, code, "at once");
  bool is_again = code != SQLITE_OK && KINDS[kind].due != DUE_NOTHING && !is_same(&state, &after);
  if (code != SQLITE_OK && KINDS[kind].due != DUE_NOTHING && is_same(&before, &after)) is_again = true;
  if (is_again) {
    Text again = {0};
    int second = ask(db, options.action, &again);
    if (second != expected)
      note(&findings, k, "%s: then without a fault: (%d) %.200s", named(k), second, again.bytes);
    else if (!is_same(&again, &answer)) {
      note(&findings, k, "%s: then without a fault answers %.150s and not %.150s", named(k), again.bytes,
           answer.bytes);
    }
    free(again.bytes);
    code = second == expected ? SQLITE_OK : second;
  } else if (code != SQLITE_OK && is_same(&state, &after) && !is_same(&before, &after)) {
    note(&sayings, k, "stored, but not told: %.200s", said.bytes);
  }
  if (sqlite3_close(db) != SQLITE_OK) note(&findings, k, "%s: can't be closed", named(k));
  sqlite3_int64 kept = sqlite3_memory_used() - memory_before;
  if (kept > 0) note(&findings, k, "%s: %lld bytes are still allocated after the close", named(k), kept);
  if (is_again || is_exclusive) look(k, code, "closed");
  return happened;
}

/* A K in a child that it ends; whether it did. */
static bool try_there(long k) {
  int pipes[2], go[2], status = 0;
  if (pipe(pipes) != 0 || pipe(go) != 0) die_of("pipe", "no more");
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    char byte;
    if (options.watched && read(go[0], &byte, 1) != 1) _exit(2);
    sqlite3 *db = open_for(k);
    sqlite3_busy_timeout(db, 5000);
    begin(db, k);
    char code = (char)(act(db) != SQLITE_OK);
    if (write(pipes[1], &code, 1) != 1) _exit(2);
    sqlite3_close(db);
    due_disarm();
    _exit(code != 0);
  }
  close(pipes[1]);
  sqlite3 *watcher = NULL;
  Text seen = {0};
  if (options.watched) {
    watcher = open_database(NULL, READ_WRITE);
    ask_state(watcher, &seen);
    if (write(go[1], "", 1) != 1) die_of("pipe", "closed");
  }
  char code = 1;
  bool has_answered = read(pipes[0], &code, 1) == 1;
  waitpid(child, &status, 0);
  close(pipes[0]), close(go[0]), close(go[1]);
  bool is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  clear(&said);
  add(&said, "killed", 6);
  if (!is_killed && (!has_answered || code != 0)) {
    note(&findings, k, "%s: the child ended with status %d without having been killed", named(k), status);
  }
  if (watcher != NULL) {
    int looked = ask_state(watcher, &seen);
    if (looked != SQLITE_OK) {
      note(&findings, k, "%s: who reads meanwhile is told %.200s", named(k), seen.bytes);
    } else if (!is_same(&seen, &before) && !is_same(&seen, &after)) {
      note(&findings, k, "%s: who reads meanwhile sees %.200s", named(k), seen.bytes);
    }
  }
  if (is_killed && !has_answered) refused++;
  look(k, has_answered && code == 0 ? SQLITE_OK : SQLITE_ABORT, "after the kill");
  if (watcher != NULL) sqlite3_close(watcher);
  free(seen.bytes);
  sqlite3 *db = open_database(NULL, READ_WRITE);
  if (is_same(&state, &before) && !is_same(&state, &after)) {
    Text again = {0};
    int second = ask(db, options.action, &again);
    if (second != expected)
      note(&findings, k, "%s: then without a kill: (%d) %.200s", named(k), second, again.bytes);
    free(again.bytes);
  }
  sqlite3_close(db);
  return is_killed;
}

/* ---- All of them ---- */

/* The database, and what the action makes of it without a fault; how many things may fail. */
static long prepare(void) {
  snprintf(template, sizeof template, "%s.template", options.db);
  forget_database();
  sqlite3 *db = open_database(NULL, READ_WRITE);
  Text ignored = {0};
  char *journal = sqlite3_mprintf("PRAGMA journal_mode = %s; VACUUM", options.journal);
  if (ask(db, journal, &ignored) != SQLITE_OK) die_of("journal mode", ignored.bytes);
  sqlite3_free(journal);
  if (ask(db, options.setup, &ignored) != SQLITE_OK) die_of("setup", ignored.bytes);
  ask_state(db, &before);
  free(ignored.bytes);
  sqlite3_close(db);
  copy_file(options.db, template);
  memory_before = sqlite3_memory_used();

  long total = 0;
  for (int round = 0; round < 2; round++) { /* what SQLite makes once a process isn't counted */
    restore_database();
    db = open_for(0);
    if (KINDS[kind].due != DUE_NOTHING) begin(db, LONG_MAX);
    int code = ask(db, options.action, &answer);
    total = KINDS[kind].total > 0 ? KINDS[kind].total : LONG_MAX - atomic_load(&due.left);
    if (KINDS[kind].due != DUE_NOTHING) end(db, 0);
    expected = code;
    if ((code != SQLITE_OK) != options.fails) die_of("without a fault", answer.bytes);
    if (is_kind("kill") && round == 1) { /* the close counts too */
      due_arm(DUE_KILL, LONG_MAX, 0);
      sqlite3_close(db);
      total += LONG_MAX - atomic_load(&due.left);
      due_disarm();
    } else {
      sqlite3_close(db);
    }
  }
  db = open_database(NULL, READ_WRITE);
  ask_state(db, &after);
  sqlite3_close(db);
  memory_before = sqlite3_memory_used();
  return total;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static unsigned long common_divisor(unsigned long a, unsigned long b) {
  while (b != 0) {
    unsigned long rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* All Ks, far ones in turn, so that those that time allows lie everywhere. */
static void sweep(long total) {
  unsigned long n = (unsigned long)total, step = (unsigned long)((double)n * 0.618) | 1;
  while (common_divisor(n, step) != 1) step++;
  long tried = 0, failed = 0;
  double until = now() + options.seconds;
  for (unsigned long i = 0; i < n && (i == 0 || now() < until); i++) {
    long k = options.only > 0 ? options.only : 1 + (long)((options.seed + i * step) % n);
    printf("{\"at\":%ld}\n", k);
    fflush(stdout);
    restore_database();
    if (is_kind("kill") ? try_there(k) : try_here(k)) failed++;
    tried++;
    if (options.only > 0) break;
  }
  print_notes(&findings, "finding");
  print_notes(&sayings, "said");
  printf("{\"total\":%ld,\"tried\":%ld,\"failed\":%ld,\"refused\":%ld}\n", total, tried, failed, refused);
}

static void parse(int argc, char **argv) {
  const struct {
    const char *name;
    const char **text;
  } known[] = {
      {"--db", &options.db},
      {"--kind", &options.kind},
      {"--setup", &options.setup},
      {"--action", &options.action},
      {"--state", &options.state},
      {"--journal", &options.journal},
      {"--extension", &options.extension},
  };
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--for-good") == 0) {
      options.for_good = true;
      continue;
    }
    if (strcmp(argv[i], "--fails") == 0) {
      options.fails = true;
      continue;
    }
    if (strcmp(argv[i], "--watched") == 0) {
      options.watched = true;
      continue;
    }
    if (i + 1 == argc) die_of(argv[i], "wants a value");
    const char *name = argv[i++];
    int at = 0;
    while (at < COUNT(known) && strcmp(name, known[at].name) != 0) at++;
    if (at < COUNT(known))
      *known[at].text = argv[i];
    else if (strcmp(name, "--seed") == 0)
      options.seed = strtoul(argv[i], NULL, 10);
    else if (strcmp(name, "--seconds") == 0)
      options.seconds = atof(argv[i]);
    else if (strcmp(name, "--only") == 0)
      options.only = atol(argv[i]);
    else if (strcmp(name, "--invariant") == 0 && options.invariant_count < MOST_INVARIANTS) {
      options.invariants[options.invariant_count++] = argv[i];
    } else
      die_of(name, "no such option");
  }
  if (options.db == NULL || options.kind == NULL || options.action == NULL || options.state == NULL) {
    die_of("usage", "see the head of faults.c");
  }
  while (kind < COUNT(KINDS) && !is_kind(KINDS[kind].name)) kind++;
  if (kind == COUNT(KINDS)) die_of(options.kind, "no such kind");
}

int main(int argc, char **argv) {
  parse(argc, argv);
  due_install_malloc();
  sqlite3_initialize();
  vfs_register();
  long total = prepare();
  if (total > 0)
    sweep(total);
  else
    printf("{\"total\":0,\"tried\":0,\"failed\":0,\"refused\":0}\n");
  forget_database();
  unlink(template);
  free(before.bytes), free(after.bytes), free(answer.bytes), free(said.bytes), free(state.bytes);
  return 0;
}
