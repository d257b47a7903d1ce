/*
** SQLite's functions, as an extension has them, and which of them may be missing.
**
** sqlite3ext.h comes from node_modules/better-sqlite3/deps/sqlite3 (a development dependency), so that the
** build needs no SQLite on the machine. What is newer than SQML_OLDEST_SQLITE is looked for at run time.
*/
#ifndef SQML_API_H
#define SQML_API_H

#ifdef SQLITE_CORE
#include "sqlite3.h"
#else
#include "sqlite3ext.h"
/* sqml.c has SQLITE_EXTENSION_INIT1; everywhere else: */
extern const sqlite3_api_routines *sqlite3_api;
#endif

/* September 2018: what the engine's SQL needs (UPSERT), and more API than the shim does. */
#define SQML_OLDEST_SQLITE 3025000

/* Newer than some headers. */
#ifndef SQLITE_DIRECTONLY
#define SQLITE_DIRECTONLY 0x000080000
#endif
#ifndef SQLITE_INNOCUOUS
#define SQLITE_INNOCUOUS 0x000200000
#endif
#ifndef SQLITE_RESULT_SUBTYPE
#define SQLITE_RESULT_SUBTYPE 0x001000000
#endif
#ifndef SQLITE_VTAB_INNOCUOUS
#define SQLITE_VTAB_INNOCUOUS 2
#endif
#ifndef SQLITE_VTAB_DIRECTONLY
#define SQLITE_VTAB_DIRECTONLY 3
#endif

/* Whether the running SQLite has a function that hosts may omit. */
#ifdef SQLITE_CORE
#define SQML_HAS(name, version) 1
#else
#define SQML_HAS(name, version) (sqlite3_libversion_number() >= (version) && sqlite3_api->name != NULL)
#endif

#endif
