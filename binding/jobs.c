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
  atomic_uint done;    /* jobs that are */
  atomic_uint failed;  /* the lowest number of a failed job; count when there is none */
  atomic_int stop;     /* a code: nobody goes on */
  atomic_int running;  /* threads besides the calling one */
  atomic_flag telling; /* guards the message of the failed job */
} Run;

struct Worker {
  Instance instance; /* first; nothing runs in it as the host knows it */
  Run *run;
  bool is_caller; /* runs on the thread that called sqml_jobs_run */
  uint32_t job;
  u32 result; /* offset of the result cell */
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

u32 sqml_worker_poll(Worker *worker) {
  Run *run = worker->run;
  int stop = atomic_load(&run->stop);
  if (stop == 0 && worker->is_caller) {
    run->jobs->done = atomic_load(&run->done);
    stop = run->plan->poll(run->plan->caller, worker);
    if (stop != 0) atomic_store(&run->stop, stop);
  }
  return (u32)stop;
}

const uint8_t *sqml_worker_progress(Worker *worker) {
  Instance *instance = &worker->instance;
  return sqml_memory(instance, w2c_sqml_progress(&instance->engine), 0);
}

/* Copies the shared bytes into the instance. */
static void share(void *pointer) {
  Worker *worker = pointer;
  const JobsPlan *plan = worker->run->plan;
  sqml_instance_enter(&worker->instance);
  uint64_t length = 0;
  for (int i = 0; i < JOBS_MOST_PIECES; i++) length += plan->pieces[i].length;
  if (length > UINT32_MAX) wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
  u32 target = w2c_sqml_share(&worker->instance.engine, (u32)length);
  uint8_t *to = sqml_memory(&worker->instance, target, length);
  for (int i = 0; i < JOBS_MOST_PIECES; i++) {
    const JobsPiece *piece = &plan->pieces[i];
    if (piece->length > 0) memcpy(to, piece->bytes, (size_t)piece->length);
    to += piece->length;
  }
}

static wasm_rt_trap_t prepare(Worker *worker) {
  wasm_rt_trap_t trap = sqml_instance_start(&worker->instance);
  return trap != WASM_RT_TRAP_NONE ? trap : wasm_rt_guard(share, worker);
}

static void perform(void *pointer) {
  Worker *worker = pointer;
  sqml_instance_enter(&worker->instance);
  worker->result = w2c_sqml_job(&worker->instance.engine, worker->job);
}

static void collect(void *pointer) {
  sqml_instance_enter(pointer);
  sqml_instance_collect(pointer);
}

/* ---- Results ---- */

/* Copies the result; false when it is damaged or memory is short. */
static bool keep(Worker *worker) {
  JobResult *result = &worker->run->jobs->results[worker->job];
  const uint8_t *bytes = sqml_result_bytes(&worker->instance, worker->result, &result->length);
  if (bytes == NULL) return false;
  result->bytes = malloc(result->length > 0 ? result->length : 1);
  if (result->bytes == NULL) return false;
  memcpy(result->bytes, bytes, result->length);
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
  bool is_short = sqml_is_short(&worker->instance, trap);
  const char *name = wasm_rt_trap_name(is_short ? WASM_RT_TRAP_NO_MEMORY : trap);
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
    const Instance *instance = &worker->instance;
    tell(worker, (int)instance->failure_code, sqml_failure(instance), instance->failure_length);
    return false;
  }
  if (trap == WASM_RT_TRAP_NONE && keep(worker)) {
    atomic_fetch_add(&worker->run->done, 1);
    return wasm_rt_guard(collect, &worker->instance) == WASM_RT_TRAP_NONE;
  }
  tell_trap(worker, trap != WASM_RT_TRAP_NONE ? trap : WASM_RT_TRAP_NO_MEMORY);
  return false;
}

/* Takes jobs until there are none. An instance that failed is replaced, for jobs before the failed one. */
static void work(Worker *worker) {
  Run *run = worker->run;
  bool sound = true;
  for (;;) {
    worker->job = atomic_fetch_add(&run->next, 1);
    if (worker->job >= atomic_load(&run->failed) || atomic_load(&run->stop) != 0) break;
    if (!sound) {
      sqml_instance_end(&worker->instance);
      wasm_rt_trap_t trap = prepare(worker);
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
  worker->instance.host.is_worker = true;
  worker->run = run;
  worker->is_caller = is_caller;
  return worker;
}

static void worker_free(Worker *worker) {
  sqml_instance_end(&worker->instance);
  free(worker);
}

/* A thread's whole life. Without an instance it leaves its jobs to the others. */
static void live(Worker *worker) {
  Run *run = worker->run;
  if (prepare(worker) == WASM_RT_TRAP_NONE) work(worker);
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
  if (worker != NULL && prepare(worker) == WASM_RT_TRAP_NONE) {
    work(worker);
  } else if (atomic_load(&run->running) == 0) {
    run->jobs->code = CODE_NOMEM;
    atomic_store(&run->stop, CODE_NOMEM);
  }
  if (worker != NULL) worker_free(worker);
  while (atomic_load(&run->running) > 0) {
    rest();
    run->jobs->done = atomic_load(&run->done);
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

  jobs->done = 0;
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
