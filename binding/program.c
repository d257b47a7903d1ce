/*
** The engine without SQL (program.h): runs its functions, and is the host that assembly/host.ts asks for, its
** one statement being the given rows. What needs a database is never asked for by these functions; if it is,
** the engine is wrong and traps.
*/
#include "program.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "host_limits.h"
#include "instance.h"
#include "jobs.h"

typedef struct {
  const char *name;
  u32 (*run)(w2c_sqml *engine, u32 argc);
} ProgramFunction;

#include "programs.h"

#define PROGRAM_COUNT ((int)(sizeof PROGRAMS / sizeof PROGRAMS[0]))

/* The handle of the one statement. */
#define ROWS_HANDLE 1

struct Program {
  Instance instance; /* first; what runs in it is this */
  Task *task;
  bool unsound; /* a trap has left it in the middle of something */
  bool opened;  /* the task's rows are open */
  u32 result;   /* offset of the result cell */
  Jobs jobs;    /* that ran last, with their results */
};

const char *sqml_program_name(int function) {
  return function >= 0 && function < PROGRAM_COUNT ? PROGRAMS[function].name : NULL;
}

uint64_t sqml_program_size(const Program *program) {
  return program->instance.engine.w2c_memory.size;
}

/* The program that asks the host; traps when a job asks (jobs.h). */
static Program *program_of(struct w2c_host *host) {
  Program *program = SQML_INSTANCE(host)->running;
  if (program == NULL) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  return program;
}

static uint8_t *memory_at(Program *program, u32 offset, uint64_t length) {
  return sqml_memory(&program->instance, offset, length);
}

/* ---- Instances ---- */

Program *sqml_program_new(void) {
  Program *program = calloc(1, sizeof *program);
  if (program == NULL) return NULL;
  if (sqml_instance_start(&program->instance) == WASM_RT_TRAP_NONE) {
    program->instance.running = program;
    return program;
  }
  free(program);
  return NULL;
}

void sqml_program_free(Program *program) {
  if (program == NULL) return;
  sqml_instance_end(&program->instance);
  free(program);
}

/* ---- Arguments ---- */

static uint64_t argument_size(const Argument *argument) {
  switch (argument->type) {
    case CELL_NULL: return 1;
    case CELL_INTEGER: return 9;
    case ARGUMENT_FLOATS: return 5 + argument->length * 2;
    default: return 5 + argument->length;
  }
}

static uint8_t *put_cell(uint8_t *p, int type, const void *bytes, size_t length) {
  *p = (uint8_t)type;
  memcpy(p + 1, bytes, length);
  return p + 1 + length;
}

static uint8_t *put_argument(uint8_t *p, const Argument *argument) {
  if (argument->type == CELL_NULL) return put_cell(p, CELL_NULL, "", 0);
  if (argument->type == CELL_INTEGER) return put_cell(p, CELL_INTEGER, &argument->integer, 8);
  bool floats = argument->type == ARGUMENT_FLOATS;
  u32 length = (u32)argument->length * (floats ? 2 : 1);
  p = put_cell(p, floats ? CELL_BLOB : argument->type, &length, 4);
  if (!floats) {
    if (length > 0) memcpy(p, argument->bytes, length);
    return p + length;
  }
  const float *values = argument->bytes;
  for (size_t i = 0; i < argument->length / 4; i++, p += 8) memcpy(p, &(double){values[i]}, 8);
  return p;
}

/* ---- Running ---- */

static void run(void *pointer) {
  Program *program = pointer;
  Task *task = program->task;
  sqml_instance_enter(&program->instance);
  uint64_t size = 0;
  for (int i = 0; i < task->count; i++) size += argument_size(&task->arguments[i]);
  u32 cells = w2c_sqml_reserve(&program->instance.engine, (u32)size);
  uint8_t *at = memory_at(program, cells, size);
  for (int i = 0; i < task->count; i++) at = put_argument(at, &task->arguments[i]);
  program->result = PROGRAMS[task->function].run(&program->instance.engine, (u32)task->count);
}

static void refuse(Task *task, int code, const char *what, const char *rest) {
  const char *name = PROGRAMS[task->function].name;
  snprintf(task->buffer, sizeof task->buffer, "%s: %s%s", name, what, rest);
  task->code = code;
  task->message = task->buffer;
  task->message_length = strlen(task->buffer);
}

static void refuse_trap(Program *program, wasm_rt_trap_t trap) {
  Task *task = program->task;
  if (sqml_is_short(&program->instance, trap)) {
    refuse(task, PROGRAM_NOMEM, wasm_rt_trap_name(WASM_RT_TRAP_NO_MEMORY), "");
    return;
  }
  char what[80];
  snprintf(what, sizeof what, "internal error: %s", wasm_rt_trap_name(trap));
  refuse(task, PROGRAM_ERROR, what, "; please report it");
}

