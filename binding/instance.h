/*
** An instance of the engine: one linear memory with the engine in it, which is also what wasm2c calls
** the host. Shared by the extension (call.c), by programs without SQL (program.c) and by jobs (jobs.c),
** which each run it under a guard of their own.
**
** Conventions
**   A pointer that comes from the engine is a u32 offset into its memory; no C pointer is made of one
**   but by sqml_memory, which checks it. A length from the engine is a u32 too.
**
** Who may jump where
**   The engine leaves by longjmp to the innermost guard (wasm_rt_trap). SQLite may run between a host
**   function and another guard, never between a wasm_rt_trap and its guard: an inner call sets a guard of
**   its own and always returns.
*/
#ifndef SQML_INSTANCE_H
#define SQML_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine.h"

typedef struct {
  wasm_rt_host_t host; /* first, as wasm-rt.h wants */
  w2c_sqml engine;
  void *running;   /* what runs in it, as its owner knows it; NULL when idle */
  uint32_t number; /* tells it from others of its owner */
  bool kept;       /* what the engine's `collect` said last: it is worth keeping */

  /* the engine's way out (host.fail) */
  u32 failure;
  u32 failure_length;
  u32 failure_code;
} Instance;

/* The instance that a host function is asked by. */
#define SQML_INSTANCE(pointer) ((Instance *)(void *)(pointer))

/* Makes the engine in zeroed memory; when it can't begin, the trap, and nothing is left to free. */
wasm_rt_trap_t sqml_instance_start(Instance *instance);

/* Frees the engine's memory; the structure is zeroed. */
void sqml_instance_end(Instance *instance);

/* Says how deep the engine may go: first thing under a guard. */
static inline void sqml_instance_enter(Instance *instance) {
  instance->host.stack_limit = wasm_rt_stack_limit();
}

/* Under a guard, with no frame of the engine's left: gives garbage back. */
static inline void sqml_instance_collect(Instance *instance) {
  instance->kept = w2c_sqml_collect(&instance->engine) != 0;
}

/* The bytes [offset, offset + length) of the engine's memory; traps when they are not all inside. */
static inline uint8_t *sqml_memory(Instance *instance, u32 offset, uint64_t length) {
  wasm_rt_memory_t *memory = &instance->engine.w2c_memory;
  if (offset > memory->size || length > memory->size - offset) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return memory->data + offset;
}

/*
** A cell with a length and bytes (cells.h) as the engine gives results of jobs and programs: its bytes;
** NULL when it is damaged.
*/
const uint8_t *sqml_result_bytes(const Instance *instance, u32 cell, u32 *length);

/* host.fail: notes message and code, and leaves. */
__attribute__((noreturn)) void sqml_instance_fail(Instance *instance, u32 message, u32 length, u32 code);

/* The message that host.fail has noted; it lies in memory. */
static inline const char *sqml_failure(const Instance *instance) {
  return (const char *)instance->engine.w2c_memory.data + instance->failure;
}

/* Whether a trap comes of too little memory. */
static inline bool sqml_is_short(const Instance *instance, wasm_rt_trap_t trap) {
  return wasm_rt_cause(trap, &instance->engine.w2c_memory) == WASM_RT_TRAP_NO_MEMORY;
}

#endif
