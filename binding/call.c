/*
** One call of one SQL function, whatever it gives:
**
**   1. find or make the instance; a busy one is an error ("called from within itself")
**   2. under a guard: reserve room, write the arguments, run the engine's function
**   3. give back statements; restore last_insert_rowid
**   4. hand out the result, or what went wrong
**   5. collect garbage in a shared instance; drop it if it trapped, or when the engine says so
**
** No SQLite frame stands between the guard of step 2 and the engine.
*/
#include "sqml.h"

#include <stdlib.h>

/* ---- Instances ---- */

static void instantiate(void *pointer) {
  Instance *instance = pointer;
  instance->host.stack_limit = wasm_rt_stack_limit();
  wasm2c_sqml_instantiate(&instance->engine, (struct w2c_host *)(void *)instance);
}

/* NULL with the trap when it can't begin. */
Instance *sqml_instance_new(Connection *connection, wasm_rt_trap_t *trap) {
  *trap = WASM_RT_TRAP_NO_MEMORY;
  Instance *instance = sqlite3_malloc64(sizeof *instance);
  if (instance == NULL) return NULL;
  memset(instance, 0, sizeof *instance);
  instance->generation = ++connection->generation;
  *trap = wasm_rt_cause(wasm_rt_guard(instantiate, instance), &instance->engine.w2c_memory);
  if (*trap == WASM_RT_TRAP_NONE) return instance;
  sqml_instance_free(instance);
  return NULL;
}

void sqml_instance_free(Instance *instance) {
  if (instance == NULL) return;
  wasm2c_sqml_free(&instance->engine);
  sqlite3_free(instance);
}

uint8_t *sqml_memory(Instance *instance, u32 offset, uint64_t length) {
  wasm_rt_memory_t *memory = &instance->engine.w2c_memory;
  if (offset > memory->size || length > memory->size - offset) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return memory->data + offset;
}

Call *sqml_call_of(struct w2c_host *host) {
  if (sqml_worker_of(host) != NULL) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  return SQML_INSTANCE(host)->call;
}

/* ---- Inside the guard ---- */

static void run(void *pointer) {
  Call *call = pointer;
  w2c_sqml *engine = &call->instance->engine;
  call->instance->host.stack_limit = wasm_rt_stack_limit();
  if (call->arguments > 0) {
    u32 cells = w2c_sqml_reserve(engine, (u32)call->arguments);
    uint8_t *target = sqml_memory(call->instance, cells, call->arguments);
    if (call->cells != NULL) {
      memcpy(target, call->cells, (size_t)call->arguments);
    } else if (!sqml_arguments_write(call->argc, call->argv, target, call->arguments)) {
      wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
    }
  }
  call->result = call->function->run(engine, (u32)call->argc);
}

static void collect(void *pointer) {
  Instance *instance = pointer;
  instance->host.stack_limit = wasm_rt_stack_limit();
  instance->kept = w2c_sqml_collect(&instance->engine) != 0;
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
  if (call->instance != NULL) trap = wasm_rt_cause(trap, &call->instance->engine.w2c_memory);
  if (trap == WASM_RT_TRAP_NO_MEMORY) {
    refuse(call, SQLITE_NOMEM, wasm_rt_trap_name(WASM_RT_TRAP_NO_MEMORY), "");
    return;
  }
  char what[80];
  sqlite3_snprintf(sizeof what, what, "internal error: %s", wasm_rt_trap_name(trap));
  refuse(call, SQLITE_ERROR, what, "; please report it");
}

/* The engine's own message; host.fail has checked that it lies in memory. */
static void refuse_failure(Call *call) {
  const char *message = (const char *)call->instance->engine.w2c_memory.data + call->failure;
  int code = call->failure_code == SQLITE_INTERNAL ? SQLITE_ERROR : call->failure_code;
  call->refuse(call, code, message, (int)call->failure_length);
}

/* The result cell; false when it is damaged. */
static bool answer(Call *call) {
  wasm_rt_memory_t *memory = &call->instance->engine.w2c_memory;
  if (call->result >= memory->size) return false;
  return call->answer(call, memory->data + call->result, memory->data + memory->size);
}

/* ---- The call ---- */

/* An own instance, or the connection's; NULL when the error has been said. */
static Instance *enter(Call *call) {
  Connection *connection = call->connection;
  Instance *instance = call->function->own ? NULL : connection->shared;
  if (instance == NULL) {
    wasm_rt_trap_t trap;
    instance = sqml_instance_new(connection, &trap);
    if (instance == NULL) {
      refuse_trap(call, trap);
      return NULL;
    }
    if (!call->function->own) connection->shared = instance;
  }
  if (instance->call != NULL) {
    refuse(call, SQLITE_ERROR, "called from within itself", "");
    return NULL;
  }
  instance->call = call;
  return instance;
}

/* Ends the instance's part; `sound` when its state can be trusted. Whether the instance lives on. */
static bool leave(Call *call, bool sound) {
  Instance *instance = call->instance;
  if (!call->function->own && sound && wasm_rt_guard(collect, instance) == WASM_RT_TRAP_NONE &&
      instance->kept) {
    instance->call = NULL;
    return true;
  }
  if (!call->function->own) call->connection->shared = NULL;
  sqml_instance_free(instance);
  return false;
}

bool sqml_run(Call *call) {
  call->db = call->connection->db;
  if (call->arguments > SQML_MOST_CELL_BYTES) {
    call->refuse(call, SQLITE_TOOBIG, NULL, 0);
    return false;
  }
  call->instance = enter(call);
  if (call->instance == NULL) return false;

  bool writes = !call->function->pure;
  sqlite3_int64 rowid = writes ? sqlite3_last_insert_rowid(call->db) : 0;
  wasm_rt_trap_t trap = wasm_rt_guard(run, call);
  sqml_statements_close(call);
  sqml_jobs_free(&call->jobs);
  if (writes && SQML_HAS(set_last_insert_rowid, 3018000)) sqlite3_set_last_insert_rowid(call->db, rowid);

  bool sound = trap == WASM_RT_TRAP_NONE;
  if (trap == WASM_RT_TRAP_FAIL) {
    refuse_failure(call);
    /* the engine's own aborts come this way too (error.ts), from wherever they happened */
    sound = call->failure_code != SQLITE_INTERNAL && call->failure_code != SQLITE_NOMEM &&
            !call->instance->engine.w2c_memory.refused;
  } else if (trap != WASM_RT_TRAP_NONE) {
    refuse_trap(call, trap);
  } else if (!answer(call)) {
    sound = false;
    refuse_trap(call, WASM_RT_TRAP_OOB);
  }
  return leave(call, sound);
}