/* Takes the result cell, which has a length and bytes; false when it is damaged. */
static bool take_result(Program *program) {
  Task *task = program->task;
  task->result = sqml_result_bytes(&program->instance, program->result, &task->length);
  if (task->result == NULL) return false;
  task->type = task->result[-5];
  return task->type == CELL_BLOB || task->type == CELL_ROWS;
}

bool sqml_program_run(Program *program, Task *task) {
  if (program->unsound) {
    refuse(task, PROGRAM_ERROR, "an earlier error has ended this engine", "");
    return false;
  }
  uint64_t size = 0;
  for (int i = 0; i < task->count; i++) size += argument_size(&task->arguments[i]);
  if (size > SQML_MOST_CELL_BYTES) {
    refuse(task, PROGRAM_TOOBIG, "the arguments have over 2 GiB", "");
    return false;
  }
  program->task = task;
  program->opened = false;
  wasm_rt_trap_t trap = wasm_rt_guard(run, program);
  bool well = false;
  if (trap == WASM_RT_TRAP_FAIL) {
    /* the engine's own aborts come this way too (error.ts) */
    task->code = (int)program->instance.failure_code;
    task->message = sqml_failure(&program->instance);
    task->message_length = program->instance.failure_length;
    program->unsound = task->code == PROGRAM_INTERNAL || program->instance.engine.w2c_memory.refused;
  } else if (trap != WASM_RT_TRAP_NONE) {
    program->unsound = true;
    refuse_trap(program, trap);
  } else if (!take_result(program)) {
    program->unsound = true;
    refuse_trap(program, WASM_RT_TRAP_OOB);
  } else {
    well = true;
  }
  program->task = NULL;
  sqml_jobs_free(&program->jobs);
  return well;
}

static void collect(void *pointer) {
  sqml_instance_enter(pointer);
  sqml_instance_collect(pointer);
}

bool sqml_program_rest(Program *program) {
  if (!program->unsound && wasm_rt_guard(collect, &program->instance) != WASM_RT_TRAP_NONE)
    program->unsound = true;
  return !program->unsound;
}

/* ---- Rows ---- */

/* The running task's rows, which must be open. */
static Rows *opened(struct w2c_host *host, u32 handle) {
  Program *program = program_of(host);
  if (handle != ROWS_HANDLE || !program->opened) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  return program->task->rows;
}

u32 w2c_host_prepare(struct w2c_host *host, u32 sql, u32 length, u32 flags) {
  (void)flags; /* of SQLite */
  Program *program = program_of(host);
  memory_at(program, sql, length);
  if (program->opened || program->task->rows == NULL) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  program->opened = true;
  return ROWS_HANDLE;
}

u32 w2c_host_column_count(struct w2c_host *host, u32 handle) {
  const Rows *rows = opened(host, handle);
  return rows->parts[0].width + rows->parts[1].width;
}

u32 w2c_host_column_name(struct w2c_host *host, u32 handle, u32 column, u32 buffer, u32 capacity) {
  const Rows *rows = opened(host, handle);
  uint8_t *target = memory_at(program_of(host), buffer, capacity);
  if (column >= rows->parts[0].width + rows->parts[1].width) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  u32 length = rows->name_lengths[column];
  if (length <= capacity) memcpy(target, rows->names[column], length);
  return length;
}

/* Bytes of the cell at `at`, which must end before `end`; 0 when it doesn't. */
static uint64_t cell_size(const uint8_t *at, const uint8_t *end) {
  uint64_t left = (uint64_t)(end - at), size = 1;
  if (left == 0) return 0;
  if (*at == CELL_INTEGER || *at == CELL_REAL) {
    size = 9;
  } else if (*at != CELL_NULL) {
    u32 length;
    if (left < 5) return 0;
    memcpy(&length, at + 1, 4);
    size = 5 + (uint64_t)length;
  }
  return size <= left ? size : 0;
}

/* Bytes of the next row of these columns, in `*cells`; and what they take in memory. Traps past the end. */
static uint64_t row_size(const Values *values, uint64_t *cells) {
  if (values->kind != VALUES_CELLS) {
    uint64_t size = (uint64_t)values->width * (values->kind == VALUES_F64 ? 8 : 4);
    if (size > values->length - values->at) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
    *cells = (uint64_t)values->width * 9; /* at most: a NaN takes one */
    return size;
  }
  const uint8_t *start = values->bytes + values->at, *end = values->bytes + values->length, *at = start;
  for (uint32_t c = 0; c < values->width; c++) {
    uint64_t size = cell_size(at, end);
    if (size == 0) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
    at += size;
  }
  return *cells = (uint64_t)(at - start);
}

