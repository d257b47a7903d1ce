/*
** One call of one SQL function, whatever it gives:
**
**   1. find or make the instance; a busy one is an error ("called from within itself")
**   2. under a guard: reserve room, write the arguments, run the engine's function, hand out the result; in a
**      shared instance collect garbage
**   3. give back statements and jobs; a training leaves the list
**   4. say what went wrong
**   5. drop the instance if it is the call's own, if it trapped, or when the engine says so
**
** No SQLite frame stands between the guard of step 2 and a frame of the engine.
*/
#include "call.h"

/* Arguments that fit here, as most do, are written without being measured before. */
#define USUAL_SIZE 4096

Call *sqml_call_of(struct w2c_host *host) {
  Call *call = SQML_INSTANCE(host)->running;
  if (call == NULL) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  return call;
}

/* ---- Instances ---- */

/* NULL with the trap when it can't begin. */
static Instance *instance_new(Connection *connection, wasm_rt_trap_t *trap) {
  *trap = WASM_RT_TRAP_NO_MEMORY;
  Instance *instance = sqlite3_malloc64(sizeof *instance);
  if (instance == NULL) return NULL;
  memset(instance, 0, sizeof *instance);
  instance->number = ++connection->instances;
  *trap = sqml_instance_start(instance);
  if (*trap == WASM_RT_TRAP_NONE) return instance;
  sqlite3_free(instance);
  return NULL;
}

void sqml_shared_free(Instance *instance) {
  if (instance == NULL) return;
  sqml_instance_end(instance);
  sqlite3_free(instance);
}

/* ---- Inside the guard ---- */

/* Leaves without a message of the engine's: SQLite has one for the code. */
__attribute__((noreturn)) static void leave_with(Instance *instance, int code) {
  sqml_instance_fail(instance, 0, 0, (u32)code);
}

static void write_arguments(Call *call) {
  Instance *instance = call->instance;
  if (call->cells != NULL) {
    u32 at = w2c_sqml_reserve(&instance->engine, (u32)call->size);
    memcpy(sqml_memory(instance, at, call->size), call->cells, (size_t)call->size);
    return;
  }
  uint64_t room = USUAL_SIZE, written;
  for (;;) {
    u32 at = w2c_sqml_reserve(&instance->engine, (u32)room);
    int code = sqml_arguments_write(call->argc, call->argv, sqml_memory(instance, at, room), room, &written);
    if (code == SQLITE_OK) return;
    uint64_t size = code == SQLITE_TOOBIG ? sqml_arguments_size(call->argc, call->argv) : 0;
    if (size <= room) leave_with(instance, SQLITE_NOMEM);
    if (size > SQML_MOST_CELL_BYTES) leave_with(instance, SQLITE_TOOBIG);
    room = size;
  }
}

static void run(void *pointer) {
  Call *call = pointer;
  Instance *instance = call->instance;
  sqml_instance_enter(instance);
  write_arguments(call);
  u32 cell = call->function->run(&instance->engine, (u32)call->argc);
  wasm_rt_memory_t *memory = &instance->engine.w2c_memory;
  if (cell >= memory->size || !call->answer(call, memory->data + cell, memory->data + memory->size)) {
    wasm_rt_trap(WASM_RT_TRAP_OOB);
  }
  call->answered = true;
  if (!call->function->own) sqml_instance_collect(instance);
}

/* ---- Outcomes ---- */

/* `<function>: <what>` as the error, with an SQLite code. */
static void refuse(Call *call, int code, const char *what, const char *rest) {
  char *message = sqlite3_mprintf("%s: %s%s", call->function->name, what, rest);
  if (message == NULL) {
    call->refuse(call, SQLITE_NOMEM, NULL, 0);
    return;
  }
  call->refuse(call, code, message, (int)strlen(message));
  sqlite3_free(message);
}

static void refuse_trap(Call *call, wasm_rt_trap_t trap) {
  /* without an instance there was none to be had */
  bool is_short =
      call->instance != NULL ? sqml_is_short(call->instance, trap) : trap == WASM_RT_TRAP_NO_MEMORY;
  if (is_short) {
    refuse(call, SQLITE_NOMEM, wasm_rt_trap_name(WASM_RT_TRAP_NO_MEMORY), "");
    return;
  }
  char what[80];
  sqlite3_snprintf(sizeof what, what, "internal error: %s", wasm_rt_trap_name(trap));
  refuse(call, SQLITE_ERROR, what, "; please report it");
}

/* What host.fail has said; whether the instance can be trusted after it. */
static bool refuse_failure(Call *call) {
  Instance *instance = call->instance;
  int code = instance->failure_code < SQLITE_ROW ? (int)instance->failure_code : SQLITE_ERROR;
  if (instance->failure_length == 0) {
    call->refuse(call, code, NULL, 0);
  } else {
    call->refuse(call, code == SQLITE_INTERNAL ? SQLITE_ERROR : code, sqml_failure(instance),
                 (int)instance->failure_length);
  }
  /* the engine's own aborts come this way too (error.ts), from wherever they happened */
  return code != SQLITE_INTERNAL && code != SQLITE_NOMEM && !instance->engine.w2c_memory.refused;
}

/* ---- The call ---- */

/* An own instance, or the connection's; NULL when the error has been said. */
static Instance *enter(Call *call) {
  Connection *connection = call->connection;
  Instance *instance = call->function->own ? NULL : connection->shared;
  if (instance == NULL) {
    wasm_rt_trap_t trap;
    instance = instance_new(connection, &trap);
    if (instance == NULL) {
      refuse_trap(call, trap);
      return NULL;
    }
    if (!call->function->own) connection->shared = instance;
  }
  if (instance->running != NULL) {
    refuse(call, SQLITE_ERROR, "called from within itself", "");
    return NULL;
  }
  instance->running = call;
  return instance;
}

static void collect(void *pointer) {
  sqml_instance_enter(pointer);
  sqml_instance_collect(pointer);
}

bool sqml_run(Call *call) {
  call->statements.db = call->connection->db;
  call->statements.kept = &call->connection->kept;
  call->instance = enter(call);
  if (call->instance == NULL) return false;
  Instance *instance = call->instance;
  bool shared = !call->function->own;

  wasm_rt_trap_t trap = wasm_rt_guard(run, call);
  sqml_statements_close(&call->statements);
  if (call->jobs.results != NULL) sqml_jobs_free(&call->jobs);
  sqml_training_end(call->training);

  bool sound = trap == WASM_RT_TRAP_NONE;
  if (trap == WASM_RT_TRAP_FAIL) {
    sound = refuse_failure(call) && (!shared || wasm_rt_guard(collect, instance) == WASM_RT_TRAP_NONE);
  } else if (!sound && !call->answered) {
    refuse_trap(call, trap);
  }
  instance->running = NULL;
  if (shared && sound && instance->kept) return true;
  if (shared) call->connection->shared = NULL;
  sqml_shared_free(instance);
  return false;
}
