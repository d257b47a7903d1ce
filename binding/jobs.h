/*
** Jobs: independent pieces of one call's work, each in an instance of the engine that is not the call's own.
**
** A job depends on its number and on bytes that all share, and its result is bytes; results are joined by
** number. So what comes out never depends on how many threads there were. Both hosts use this file: the
** extension (host.c) and programs (program.c).
**
** Promises
**   1. The calling thread works too. Other threads are started when there are jobs for them, are done
**      without when they or their memory can't be had, and none outlives sqml_jobs_run.
**   2. Only the calling thread asks the host (`poll`); the others see a flag that it sets.
**   3. Of several failing jobs the one with the lowest number is told.
*/
#ifndef SQML_JOBS_H
#define SQML_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "instance.h"

typedef struct Worker Worker;

/* A run of bytes in the memory of the instance that asks. */
typedef struct {
  const uint8_t *bytes;
  uint64_t length;
} JobsPiece;

/* A header and the blocks of assembly/jobs/jobs.ts. */
#define JOBS_MOST_PIECES 8

typedef struct {
  JobsPiece pieces[JOBS_MOST_PIECES]; /* what all jobs read; stays where it is meanwhile */
  uint32_t count;                     /* jobs 0 .. count - 1 */
  int threads;                        /* at most, with the calling one; 0: as many as the process has cores */
  /* Whether to stop: 0, or a code of SQLite's. `worker` is the calling thread's, NULL while it waits. */
  int (*poll)(void *caller, Worker *worker);
  void *caller;
} JobsPlan;

typedef struct {
  uint8_t *bytes;
  uint32_t length;
} JobResult;

/* Zeroed before the first use. */
typedef struct {
  uint32_t count;
  uint32_t done; /* of them, for `poll`; 0 when none runs */
  JobResult *results;
  int code;      /* 0, or why a job failed, with a message, or where the caller had to stop, without */
  char *message; /* from malloc, of message_length bytes */
  uint32_t message_length;
} Jobs;

/* Runs them all; whether all went well. Gives back what the Jobs had before. */
bool sqml_jobs_run(Jobs *jobs, const JobsPlan *plan);
void sqml_jobs_free(Jobs *jobs);

/* For the host functions: the worker that asks, NULL when it is no worker. */
Worker *sqml_worker_of(struct w2c_host *host);
/* host.poll of a worker. */
u32 sqml_worker_poll(Worker *worker);
/* What assembly/progress.ts lays open. */
const uint8_t *sqml_worker_progress(Worker *worker);

/* Processor cores that this process may use. */
int sqml_cores(void);

#endif
