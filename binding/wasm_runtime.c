/*
** Memory, tables and traps of the engine: see wasm-rt.h for the promises.
*/
#define _GNU_SOURCE /* pthread_getattr_np */

#include "wasm-rt.h"

#include <setjmp.h>
#include <stdlib.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#include <sys/mman.h>
#endif

/* ---- Traps ---- */

/* Plain setjmp saves the signal mask on some systems, for the price of a system call. */
#ifdef _WIN32
#define SET_JUMP(buffer) setjmp(buffer)
#define JUMP(buffer) longjmp(buffer, 1)
#else
#define SET_JUMP(buffer) _setjmp(buffer)
#define JUMP(buffer) _longjmp(buffer, 1)
#endif

/*
** initial-exec costs nothing to read and can't fail on first use, but musl refuses it in a library that
** is loaded at run time. The hot paths read no thread-local state either way.
*/
#if defined(__GLIBC__)
#define THREAD_LOCAL _Thread_local __attribute__((tls_model("initial-exec")))
#else
#define THREAD_LOCAL _Thread_local
#endif

typedef struct Guard {
  jmp_buf jump;
  struct Guard *outer;
  uintptr_t stack_limit;
  wasm_rt_trap_t trap;
} Guard;

static THREAD_LOCAL Guard *innermost;

/*
** The lowest address of this thread's stack, 0 when the system doesn't tell. Asked once per thread, since
** the first thread's is read from /proc.
*/
static uintptr_t stack_floor(void) {
  static THREAD_LOCAL uintptr_t floor;
  static THREAD_LOCAL bool known;
  if (known) return floor;
  known = true;
#if defined(__linux__)
  pthread_attr_t attributes;
  void *low;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    if (pthread_attr_getstack(&attributes, &low, &size) == 0) floor = (uintptr_t)low;
    pthread_attr_destroy(&attributes);
  }
#elif defined(__APPLE__)
  floor = (uintptr_t)pthread_get_stackaddr_np(pthread_self()) - pthread_get_stacksize_np(pthread_self());
#elif defined(_WIN32)
  ULONG_PTR low, high;
  GetCurrentThreadStackLimits(&low, &high);
  floor = (uintptr_t)low;
#endif
  return floor;
}

/*
** How deep the engine may go from here. On a stack that isn't the thread's own (a fiber's) only SQML_STACK
** is known.
*/
static uintptr_t limit_below(uintptr_t here) {
  uintptr_t limit = here - SQML_STACK, floor = stack_floor();
  if (floor == 0 || floor > here || limit > floor + SQML_STACK_LEFT) return limit;
  return here > floor + SQML_STACK_LEFT ? floor + SQML_STACK_LEFT : here;
}

wasm_rt_trap_t wasm_rt_guard(void (*body)(void *), void *argument) {
  Guard guard;
  guard.outer = innermost;
  guard.trap = WASM_RT_TRAP_NONE;
  guard.stack_limit =
      guard.outer != NULL ? guard.outer->stack_limit : limit_below((uintptr_t)__builtin_frame_address(0));
  innermost = &guard;
  if (SET_JUMP(guard.jump) == 0) body(argument);
  innermost = guard.outer;
  return guard.trap;
}

void wasm_rt_trap(wasm_rt_trap_t trap) {
  Guard *guard = innermost;
  if (guard == NULL) abort(); /* the engine was called outside a guard: a defect of the shim */
  guard->trap = trap;
  JUMP(guard->jump);
}

uintptr_t wasm_rt_stack_limit(void) {
  return innermost != NULL ? innermost->stack_limit : 0;
}

const char *wasm_rt_trap_name(wasm_rt_trap_t trap) {
  switch (trap) {
    case WASM_RT_TRAP_OOB: return "memory access out of bounds";
    case WASM_RT_TRAP_INT_OVERFLOW: return "integer overflow";
    case WASM_RT_TRAP_DIV_BY_ZERO: return "integer division by zero";
    case WASM_RT_TRAP_INVALID_CONVERSION: return "invalid conversion to integer";
    case WASM_RT_TRAP_UNREACHABLE: return "unreachable code reached";
    case WASM_RT_TRAP_CALL_INDIRECT: return "invalid function reference";
    case WASM_RT_TRAP_EXHAUSTION: return "recursion too deep";
    case WASM_RT_TRAP_NO_MEMORY: return "out of memory";
    case WASM_RT_TRAP_HOST_CALL: return "invalid call of the host";
    default: return "unknown trap";
  }
}

/* ---- Address space: reserve, commit, give back ---- */

#ifdef _WIN32

static void *reserve_space(size_t bytes) {
  return VirtualAlloc(NULL, bytes, MEM_RESERVE, PAGE_NOACCESS);
}