/* Writes the next row of these columns as cells: `size` bytes, of row_size. */
static uint8_t *put_row(uint8_t *p, Values *values, uint64_t size) {
  const uint8_t *at = values->bytes + values->at;
  values->at += size;
  if (values->kind == VALUES_CELLS) {
    memcpy(p, at, (size_t)size);
    return p + size;
  }
  for (uint32_t c = 0; c < values->width; c++) {
    double value;
    float narrow;
    if (values->kind == VALUES_F64) {
      memcpy(&value, at + (size_t)c * 8, 8);
    } else {
      memcpy(&narrow, at + (size_t)c * 4, 4);
      value = narrow;
    }
    p = value != value ? put_cell(p, CELL_NULL, "", 0) : put_cell(p, CELL_REAL, &value, 8);
  }
  return p;
}

/* What the next row may take as cells. */
static uint64_t next_size(const Rows *rows, uint64_t sizes[2]) {
  uint64_t cells[2];
  for (int i = 0; i < 2; i++) sizes[i] = row_size(&rows->parts[i], &cells[i]);
  return cells[0] + cells[1];
}

u32 w2c_host_fetch(struct w2c_host *host, u32 handle, u32 buffer, u32 capacity) {
  Rows *rows = opened(host, handle);
  uint8_t *start = memory_at(program_of(host), buffer, capacity), *p = start, *end = start + capacity;
  for (; rows->next < rows->count; rows->next++) {
    uint64_t sizes[2];
    if (next_size(rows, sizes) > (uint64_t)(end - p)) {
      if (p == start) return 0u - (u32)PROGRAM_TOOBIG;
      break;
    }
    for (int i = 0; i < 2; i++) p = put_row(p, &rows->parts[i], sizes[i]);
  }
  return (u32)(p - start);
}

/*
** The next row of these columns as numbers, one f64 each, as host.fetch_numbers says; column `exact` is
** counted from the first of them. False when it has something else.
*/
static bool put_numbers(uint8_t *p, const Values *values, int64_t exact, u32 type) {
  const uint8_t *at = values->bytes + values->at, *end = values->bytes + values->length;
  for (uint32_t c = 0; c < values->width; c++, p += 8) {
    int64_t integer = 0;
    double value = NAN;
    float narrow;
    u32 kind = CELL_REAL;
    if (values->kind == VALUES_F64) {
      memcpy(&value, at + (size_t)c * 8, 8);
    } else if (values->kind == VALUES_F32) {
      memcpy(&narrow, at + (size_t)c * 4, 4);
      value = narrow;
    } else {
      kind = *at;
      if (kind == CELL_REAL) memcpy(&value, at + 1, 8);
      if (kind == CELL_INTEGER) memcpy(&integer, at + 1, 8), value = (double)integer;
      at += cell_size(at, end);
    }
    if (value != value) value = NAN, kind = kind == CELL_REAL ? CELL_NULL : kind;
    if (c == exact ? kind != type : kind != CELL_REAL && kind != CELL_INTEGER && kind != CELL_NULL)
      return false;
    if (c == exact && kind == CELL_INTEGER) {
      memcpy(p, &integer, 8);
    } else {
      memcpy(p, &value, 8);
    }
  }
  return true;
}

u32 w2c_host_fetch_numbers(struct w2c_host *host, u32 handle, u32 column, u32 type, u32 buffer, u32 capacity,
                           u32 step) {
  Rows *rows = opened(host, handle);
  uint8_t *p = memory_at(program_of(host), buffer, capacity);
  uint32_t before = rows->parts[0].width;
  if (((uint64_t)before + rows->parts[1].width) * 8 > step) return 0;
  u32 count = 0;
  for (; rows->next < rows->count && ((uint64_t)count + 1) * step <= capacity;
       rows->next++, count++, p += step) {
    uint64_t sizes[2];
    next_size(rows, sizes);
    if (!put_numbers(p, &rows->parts[0], (int32_t)column, type)) break;
    if (!put_numbers(p + (size_t)before * 8, &rows->parts[1], (int64_t)(int32_t)column - before, type)) break;
    for (int i = 0; i < 2; i++) rows->parts[i].at += sizes[i];
  }
  return count;
}

u32 w2c_host_pending(struct w2c_host *host, u32 handle) {
  const Rows *rows = opened(host, handle);
  uint64_t sizes[2], size = rows->next < rows->count ? next_size(rows, sizes) : 0;
  return size > INT32_MAX ? INT32_MAX : (u32)size;
}

void w2c_host_finalize(struct w2c_host *host, u32 handle) {
  const Rows *rows = opened(host, handle);
  Program *program = program_of(host);
  program->opened = false;
  program->task->rows = NULL;
  if (rows->release != NULL) rows->release(program->task->caller);
}

/* ---- The way out, and time ---- */

