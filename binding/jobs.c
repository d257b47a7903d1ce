/*
** Jobs in instances of their own, on as many threads as there are (jobs.h).
*/
#define _GNU_SOURCE /* sched_getaffinity */

#include "jobs.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#include <time.h>
#include <unistd.h>
#endif
#ifdef __linux__
#include <sched.h>
#endif

/* No more threads than this, whatever was asked for. */
#define MOST_THREADS 64

/* SQLite's codes that are told apart here, as assembly/host.ts has them. */
#define CODE_INTERNAL 2
#define CODE_NOMEM 7

/* What the threads of one run share. */
typedef struct {
  const JobsPlan *plan;
  Jobs *jobs;
  atomic_uint next;    /* the job to take next */
  atomic_uint failed;  /* the lowest number of a failed job; count when there is none */
  atomic_int stop;     /* a code: nobody goes on */
  atomic_int running;  /* threads besides the calling one */
  atomic_flag telling; /* guards the message of the failed job */
} Run;

struct Worker {
  wasm_rt_host_t host; /* first, as wasm-rt.h wants */
  w2c_sqml engine;
  Run *run;
  bool is_caller; /* runs on the thread that called sqml_jobs_run */
  uint32_t job;
  u32 result; /* offset of the result cell */
  u32 failure, failure_length, failure_code;
};

/* ---- Threads ---- */

#ifdef _WIN32
typedef HANDLE Thread;

static DWORD WINAPI begin(void *worker);

static bool start(Thread *thread, Worker *worker) {
  *thread = CreateThread(NULL, 0, begin, worker, 0, NULL);
  return *thread != NULL;
}

