/*
** The statements that the engine has open in one call, by handle: what the host functions about
** statements work on.
*/
#ifndef SQML_STATEMENT_H
#define SQML_STATEMENT_H

#include "api.h"
#include "instance.h"

/* A statement that is kept from call to call; a free place has none. */
typedef struct {
  sqlite3_stmt *statement;
  char *text; /* what it was compiled from, `length` bytes, from sqlite3_malloc */
  u32 length;
  u32 flags;
  bool open; /* a call has it */
} Kept;

#define SQML_MOST_KEPT 8

/* Those of a connection. */
typedef struct {
  Kept places[SQML_MOST_KEPT];
  int tables; /* of ours that SQLite has connected; while there are none, nothing is kept */
} KeptStatements;

typedef struct {
  sqlite3_stmt *statement; /* NULL: the slot is free */
  Kept *kept;              /* where it stays after the call; else NULL */
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
  char *message;        /* of the last failure, from sqlite3_malloc */
  sqlite3_stmt *tick;   /* SELECT 1, for host.poll */
  KeptStatements *kept; /* of the connection */
} Statements;

/* Those of the call that asks the host; traps when a job asks (jobs.h), which has none. */
Statements *sqml_statements_of(struct w2c_host *host);

/* Gives back all that is open; last_insert_rowid is then what it was before. */
void sqml_statements_close(Statements *statements);

/* Finalizes what is kept: the last table of the connection is disconnected. */
void sqml_kept_free(sqlite3 *db, KeptStatements *all);

#endif
