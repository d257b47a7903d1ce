/*
** One call of one SQL function:
**
**   1. find or make the instance; a busy one is an error ("called from within itself")
**   2. under a guard: reserve room, write the arguments, run the engine's function
**   3. give the result, or say what went wrong
**   4. give back statements; restore last_insert_rowid
**   5. collect garbage in a shared instance, or drop it if it trapped or has grown large
**   6. keep what the engine asked to remember
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
  *trap = wasm_rt_guard(instantiate, instance);
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

/* ---- Inside the guard ---- */

static void run(void *pointer) {
  Call *call = pointer;
  w2c_sqml *engine = &call->instance->engine;
  call->instance->host.stack_limit = wasm_rt_stack_limit();
  if (call->arguments > 0) {
    u32 cells = w2c_sqml_reserve(engine, (u32)call->arguments);
    uint8_t *target = sqml_memory(call->instance, cells, call->arguments);
    if (!sqml_arguments_write(call->argc, call->argv, target, call->arguments)) {
      wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
    }
  }
  call->result = call->function->run(engine, (u32)call->argc);
}

static void collect(void *pointer) {
  Instance *instance = pointer;
  instance->host.stack_limit = wasm_rt_stack_limit();
  w2c_sqml_collect(&instance->engine);
}

/* ---- Results and errors ---- */

/* `<function>: <what>` as the SQL error, with an SQLite code. */
static void answer_error(Call *call, int code, const char *what, const char *rest) {
  char *message = sqlite3_mprintf("%s: %s%s", call->function->name, what, rest);
  if (message == NULL) {
    sqlite3_result_error_nomem(call->context);
    return;
  }
  sqlite3_result_error(call->context, message, -1);
  sqlite3_result_error_code(call->context, code);
  sqlite3_free(message);
}

static void answer_trap(Call *call, wasm_rt_trap_t trap) {
  bool refused = call->instance != NULL && call->instance->engine.w2c_memory.refused;
  if (trap == WASM_RT_TRAP_NO_MEMORY || (trap == WASM_RT_TRAP_UNREACHABLE && refused)) {
    answer_error(call, SQLITE_NOMEM, wasm_rt_trap_name(WASM_RT_TRAP_NO_MEMORY), "");
    return;
  }
  char what[80];
  sqlite3_snprintf(sizeof what, what, "internal error: %s", wasm_rt_trap_name(trap));
  answer_error(call, SQLITE_ERROR, what, "; please report it");
}

/* The engine's own message; host.fail has checked that it lies in memory. Code 0 makes it the answer. */
static void answer_failure(Call *call) {
  const char *message = (const char *)call->instance->engine.w2c_memory.data + call->failure;
  if (call->failure_code == 0) {
    Cell cell = {.type = CELL_JSON, .bytes = message, .length = call->failure_length};
    sqml_cell_result(call, &cell);
    return;
  }
  int code = call->failure_code == SQLITE_INTERNAL ? SQLITE_ERROR : call->failure_code;
  sqlite3_result_error(call->context, message, (int)call->failure_length);
  sqlite3_result_error_code(call->context, code);
}

/* The result cell; false when it is damaged. */
static bool answer_result(Call *call) {
  wasm_rt_memory_t *memory = &call->instance->engine.w2c_memory;
  if (call->result >= memory->size) return false;
  const uint8_t *at = memory->data + call->result;
  Cell cell;
  if (!sqml_cell_read(&at, memory->data + memory->size, &cell)) return false;
  sqml_cell_result(call, &cell);
  return true;
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
      answer_trap(call, trap);
      return NULL;
    }
    if (!call->function->own) connection->shared = instance;
  }
  if (instance->call != NULL) {
    answer_error(call, SQLITE_ERROR, "called from within itself", "");
    return NULL;
  }
  instance->call = call;
  return instance;
}

/* Ends the instance's part; `sound` when its state can be trusted. Whether the instance lives on. */
static bool leave(Call *call, bool sound) {
  Instance *instance = call->instance;
  if (!call->function->own && sound && instance->engine.w2c_memory.size <= SQML_SHARED_LIMIT &&
      wasm_rt_guard(collect, instance) == WASM_RT_TRAP_NONE) {
    instance->call = NULL;
    return true;
  }
  if (!call->function->own) call->connection->shared = NULL;
  sqml_instance_free(instance);
  return false;
}

/* What host.remember leaves on the statement; of no use to another instance. */
typedef struct {
  uint32_t generation;
  int32_t value;
} Remembered;

static void remember(Call *call, uint32_t generation) {
  Remembered *kept = sqlite3_malloc64(sizeof *kept);
  if (kept == NULL) return;
  kept->generation = generation;
  kept->value = call->remembered;
  sqlite3_set_auxdata(call->context, 0, kept, sqlite3_free);
}

static void recall(Call *call) {
  const Remembered *kept = call->argc > 0 ? sqlite3_get_auxdata(call->context, 0) : NULL;
  if (kept != NULL && kept->generation == call->instance->generation) call->remembered = kept->value;
}

void sqml_call(sqlite3_context *context, int argc, sqlite3_value **argv) {
  const Registration *registration = sqlite3_user_data(context);
  Call call = {0};
  call.context = context;
  call.db = sqlite3_context_db_handle(context);
  call.connection = registration->connection;
  call.function = registration->function;
  call.argc = argc;
  call.argv = argv;

  call.arguments = sqml_arguments_size(argc, argv);
  if (argc > 0 && call.arguments == 0) {
    sqlite3_result_error_nomem(context);
    return;
  }
  if (call.arguments > SQML_MAX_CELLS) {
    sqlite3_result_error_toobig(context);
    return;
  }
  call.instance = enter(&call);
  if (call.instance == NULL) return;
  recall(&call);

  bool writes = !call.function->pure;
  sqlite3_int64 rowid = writes ? sqlite3_last_insert_rowid(call.db) : 0;
  wasm_rt_trap_t trap = wasm_rt_guard(run, &call);
  sqml_statements_close(&call);
  if (writes && SQML_HAS(set_last_insert_rowid, 3018000)) sqlite3_set_last_insert_rowid(call.db, rowid);

  bool sound = trap == WASM_RT_TRAP_NONE;
  if (trap == WASM_RT_TRAP_FAIL) {
    answer_failure(&call);
    /* the engine's own aborts come this way too (error.ts), from wherever they happened */
    sound = call.failure_code != SQLITE_INTERNAL && call.failure_code != SQLITE_NOMEM &&
            !call.instance->engine.w2c_memory.refused;
  } else if (trap != WASM_RT_TRAP_NONE) {
    answer_trap(&call, trap);
  } else if (!answer_result(&call)) {
    sound = false;
    answer_trap(&call, WASM_RT_TRAP_OOB);
  }
  uint32_t generation = call.instance->generation;
  bool kept = leave(&call, sound);
  if (kept && call.remembers && argc > 0) remember(&call, generation);
}
