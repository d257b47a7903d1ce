/*
** The host functions that are not about statements: the way out, interrupts, time, limits, memory across
** calls, the embedded datasets (assembly/host.ts says what each promises).
*/
#include "clock.h"
#include "datasets.h"
#include "sqml.h"

static Call *call_of(struct w2c_host *host) {
  return SQML_INSTANCE(host)->call;
}

void w2c_host_fail(struct w2c_host *host, u32 message, u32 length, u32 code) {
  Call *call = call_of(host);
  sqml_memory(call->instance, message, length);
  call->failure = message;
  call->failure_length = length < INT32_MAX ? length : INT32_MAX;
  call->failure_code = code < SQLITE_ROW ? (int)code : SQLITE_ERROR;
  wasm_rt_trap(WASM_RT_TRAP_FAIL);
}

/*
** Two ways to hear that the user wants to stop. sqlite3_is_interrupted (3.41) is a load. Stepping a
** statement works everywhere and also lets the host's own progress handler run, which is how Datasette and
** others set their time limits; the handler is asked every so many VM instructions, counted over all
** runs of one statement, so it must be the same statement each time, and 16 steps (a microsecond) per
** poll (half a millisecond) bring a handler that wants 1000 instructions to its turn within 10 ms.
*/
#define TICKS_PER_POLL 16

u32 w2c_host_poll(struct w2c_host *host) {
  Call *call = call_of(host);
#if SQLITE_VERSION_NUMBER >= 3041000
  if (SQML_HAS(is_interrupted, 3041000) && sqlite3_is_interrupted(call->db)) return SQLITE_INTERRUPT;
#endif
  if (call->tick == NULL) {
    int code = sqlite3_prepare_v2(call->db, "SELECT 1", -1, &call->tick, NULL);
    if (code != SQLITE_OK) return (code & 0xff) == SQLITE_INTERRUPT ? SQLITE_INTERRUPT : 0;
  }
  for (int i = 0; i < TICKS_PER_POLL; i++) {
    sqlite3_step(call->tick);
    if ((sqlite3_reset(call->tick) & 0xff) == SQLITE_INTERRUPT) return SQLITE_INTERRUPT;
  }
  return 0;
}

f64 w2c_host_clock(struct w2c_host *host) {
  (void)host;
  return sqml_now();
}

u32 w2c_host_length_limit(struct w2c_host *host) {
  return (u32)sqlite3_limit(call_of(host)->db, SQLITE_LIMIT_LENGTH, -1);
}

u32 w2c_host_remembered(struct w2c_host *host) {
  const Remembered *remembered = &call_of(host)->remembered;
  return remembered->generation == SQML_INSTANCE(host)->generation ? (u32)remembered->value : 0;
}

void w2c_host_remember(struct w2c_host *host, u32 value) {
  Call *call = call_of(host);
  call->remembers = true;
  call->remembered.generation = SQML_INSTANCE(host)->generation;
  call->remembered.value = (int32_t)value;
}

u32 w2c_host_settings(struct w2c_host *host) {
  return (u32)call_of(host)->connection->settings;
}

void w2c_host_set_settings(struct w2c_host *host, u32 value) {
  call_of(host)->connection->settings = (int32_t)value;
}

void w2c_host_dataset_bytes(struct w2c_host *host, u32 offset, u32 buffer, u32 length) {
  uint8_t *target = sqml_memory(call_of(host)->instance, buffer, length);
  if (offset > SQML_DATASETS_SIZE || length > SQML_DATASETS_SIZE - offset) {
    wasm_rt_trap(WASM_RT_TRAP_HOST_CALL);
  };
  memcpy(target, sqml_datasets + offset, length);
}
