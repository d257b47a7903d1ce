/*
** What is made to fail in turn, for programs of tests: a kind is armed, everything of that kind asks before
** it happens whether it is due, and the K-th that asks fails, once or together with all that follow.
**
** Allocations of SQLite ask by themselves once due_install_malloc was called, before anything else of SQLite.
*/
#ifndef DUE_H
#define DUE_H

#include <stdatomic.h>
#include <stddef.h>

#include "sqlite3.h"

typedef enum { DUE_NOTHING, DUE_MALLOC, DUE_MEMORY, DUE_IO, DUE_FULL, DUE_KILL, DUE_DENY, DUE_STOP } DueKind;

static struct {
  atomic_int kind;
  atomic_int for_good;
  atomic_long left; /* until the one that fails */
  atomic_long happened;
} due;

/* From now on the K-th of `kind` fails. */
static void due_arm(DueKind kind, long k, int for_good) {
  atomic_store(&due.for_good, for_good);
  atomic_store(&due.happened, 0);
  atomic_store(&due.left, k);
  atomic_store(&due.kind, k > 0 ? kind : DUE_NOTHING);
}

/* Nothing fails any more; how often something did. */
static long due_disarm(void) {
  atomic_store(&due.kind, DUE_NOTHING);
  return atomic_load(&due.happened);
}

static int is_due(DueKind kind) {
  if (atomic_load(&due.kind) != (int)kind) return 0;
  long left = atomic_fetch_sub(&due.left, 1);
  if (left > 1 || (left < 1 && !atomic_load(&due.for_good))) return 0;
  atomic_fetch_add(&due.happened, 1);
  return 1;
}

/* ---- SQLite's allocations ---- */

static sqlite3_mem_methods due_memory;

static void *due_malloc(int n) {
  return is_due(DUE_MALLOC) ? NULL : due_memory.xMalloc(n);
}

static void *due_realloc(void *p, int n) {
  return is_due(DUE_MALLOC) ? NULL : due_memory.xRealloc(p, n);
}

static void due_install_malloc(void) {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &due_memory);
  sqlite3_mem_methods methods = due_memory;
  methods.xMalloc = due_malloc;
  methods.xRealloc = due_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

#endif