static void join(Thread thread) {
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

static void rest(void) {
  Sleep(1);
}

int sqml_cores(void) {
  DWORD_PTR mine, all;
  int cores = 0;
  if (!GetProcessAffinityMask(GetCurrentProcess(), &mine, &all)) return 1;
  for (; mine != 0; mine &= mine - 1) cores++;
  return cores > 0 ? cores : 1;
}
#else
typedef pthread_t Thread;

static void *begin(void *worker);

static bool start(Thread *thread, Worker *worker) {
  return pthread_create(thread, NULL, begin, worker) == 0;
}

static void join(Thread thread) {
  pthread_join(thread, NULL);
}

static void rest(void) {
  struct timespec millisecond = {0, 1000000};
  nanosleep(&millisecond, NULL);
}

int sqml_cores(void) {
#ifdef __linux__
  cpu_set_t mine;
  if (sched_getaffinity(0, sizeof mine, &mine) == 0 && CPU_COUNT(&mine) > 0) return CPU_COUNT(&mine);
#endif
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores > 0 ? (int)cores : 1;
}
#endif

/* ---- A worker's engine ---- */

Worker *sqml_worker_of(struct w2c_host *host) {
  wasm_rt_host_t *base = (wasm_rt_host_t *)(void *)host;
  return base->is_worker ? (Worker *)(void *)host : NULL;
}

static uint8_t *memory_at(Worker *worker, u32 offset, uint64_t length) {
  wasm_rt_memory_t *memory = &worker->engine.w2c_memory;
  if (offset > memory->size || length > memory->size - offset) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return memory->data + offset;
}

u32 sqml_worker_poll(Worker *worker) {
  Run *run = worker->run;
  int stop = atomic_load(&run->stop);
  if (stop == 0 && worker->is_caller) {
    stop = run->plan->poll(run->plan->caller, worker);
    if (stop != 0) atomic_store(&run->stop, stop);
  }
  return (u32)stop;
}

void sqml_worker_fail(Worker *worker, u32 message, u32 length, u32 code) {
  memory_at(worker, message, length);
  worker->failure = message;
  worker->failure_length = length;
  worker->failure_code = code;
  wasm_rt_trap(WASM_RT_TRAP_FAIL);
}

const uint8_t *sqml_worker_progress(Worker *worker) {
  return memory_at(worker, w2c_sqml_progress(&worker->engine), 0);
}

/* Makes the instance and copies the shared bytes into it. */
static void prepare(void *pointer) {
  Worker *worker = pointer;
  const JobsPlan *plan = worker->run->plan;
  worker->host.stack_limit = wasm_rt_stack_limit();
  wasm2c_sqml_instantiate(&worker->engine, (struct w2c_host *)pointer);
  uint64_t length = 0;
  for (int i = 0; i < JOBS_MOST_PIECES; i++) length += plan->pieces[i].length;
  if (length > UINT32_MAX) wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
  u32 target = w2c_sqml_share(&worker->engine, (u32)length);
  uint8_t *to = memory_at(worker, target, length);
  for (int i = 0; i < JOBS_MOST_PIECES; i++) {
    const JobsPiece *piece = &plan->pieces[i];
    if (piece->length > 0) memcpy(to, piece->bytes, (size_t)piece->length);
    to += piece->length;
  }
}

static void perform(void *pointer) {
  Worker *worker = pointer;
  worker->result = w2c_sqml_job(&worker->engine, worker->job);
}

static void collect(void *pointer) {
  Worker *worker = pointer;
  w2c_sqml_collect(&worker->engine);
}

/* ---- Results ---- */

/* Copies the result cell, whose bytes follow a type and a length; false when it is damaged or memory is
 * short. */
static bool keep(Worker *worker) {
  wasm_rt_memory_t *memory = &worker->engine.w2c_memory;
  JobResult *result = &worker->run->jobs->results[worker->job];
  if (worker->result > memory->size || memory->size - worker->result < 5) return false;
  const uint8_t *cell = memory->data + worker->result;
  memcpy(&result->length, cell + 1, 4);
  if (result->length > memory->size - worker->result - 5) return false;
  result->bytes = malloc(result->length > 0 ? result->length : 1);
  if (result->bytes == NULL) return false;
  memcpy(result->bytes, cell + 5, result->length);
  return true;
}

/* Notes that the worker's job failed, unless one before it did. */
static void tell(Worker *worker, int code, const char *message, size_t length) {
  Run *run = worker->run;
  Jobs *jobs = run->jobs;
  while (atomic_flag_test_and_set(&run->telling)) rest();
  if (worker->job < atomic_load(&run->failed)) {
    atomic_store(&run->failed, worker->job);
    free(jobs->message);
    jobs->code = code;
    jobs->message = malloc(length + 1);
    jobs->message_length = jobs->message != NULL ? (uint32_t)length : 0;
    if (jobs->message != NULL) memcpy(jobs->message, message, length);
  }
  atomic_flag_clear(&run->telling);
}

static void tell_trap(Worker *worker, wasm_rt_trap_t trap) {
  trap = wasm_rt_cause(trap, &worker->engine.w2c_memory);
  bool is_short = trap == WASM_RT_TRAP_NO_MEMORY;
  const char *name = wasm_rt_trap_name(trap);
  char what[100];
  snprintf(what, sizeof what, is_short ? "%s" : "internal error: %s; please report it", name);
  tell(worker, is_short ? CODE_NOMEM : CODE_INTERNAL, what, strlen(what));
}

/* One job; whether the instance can take another. */
static bool perform_one(Worker *worker) {
  wasm_rt_trap_t trap = wasm_rt_guard(perform, worker);
  if (trap == WASM_RT_TRAP_FAIL) {
    /* stopped: nobody's failure */
    if (atomic_load(&worker->run->stop) != 0) return false;
    const char *message = (const char *)worker->engine.w2c_memory.data + worker->failure;
    tell(worker, (int)worker->failure_code, message, worker->failure_length);
    return false;
  }
  if (trap == WASM_RT_TRAP_NONE && keep(worker)) return wasm_rt_guard(collect, worker) == WASM_RT_TRAP_NONE;
  tell_trap(worker, trap != WASM_RT_TRAP_NONE ? trap : WASM_RT_TRAP_NO_MEMORY);
  return false;
}

/* Takes jobs until there are none. An instance that failed is replaced, for the jobs before the failed one.
 */
static void work(Worker *worker) {
  Run *run = worker->run;
  bool sound = true;
  for (;;) {
    worker->job = atomic_fetch_add(&run->next, 1);
    if (worker->job >= atomic_load(&run->failed) || atomic_load(&run->stop) != 0) break;
    if (!sound) {
      wasm2c_sqml_free(&worker->engine);
      memset(&worker->engine, 0, sizeof worker->engine);
      wasm_rt_trap_t trap = wasm_rt_guard(prepare, worker);
      if (trap != WASM_RT_TRAP_NONE) {
        tell_trap(worker, trap);
        break;
      }
    }
    sound = perform_one(worker);
  }
}

/* A worker with its instance; NULL when memory is short. */
static Worker *worker_new(Run *run, bool is_caller) {
  Worker *worker = calloc(1, sizeof *worker);
  if (worker == NULL) return NULL;
  worker->host.is_worker = true;
  worker->run = run;
  worker->is_caller = is_caller;
  return worker;
}

static void worker_free(Worker *worker) {
  wasm2c_sqml_free(&worker->engine);
  free(worker);
}

/* A thread's whole life. Without an instance it leaves its jobs to the others. */
static void live(Worker *worker) {
  Run *run = worker->run;
  if (wasm_rt_guard(prepare, worker) == WASM_RT_TRAP_NONE) work(worker);
  worker_free(worker);
  atomic_fetch_sub(&run->running, 1);
}

#ifdef _WIN32
static DWORD WINAPI begin(void *worker) {
  live(worker);
  return 0;
}
#else
static void *begin(void *worker) {
  live(worker);
  return NULL;
}
#endif

void sqml_jobs_free(Jobs *jobs) {
  for (uint32_t i = 0; i < jobs->count; i++) free(jobs->results[i].bytes);
  free(jobs->results);
  free(jobs->message);
  memset(jobs, 0, sizeof *jobs);
}

/* The calling thread's part: its own jobs, then waiting for the others while it asks the host. */
static void work_here(Run *run) {
  Worker *worker = worker_new(run, true);
  if (worker != NULL && wasm_rt_guard(prepare, worker) == WASM_RT_TRAP_NONE) {
    work(worker);
  } else if (atomic_load(&run->running) == 0) {
    run->jobs->code = CODE_NOMEM;
    atomic_store(&run->stop, CODE_NOMEM);
  }
  if (worker != NULL) worker_free(worker);
  while (atomic_load(&run->running) > 0) {
    rest();
    int stop = atomic_load(&run->stop) == 0 ? run->plan->poll(run->plan->caller, NULL) : 0;
    if (stop != 0) atomic_store(&run->stop, stop);
  }
}

bool sqml_jobs_run(Jobs *jobs, const JobsPlan *plan) {
  sqml_jobs_free(jobs);
  jobs->results = calloc(plan->count > 0 ? plan->count : 1, sizeof *jobs->results);
  if (jobs->results == NULL) {
    jobs->code = CODE_NOMEM;
    return false;
  }
  jobs->count = plan->count;
  Run run = {.plan = plan, .jobs = jobs, .telling = ATOMIC_FLAG_INIT};
  atomic_init(&run.failed, plan->count);

  int wanted = plan->threads > 0 ? plan->threads : sqml_cores();
  if (wanted > MOST_THREADS) wanted = MOST_THREADS;
  if ((uint32_t)wanted > plan->count) wanted = (int)plan->count;
  Thread threads[MOST_THREADS];
  int started = 0;
  while (started < wanted - 1) {
    Worker *worker = worker_new(&run, false);
    if (worker == NULL) break;
    atomic_fetch_add(&run.running, 1);
    if (!start(&threads[started], worker)) {
      atomic_fetch_sub(&run.running, 1);
      worker_free(worker);
      break;
    }
    started++;
  }
  work_here(&run);
  for (int i = 0; i < started; i++) join(threads[i]);

  int stop = atomic_load(&run.stop);
  if (stop != 0) {
    free(jobs->message);
    jobs->message = NULL;
    jobs->message_length = 0;
    jobs->code = stop;
  } else if (jobs->code == 0) {
    for (uint32_t i = 0; i < plan->count; i++) {
      if (jobs->results[i].bytes == NULL) jobs->code = CODE_NOMEM; /* nobody could take it */
    }
  }
  return jobs->code == 0;
}
