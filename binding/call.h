/*
** One call of an SQL function, from arguments to outcome, and what it needs of its connection.
*/
#ifndef SQML_CALL_H
#define SQML_CALL_H

#include "api.h"
#include "cell.h"
#include "host_limits.h"
#include "instance.h"
#include "jobs.h"
#include "statement.h"
#include "trainings.h"

typedef struct Call Call;

/* A SQL function: a row of generated/functions.h. */
typedef struct {
  const char *name;
  int flags;   /* of sqlite3_create_function_v2, without the encoding */
  bool own;    /* runs in an instance of its own, which is gone after the call */
  bool pure;   /* touches no database */
  bool serves; /* part of the predict-only entry point */
  u32 (*run)(w2c_sqml *engine, u32 argc);
  /* of one that gives rows, a table function; else NULL and 0 */
  const char *schema; /* for sqlite3_declare_vtab: its columns, then its arguments as hidden ones */
  int columns;
  int arguments; /* SQML_MOST_ARGUMENTS at most */
  int least;     /* of the arguments must be given */
} Function;

#define SQML_MOST_ARGUMENTS 31

typedef struct {
  sqlite3 *db;
  int references;     /* registered functions and modules, and the registration while it runs */
  Instance *shared;   /* what the functions without an own instance run in; NULL until needed */
  uint32_t instances; /* made so far: the number of the last */
  int32_t settings;   /* the engine's switches */
  KeptStatements kept;
} Connection;

/* What SQLite hands back as user data. */
typedef struct {
  Connection *connection;
  const Function *function;
} Registration;

/* What host.remember leaves on a statement; of no use to another instance than the one it comes from. */
typedef struct {
  uint32_t instance;
  int32_t value;
} Remembered;

struct Call {
  Statements statements; /* first: statement.c finds them so; `db` is set by sqml_run */

  /* set by the caller, the rest zero */
  Connection *connection;
  const Function *function;
  int argc;
  sqlite3_value **argv;
  const uint8_t *cells; /* the arguments as cells; NULL: they are written from argv */
  uint64_t size;        /* bytes of these */
  Remembered remembered;
  /*
  ** One of the two is called, once, while the instance still lives. `answer` gets the result cell, and
  ** all bytes that may belong to it; false when it is damaged. `refuse` gets the error and no message when
  ** SQLite's own will do; code 0 makes the message the result, as JSON.
  */
  bool (*answer)(Call *call, const uint8_t *cell, const uint8_t *end);
  void (*refuse)(Call *call, int code, const char *message, int length);
  void *caller; /* of these two */

  Instance *instance;
  bool remembers; /* host.remember was called */
  bool answered;
  Jobs jobs;          /* that ran last, with their results */
  Training *training; /* on the list of trainings; NULL when it isn't */
};

/* The call that asks the host; traps when a job asks, which has none. */
Call *sqml_call_of(struct w2c_host *host);

/* Runs it; whether its instance lives on. */
bool sqml_run(Call *call);

/* Frees a connection's shared instance. */
void sqml_shared_free(Instance *instance);

#endif