void w2c_host_fail(struct w2c_host *host, u32 message, u32 length, u32 code) {
  sqml_instance_fail(SQML_INSTANCE(host), message, length, code);
}

/* How far the task is, as the worker that runs a part of it sees it, or else the task's own instance. */
static int poll_task(void *pointer, Worker *worker) {
  Program *program = pointer;
  Task *task = program->task;
  if (task->poll == NULL) return 0;
  Progress progress;
  const uint8_t *from =
      worker != NULL ? sqml_worker_progress(worker)
                     : memory_at(program, w2c_sqml_progress(&program->instance.engine), sizeof progress);
  memcpy(&progress, from, sizeof progress);
  return task->poll(task->caller, &progress) ? PROGRAM_INTERRUPT : 0;
}

u32 w2c_host_poll(struct w2c_host *host) {
  Worker *worker = sqml_worker_of(host);
  return worker != NULL ? sqml_worker_poll(worker) : (u32)poll_task(program_of(host), NULL);
}

/* ---- Jobs ---- */

u32 w2c_host_run_jobs(struct w2c_host *host, u32 pieces, u32 piece_count, u32 count, u32 threads) {
  Program *program = program_of(host);
  JobsPlan plan = {.count = count, .threads = (int)threads, .poll = poll_task, .caller = program};
  if (piece_count > JOBS_MOST_PIECES) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  for (u32 i = 0; i < piece_count; i++) {
    u32 pair[2];
    memcpy(pair, memory_at(program, pieces + i * 8, 8), 8);
    plan.pieces[i] = (JobsPiece){memory_at(program, pair[0], pair[1]), pair[1]};
  }
  return sqml_jobs_run(&program->jobs, &plan) ? 0 : 0u - (u32)program->jobs.code;
}

u32 w2c_host_cores(struct w2c_host *host) {
  (void)host;
  return (u32)sqml_cores();
}

u32 w2c_host_job_result(struct w2c_host *host, u32 job, u32 buffer, u32 capacity) {
  Program *program = program_of(host);
  uint8_t *target = memory_at(program, buffer, capacity);
  if (job >= program->jobs.count) wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  const JobResult *result = &program->jobs.results[job];
  if (result->length <= capacity) memcpy(target, result->bytes, result->length);
  return result->length;
}

/* The one statement that there is writes nothing. */
u32 w2c_host_changes(struct w2c_host *host) {
  (void)host;
  return 0;
}

/* Only jobs leave a message here. */
u32 w2c_host_error_message(struct w2c_host *host, u32 buffer, u32 capacity) {
  Program *program = program_of(host);
  uint8_t *target = memory_at(program, buffer, capacity);
  u32 length = program->jobs.message_length;
  memcpy(target, program->jobs.message != NULL ? program->jobs.message : "",
         length < capacity ? length : capacity);
  return length;
}

f64 w2c_host_clock(struct w2c_host *host) {
  (void)host;
  return sqml_now();
}

u32 w2c_host_length_limit(struct w2c_host *host) {
  (void)host;
  return INT32_MAX;
}

u32 w2c_host_settings(struct w2c_host *host) {
  (void)host;
  return 0;
}

/* ---- What needs a database ---- */

u32 w2c_host_tail(struct w2c_host *host, u32 handle) {
  opened(host, handle);
  return 0;
}

u32 w2c_host_is_readonly(struct w2c_host *host, u32 handle) {
  opened(host, handle);
  return 1;
}

/* The rest is of SQL alone. */

u32 w2c_host_bind(struct w2c_host *host, u32 handle, u32 cells, u32 length) {
  (void)host, (void)handle, (void)cells, (void)length;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

void w2c_host_reset(struct w2c_host *host, u32 handle) {
  (void)host, (void)handle;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

u32 w2c_host_remembered(struct w2c_host *host) {
  (void)host;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

void w2c_host_remember(struct w2c_host *host, u32 value) {
  (void)host, (void)value;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

void w2c_host_pause(struct w2c_host *host, u32 milliseconds) {
  (void)host, (void)milliseconds;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

void w2c_host_set_settings(struct w2c_host *host, u32 value) {
  (void)host, (void)value;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

void w2c_host_dataset_bytes(struct w2c_host *host, u32 offset, u32 buffer, u32 length) {
  (void)host, (void)offset, (void)buffer, (void)length;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

void w2c_host_begin_training(struct w2c_host *host, u32 text, u32 length, u32 values) {
  (void)host, (void)text, (void)length, (void)values;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

u32 w2c_host_trainings(struct w2c_host *host, u32 buffer, u32 capacity) {
  (void)host, (void)buffer, (void)capacity;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}

u32 w2c_host_cancel_training(struct w2c_host *host, u32 id) {
  (void)host, (void)id;
  wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
}
