/*
** What the C that wasm2c writes needs from the machine: types, memory, tables, traps.
**
** wasm2c includes this file by name; its own runtime is not used, since that one installs signal
** handlers for the whole process and aborts when memory is short. Ours promises:
**
**   1. No signal handlers and no guard pages: every load and store is checked against `size`.
**   2. A memory's base never moves: address space is reserved once and committed as it grows.
**   3. Nothing aborts. Whatever goes wrong is a trap, and a trap is a longjmp to the innermost
**      wasm_rt_guard of the thread. Code must not run another library's frames between the two.
**   4. The engine takes SQML_STACK bytes of native stack at most, less on a thread that has less, however
**      deep its recursion.
**
** Little-endian machines only, as the engine's bytes are.
*/
#ifndef SQML_WASM_RT_H
#define SQML_WASM_RT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_MSC_VER) && !defined(__clang__)
#error "sqml needs GCC's vector extensions: build with clang-cl or MinGW"
#endif
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "sqml needs a little-endian machine"
#endif

/* ---- Choices of the generated code ---- */

#define WABT_BIG_ENDIAN 0
#define WASM_RT_MEMCHECK_GUARD_PAGES 0
#define WASM_RT_USE_SEGUE 0
#define WASM_RT_SEGUE_FREE_SEGMENT 0
#define WASM_RT_SANITY_CHECKS 0

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define wasm_rt_memcpy(target, source, length) __builtin_memcpy(target, source, length)
#define wasm_rt_unreachable __builtin_unreachable

/* ---- Traps ---- */

typedef enum {
  WASM_RT_TRAP_NONE,
  WASM_RT_TRAP_OOB,
  WASM_RT_TRAP_INT_OVERFLOW,
  WASM_RT_TRAP_DIV_BY_ZERO,
  WASM_RT_TRAP_INVALID_CONVERSION,
  WASM_RT_TRAP_UNREACHABLE,
  WASM_RT_TRAP_CALL_INDIRECT,
  WASM_RT_TRAP_EXHAUSTION,
  WASM_RT_TRAP_NO_MEMORY, /* an instance could not even begin */
  WASM_RT_TRAP_HOST_CALL, /* the engine asked the host for what can't be: no such statement, column, cell */
  WASM_RT_TRAP_FAIL       /* the engine's own way out (host.fail); never a defect */
} wasm_rt_trap_t;

/* Leaves for the innermost guard of this thread. */
__attribute__((noreturn, cold)) void wasm_rt_trap(wasm_rt_trap_t trap);

/* Runs `body(argument)`: NONE when it returned, else the trap that ended it. Guards nest. */
wasm_rt_trap_t wasm_rt_guard(void (*body)(void *), void *argument);

/* What a trap is called in a message. */
const char *wasm_rt_trap_name(wasm_rt_trap_t trap);

/* ---- Native stack ---- */

/*
** How much of the thread's stack the engine may use, below the outermost guard; and how much of the thread's
** stack it leaves for SQLite below itself. Threads that are not the first may be small: 512 KiB on macOS,
** 128 KiB with musl, whatever the host asked for elsewhere.
*/
#ifndef SQML_STACK
#define SQML_STACK (256 * 1024)
#endif
#define SQML_STACK_LEFT (48 * 1024)

/* The structure that a module gets as its host begins with this. */
typedef struct {
  uintptr_t stack_limit; /* lowest address that a frame of the engine may have */
  bool is_worker;        /* of jobs.c: it has nothing to do with SQLite */
} wasm_rt_host_t;

/* The limit that the innermost guard of this thread has set. */
uintptr_t wasm_rt_stack_limit(void);

/* The address of the running frame. A local's would do, but under ASan locals live elsewhere. */
#if defined(__SANITIZE_ADDRESS__) || defined(SQML_SANITIZE)
#define WASM_RT_FRAME() ((uintptr_t)__builtin_frame_address(0))
#else
#define WASM_RT_FRAME()         \
  ({                            \
    char wasm_rt_here;          \
    (uintptr_t)(&wasm_rt_here); \
  })
#endif

/* At the head of every function of the module (the build puts them in place of wasm2c's counter). */
#define FUNC_PROLOGUE                                                                           \
  if (UNLIKELY(WASM_RT_FRAME() < ((wasm_rt_host_t *)instance->w2c_host_instance)->stack_limit)) \
  wasm_rt_trap(WASM_RT_TRAP_EXHAUSTION)
#define FUNC_EPILOGUE

/* ---- Memory ---- */

typedef struct {
  uint8_t *data;      /* never moves */
  uint64_t pages;     /* of 64 KiB */
  uint64_t max_pages; /* what the module allows and what could be reserved */
  uint64_t size;      /* pages in bytes */
  uint64_t committed; /* bytes that may be touched: size or more */
  uint64_t reserved;  /* bytes of address space at data */
  bool refused;       /* a growth was refused: the next trap is probably its consequence */
} wasm_rt_memory_t;

#define WASM_RT_PAGE 65536u

/* Traps with NO_MEMORY. A zeroed memory may be freed. */
void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t pages, uint64_t max_pages, bool is64,
                             uint32_t page_size);
/* The pages there were, or -1 as the engine sees it. */
uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages);
void wasm_rt_free_memory(wasm_rt_memory_t *memory);
/* What a trap of the module with this memory comes from: NO_MEMORY when it gave up for want of it. */
wasm_rt_trap_t wasm_rt_cause(wasm_rt_trap_t trap, const wasm_rt_memory_t *memory);

/* ---- Tables of function references ---- */

typedef const char *wasm_rt_func_type_t;
typedef void (*wasm_rt_function_ptr_t)(void);
typedef struct wasm_rt_tailcallee_t {
  void (*fn)(void **instance, void *stack, struct wasm_rt_tailcallee_t *next);
} wasm_rt_tailcallee_t;

typedef struct {
  wasm_rt_func_type_t func_type;
  wasm_rt_function_ptr_t func;
  wasm_rt_tailcallee_t func_tailcallee;
  void *module_instance;
} wasm_rt_funcref_t;
#define wasm_rt_funcref_null_value ((wasm_rt_funcref_t){NULL, NULL, {NULL}, NULL})

typedef struct {
  wasm_rt_funcref_t *data;
  uint32_t size;
  uint32_t max_size;
} wasm_rt_funcref_table_t;

/* Traps with NO_MEMORY. A zeroed table may be freed. */
void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *table, uint32_t size, uint32_t max_size);
void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t *table);

/* Named by the generated prologue, used by no module of AssemblyScript's. */
typedef void *wasm_rt_externref_t;
#define wasm_rt_externref_null_value ((wasm_rt_externref_t)NULL)
typedef struct {
  wasm_rt_externref_t *data;
  uint32_t size;
  uint32_t max_size;
} wasm_rt_externref_table_t;

typedef enum { WASM_RT_I32, WASM_RT_I64, WASM_RT_F32, WASM_RT_F64, WASM_RT_V128 } wasm_rt_type_t;

static inline bool wasm_rt_is_initialized(void) {
  return true;
}

#endif
