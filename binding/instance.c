/*
** Instances of the engine (instance.h).
*/
#include "instance.h"

static void instantiate(void *pointer) {
  Instance *instance = pointer;
  sqml_instance_enter(instance);
  wasm2c_sqml_instantiate(&instance->engine, (struct w2c_host *)pointer);
}

wasm_rt_trap_t sqml_instance_start(Instance *instance) {
  wasm_rt_trap_t trap = wasm_rt_guard(instantiate, instance);
  trap = wasm_rt_cause(trap, &instance->engine.w2c_memory);
  if (trap != WASM_RT_TRAP_NONE) sqml_instance_end(instance);
  return trap;
}

void sqml_instance_end(Instance *instance) {
  wasm2c_sqml_free(&instance->engine);
  memset(&instance->engine, 0, sizeof instance->engine);
}

const uint8_t *sqml_result_bytes(const Instance *instance, u32 cell, u32 *length) {
  const wasm_rt_memory_t *memory = &instance->engine.w2c_memory;
  if (cell > memory->size || memory->size - cell < 5) return NULL;
  memcpy(length, memory->data + cell + 1, 4);
  return *length <= memory->size - cell - 5 ? memory->data + cell + 5 : NULL;
}

void sqml_instance_fail(Instance *instance, u32 message, u32 length, u32 code) {
  sqml_memory(instance, message, length);
  instance->failure = message;
  instance->failure_length = length < INT32_MAX ? length : INT32_MAX;
  instance->failure_code = code;
  wasm_rt_trap(WASM_RT_TRAP_FAIL);
}
