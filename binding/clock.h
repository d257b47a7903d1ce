/*
** The clock of the hosts in C (assembly/host.ts, clock).
*/
#ifndef SQML_CLOCK_H
#define SQML_CLOCK_H

#include <time.h>

/* Milliseconds since 1970-01-01 UTC, with their fraction; 0 when the system has no clock. */
static inline double sqml_now(void) {
  struct timespec now;
  if (timespec_get(&now, TIME_UTC) != TIME_UTC) return 0;
  return (double)now.tv_sec * 1000.0 + (double)now.tv_nsec / 1e6;
}

#endif
