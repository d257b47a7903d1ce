/*
** sqml linked into a program: the header of sqml.a.
**
** Make it part of every connection that the program opens, before the first:
**
**     sqlite3_auto_extension((void (*)(void))sqlite3_sqml_init);
**
** or of one connection: sqlite3_sqml_init(db, NULL, NULL). SQLite itself is not in sqml.a; link one of
** 3.41 or newer, built with virtual tables.
*/
#ifndef SQML_PUBLIC_H
#define SQML_PUBLIC_H

#include "sqlite3.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
** Registers all of sqml's SQL functions on a connection; an SQLite result code. The third argument is what
** SQLite gives to loadable extensions, and is not used here. `*error`, when not NULL, is for sqlite3_free.
*/
int sqlite3_sqml_init(sqlite3 *db, char **error, const struct sqlite3_api_routines *unused);

/* The same without what trains or writes, for connections that serve SQL of others. */
int sqlite3_sqml_predict_init(sqlite3 *db, char **error, const struct sqlite3_api_routines *unused);

#ifdef __cplusplus
}
#endif

#endif
