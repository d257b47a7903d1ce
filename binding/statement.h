/*
** The statements that the engine has open in one call, by handle: what the host functions about statements
*work on.
*/
#ifndef SQML_STATEMENT_H
#define SQML_STATEMENT_H

#include "api.h"
#include "instance.h"

typedef struct {
  sqlite3_stmt *statement; /* NULL: the slot is free */
  u32 tail;                /* bytes of SQL that followed it */
  bool row;                /* stepped to a row that isn't written yet */
  int ended;               /* SQLITE_DONE or an error code: not to be stepped before a reset; else 0 */
  u32 pending;             /* bytes that the row needs which did not fit */
} Statement;

/* What runs in an instance of the extension begins with this (a Call, see call.h). Zeroed but for `db`. */
typedef struct {
  sqlite3 *db;
  bool used;           /* there was one */
  sqlite3_int64 rowid; /* last_insert_rowid before the first */
  Statement *slots;    /* by handle - 1 */
  int capacity;
  char *message;      /* of the last failure, from sqlite3_malloc */
  sqlite3_stmt *tick; /* SELECT 1, for host.poll */
} Statements;

/* Those of the call that asks the host; traps when a job asks (jobs.h), which has none. */
Statements *sqml_statements_of(struct w2c_host *host);

/* Gives back all that is open; last_insert_rowid is then what it was before. */
void sqml_statements_close(Statements *statements);

#endif
