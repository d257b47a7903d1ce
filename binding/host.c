/*
** The host functions that are not about statements: the way out, interrupts, time, limits, memory across
** calls, the embedded datasets (assembly/host.ts says what each promises).
*/
#include "call.h"
#include "clock.h"
#include "datasets.h"

void w2c_host_fail(struct w2c_host *host, u32 message, u32 length, u32 code) {
  sqml_instance_fail(SQML_INSTANCE(host), message, length, code);
}

/*
** Two ways to hear that the user wants to stop. sqlite3_is_interrupted (3.41) is a load. Stepping a
** statement works everywhere and also lets the host's own progress handler run, which is how Datasette and
** others set their time limits; it must be the same statement each time (lib/host/limits.ts says why, and how
** many steps).
*/
static u32 poll_statements(Statements *all) {
#if SQLITE_VERSION_NUMBER >= 3041000
  if (SQML_HAS(is_interrupted, 3041000) && sqlite3_is_interrupted(all->db)) return SQLITE_INTERRUPT;
#endif
  if (all->tick == NULL) {
    int code = sqlite3_prepare_v2(all->db, "SELECT 1", -1, &all->tick, NULL);
    if (code != SQLITE_OK) return (code & 0xff) == SQLITE_INTERRUPT ? SQLITE_INTERRUPT : 0;
  }
  for (int i = 0; i < SQML_STEPS_PER_POLL; i++) {
    sqlite3_step(all->tick);
    if ((sqlite3_reset(all->tick) & 0xff) == SQLITE_INTERRUPT) return SQLITE_INTERRUPT;
  }
  return 0;
}

/* Tells how far a training on the list is, with the jobs that it runs; whether it was cancelled and has to stop. */
static u32 tell(Call *call, uint32_t jobs_done, uint32_t jobs) {
  if (call->training == NULL) return 0;
  u32 at = w2c_sqml_progress(&call->instance->engine);
  const uint8_t *values = sqml_memory(call->instance, at, sqml_training_values(call->training));
  return sqml_training_tell(call->training, values, jobs_done, jobs) ? SQLITE_INTERRUPT : 0;
}

u32 w2c_host_poll(struct w2c_host *host) {
  Worker *worker = sqml_worker_of(host);
  if (worker != NULL) return sqml_worker_poll(worker);
  u32 stop = tell(sqml_call_of(host), 0, 0);
  return stop != 0 ? stop : poll_statements(sqml_statements_of(host));
}

/* ---- Trainings ---- */

void w2c_host_begin_training(struct w2c_host *host, u32 text, u32 length, u32 values) {
  Call *call = sqml_call_of(host);
  if (call->training != NULL) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  call->training = sqml_training_begin(sqml_memory(call->instance, text, length), length, values);
}

u32 w2c_host_trainings(struct w2c_host *host, u32 buffer, u32 capacity) {
  return (u32)sqml_trainings_write(sqml_memory(SQML_INSTANCE(host), buffer, capacity), capacity);
}

u32 w2c_host_cancel_training(struct w2c_host *host, u32 id) {
  (void)host;
  return sqml_training_cancel(id);
}

/* ---- Jobs ---- */

static int poll_jobs(void *caller, Worker *worker) {
  (void)worker;
  Call *call = caller;
  u32 stop = tell(call, call->jobs.done, call->jobs.count);
  return (int)(stop != 0 ? stop : poll_statements(&call->statements));
}

u32 w2c_host_run_jobs(struct w2c_host *host, u32 pieces, u32 piece_count, u32 count, u32 threads) {
  Call *call = sqml_call_of(host);
  Statements *statements = sqml_statements_of(host);
  JobsPlan plan = {.count = count, .threads = (int)threads, .poll = poll_jobs, .caller = call};
  if (piece_count > JOBS_MOST_PIECES) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  for (u32 i = 0; i < piece_count; i++) {
    u32 pair[2];
    memcpy(pair, sqml_memory(call->instance, pieces + i * 8, 8), 8);
    plan.pieces[i] = (JobsPiece){sqml_memory(call->instance, pair[0], pair[1]), pair[1]};
  }
  if (sqml_jobs_run(&call->jobs, &plan)) return 0;
  sqlite3_free(statements->message);
  statements->message = sqlite3_mprintf("%.*s", (int)call->jobs.message_length,
                                        call->jobs.message != NULL ? call->jobs.message : "");
  return 0u - (u32)call->jobs.code;
}

u32 w2c_host_cores(struct w2c_host *host) {
  (void)host;
  return (u32)sqml_cores();
}

u32 w2c_host_job_result(struct w2c_host *host, u32 job, u32 buffer, u32 capacity) {
  Call *call = sqml_call_of(host);
  uint8_t *target = sqml_memory(call->instance, buffer, capacity);
  if (job >= call->jobs.count) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  const JobResult *result = &call->jobs.results[job];
  if (result->length <= capacity) memcpy(target, result->bytes, result->length);
  return result->length;
}

/* ---- The rest ---- */

void w2c_host_pause(struct w2c_host *host, u32 milliseconds) {
  (void)host;
  sqlite3_sleep((int)(milliseconds & INT32_MAX));
}

f64 w2c_host_clock(struct w2c_host *host) {
  (void)host;
  return sqml_now();
}

u32 w2c_host_length_limit(struct w2c_host *host) {
  if (sqml_worker_of(host) != NULL) return INT32_MAX;
  return (u32)sqlite3_limit(sqml_call_of(host)->statements.db, SQLITE_LIMIT_LENGTH, -1);
}

u32 w2c_host_remembered(struct w2c_host *host) {
  const Remembered *remembered = &sqml_call_of(host)->remembered;
  return remembered->instance == SQML_INSTANCE(host)->number ? (u32)remembered->value : 0;
}

void w2c_host_remember(struct w2c_host *host, u32 value) {
  Call *call = sqml_call_of(host);
  call->remembers = true;
  call->remembered.instance = SQML_INSTANCE(host)->number;
  call->remembered.value = (int32_t)value;
}

u32 w2c_host_settings(struct w2c_host *host) {
  return sqml_worker_of(host) != NULL ? 0 : (u32)sqml_call_of(host)->connection->settings;
}

void w2c_host_set_settings(struct w2c_host *host, u32 value) {
  sqml_call_of(host)->connection->settings = (int32_t)value;
}

void w2c_host_dataset_bytes(struct w2c_host *host, u32 offset, u32 buffer, u32 length) {
  uint8_t *target = sqml_memory(SQML_INSTANCE(host), buffer, length);
  if (offset > SQML_DATASETS_SIZE || length > SQML_DATASETS_SIZE - offset) {
    wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  }
  memcpy(target, sqml_datasets + offset, length);
}