static bool commit_space(void *start, size_t bytes) {
  return VirtualAlloc(start, bytes, MEM_COMMIT, PAGE_READWRITE) != NULL;
}

static void free_space(void *start, size_t bytes) {
  (void)bytes;
  VirtualFree(start, 0, MEM_RELEASE);
}

static void prefer_large_pages(void *start, size_t bytes) {
  (void)start, (void)bytes;
}

#else

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif
#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

static void *reserve_space(size_t bytes) {
  void *start = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

static bool commit_space(void *start, size_t bytes) {
  return mprotect(start, bytes, PROT_READ | PROT_WRITE) == 0;
}

static void free_space(void *start, size_t bytes) {
  munmap(start, bytes);
}

/* A wish: where it isn't heard, pages are small. */
static void prefer_large_pages(void *start, size_t bytes) {
#ifdef MADV_HUGEPAGE
  madvise(start, bytes, MADV_HUGEPAGE);
#else
  (void)start, (void)bytes;
#endif
}

#endif

/*
** Reserves `wanted` bytes, or under a limit on address space (ulimit -v) half of the largest power of two
** that is to be had, so that as much is left for everybody else; `least` in any case, or nothing.
*/
static void *reserve_some(uint64_t wanted, uint64_t least, uint64_t *reserved) {
  uint64_t bytes = wanted;
  for (; bytes > least; bytes /= 2) {
    if ((size_t)bytes != bytes) continue;
    void *start = reserve_space((size_t)bytes);
    if (start == NULL) continue;
    if (bytes == wanted) {
      *reserved = bytes;
      return start;
    }
    free_space(start, (size_t)bytes);
    bytes /= 2;
    break;
  }
  if (bytes < least) bytes = least;
  *reserved = bytes;
  return reserve_space((size_t)bytes);
}

/* ---- Memory ---- */

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t pages, uint64_t max_pages, bool is64,
                             uint32_t page_size) {
  memset(memory, 0, sizeof *memory);
  if (is64 || page_size != WASM_RT_PAGE || max_pages > 65536 || pages > max_pages) {
    wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
  }
  uint64_t size = pages * WASM_RT_PAGE;
  uint64_t least = size > WASM_RT_PAGE ? size : WASM_RT_PAGE;
  memory->data = reserve_some(max_pages * WASM_RT_PAGE, least, &memory->reserved);
  if (memory->data == NULL) wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
  if (size > 0 && !commit_space(memory->data, (size_t)size)) {
    wasm_rt_free_memory(memory);
    wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
  }
  memory->pages = pages;
  memory->size = size;
  memory->committed = size;
  memory->max_pages = memory->reserved / WASM_RT_PAGE;
}

/* A memory that has grown to this much takes large pages, whose first touch costs a tenth. */
#define LARGE_MEMORY ((uint64_t)4 << 20)
#define LARGE_PAGE ((uint64_t)2 << 20)

/*
** Commits up to `size` bytes at least: up to the end of a large page in a large memory, since one that
** is there in part only is made of small ones.
*/
static bool commit_up_to(wasm_rt_memory_t *memory, uint64_t size) {
  if (size <= memory->committed) return true;
  uint64_t start = (uint64_t)(uintptr_t)memory->data;
  uint64_t end = ((start + size + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1)) - start;
  bool large = size >= LARGE_MEMORY && end <= memory->reserved;
  uint64_t wanted = large ? end : size;
  if (!commit_space(memory->data + memory->committed, (size_t)(wanted - memory->committed))) return false;
  memory->committed = wanted;
  if (large) prefer_large_pages(memory->data, (size_t)wanted);
  return true;
}

uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages) {
  uint64_t before = memory->pages;
  if (pages == 0) return before;
  if (pages > memory->max_pages - before || !commit_up_to(memory, (before + pages) * WASM_RT_PAGE)) {
    memory->refused = true;
    return (uint64_t)-1;
  }
  memory->pages = before + pages;
  memory->size = memory->pages * WASM_RT_PAGE;
  return before;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) {
  if (memory->data != NULL) free_space(memory->data, (size_t)memory->reserved);
  memset(memory, 0, sizeof *memory);
}

wasm_rt_trap_t wasm_rt_cause(wasm_rt_trap_t trap, const wasm_rt_memory_t *memory) {
  return trap == WASM_RT_TRAP_UNREACHABLE && memory->refused ? WASM_RT_TRAP_NO_MEMORY : trap;
}

/* ---- Tables ---- */

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *table, uint32_t size, uint32_t max_size) {
  memset(table, 0, sizeof *table);
  table->data = calloc(size > 0 ? size : 1, sizeof *table->data);
  if (table->data == NULL) wasm_rt_trap(WASM_RT_TRAP_NO_MEMORY);
  table->size = size;
  table->max_size = max_size;
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t *table) {
  free(table->data);
  memset(table, 0, sizeof *table);
}
