/*
** Runs the module of simd.test.ts natively: reads pairs of 16-byte operands from standard input, writes
** the 16 bytes that each of its functions makes of each pair to standard output.
*/
#include "wasm-rt.h"

#include <stdio.h>

#include "engine.h"
#include "operations.h"

static w2c_sqml module;
static wasm_rt_host_t host;

static void start(void *nothing) {
  (void)nothing;
  host.stack_limit = wasm_rt_stack_limit();
  wasm2c_sqml_instantiate(&module, (struct w2c_host *)(void *)&host);
}

static void run(void *operation) {
  host.stack_limit = wasm_rt_stack_limit();
  (*(void (**)(w2c_sqml *))operation)(&module);
}

void w2c_host_nothing(struct w2c_host *pointer) {
  (void)pointer;
}

int main(void) {
  uint8_t pair[32];
  if (wasm_rt_guard(start, NULL) != WASM_RT_TRAP_NONE) return 1;
  while (fread(pair, 1, sizeof pair, stdin) == sizeof pair) {
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof OPERATIONS[0]; i++) {
      memcpy(module.w2c_memory.data, pair, sizeof pair);
      memset(module.w2c_memory.data + 32, 0, 16);
      if (wasm_rt_guard(run, (void *)&OPERATIONS[i]) != WASM_RT_TRAP_NONE) return 1;
      fwrite(module.w2c_memory.data + 32, 1, 16, stdout);
    }
  }
  wasm2c_sqml_free(&module);
  return 0;
}
