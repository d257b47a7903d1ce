/*
** The default VFS behind one that asks before each operation whether it fails now (due.h), as SQLite's own
** tests do:
**
**   DUE_IO    the operation does nothing and says its own error
**   DUE_FULL  a write, or what makes the file longer, says SQLITE_FULL
**   DUE_KILL  the process is gone as by kill -9 before the operation; for_good: a write has written half
**
** Unlocking and closing always succeed: SQLite ignores what they say. Memory mapping isn't offered, so that
** every read comes through here.
*/
#ifndef VFS_H
#define VFS_H

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "../../native/due.h"

typedef struct {
  sqlite3_file base;
  sqlite3_file *real; /* stands behind it */
} File;

static sqlite3_vfs vfs, *real_vfs;

static sqlite3_file *real(sqlite3_file *file) {
  return ((File *)file)->real;
}

static void die(void) {
  kill(getpid(), SIGKILL);
}

/* Whether an operation fails now. */
static bool fails(void) {
  if (is_due(DUE_KILL)) die();
  return is_due(DUE_IO);
}

static int close_file(sqlite3_file *file) {
  return real(file)->pMethods != NULL ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
}

static int read_file(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at) {
  return fails() ? SQLITE_IOERR_READ : real(file)->pMethods->xRead(real(file), bytes, n, at);
}

static int write_file(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at) {
  if (is_due(DUE_KILL)) {
    if (atomic_load(&due.for_good)) real(file)->pMethods->xWrite(real(file), bytes, n / 2, at);
    die();
  }
  if (is_due(DUE_IO)) return SQLITE_IOERR_WRITE;
  if (is_due(DUE_FULL)) return SQLITE_FULL;
  return real(file)->pMethods->xWrite(real(file), bytes, n, at);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
  return fails() ? SQLITE_IOERR_TRUNCATE : real(file)->pMethods->xTruncate(real(file), size);
}

static int sync_file(sqlite3_file *file, int flags) {
  return fails() ? SQLITE_IOERR_FSYNC : real(file)->pMethods->xSync(real(file), flags);
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size) {
  return fails() ? SQLITE_IOERR_FSTAT : real(file)->pMethods->xFileSize(real(file), size);
}

static int lock_file(sqlite3_file *file, int level) {
  return fails() ? SQLITE_IOERR_LOCK : real(file)->pMethods->xLock(real(file), level);
}

static int unlock_file(sqlite3_file *file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}

static int is_reserved(sqlite3_file *file, int *result) {
  if (fails()) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

static int control_file(sqlite3_file *file, int what, void *argument) {
  if (what == SQLITE_FCNTL_SIZE_HINT && is_due(DUE_FULL)) return SQLITE_FULL;
  return real(file)->pMethods->xFileControl(real(file), what, argument);
}

static int sector_size(sqlite3_file *file) {
  return real(file)->pMethods->xSectorSize(real(file));
}

static int characteristics(sqlite3_file *file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int map_shared(sqlite3_file *file, int region, int size, int extend, void volatile **at) {
  if (fails()) return SQLITE_IOERR_SHMMAP;
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, at);
}

static int lock_shared(sqlite3_file *file, int offset, int n, int flags) {
  if ((flags & SQLITE_SHM_LOCK) && fails()) return SQLITE_IOERR_SHMLOCK;
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}

static void barrier(sqlite3_file *file) {
  real(file)->pMethods->xShmBarrier(real(file));
}

static int unmap_shared(sqlite3_file *file, int is_deleted) {
  return real(file)->pMethods->xShmUnmap(real(file), is_deleted);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap_shared,
};

static int open_file(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *result) {
  (void)self;
  File *ours = (File *)file;
  ours->base.pMethods = NULL;
  ours->real = (sqlite3_file *)(ours + 1);
  if (fails()) return SQLITE_CANTOPEN;
  int code = real_vfs->xOpen(real_vfs, name, ours->real, flags, result);
  if (code == SQLITE_OK) ours->base.pMethods = &METHODS;
  return code;
}

static int delete_file(sqlite3_vfs *self, const char *name, int sync) {
  (void)self;
  return fails() ? SQLITE_IOERR_DELETE : real_vfs->xDelete(real_vfs, name, sync);
}

static int access_file(sqlite3_vfs *self, const char *name, int flags, int *result) {
  (void)self;
  return fails() ? SQLITE_IOERR_ACCESS : real_vfs->xAccess(real_vfs, name, flags, result);
}

#define VFS_NAME "due"

static void vfs_register(void) {
  real_vfs = sqlite3_vfs_find(NULL);
  vfs = *real_vfs;
  vfs.zName = VFS_NAME;
  vfs.szOsFile = (int)sizeof(File) + real_vfs->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  sqlite3_vfs_register(&vfs, 0);
}

#endif
