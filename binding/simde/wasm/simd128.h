/*
** WASM's 128-bit SIMD over the vector extensions of GCC and Clang.
**
** The C that wasm2c writes includes this path and calls these names (those of the SIMDe project, none of
** whose code is here). One register type stands for all shapes; an operation reinterprets it, computes
** with the compiler's vector operators, and reinterprets back. The compiler chooses the instructions, so
** the same source serves SSE4, AVX and NEON with the same bits.
**
** Names: i8x16 ... u64x2, f32x4, f64x2 are shapes (lane type x lanes); lane 0 is the first in memory.
** Integers wrap, shift counts are taken modulo the lane's width, and comparisons give all ones or zero.
**
** Where WASM is stricter than C:
**   - float min and max: NaN if either is, and -0 < +0 (pmin and pmax are C's a < b ? a : b);
**   - float to integer saturates, NaN becomes 0;
**   - swizzle gives 0 for an index past the last lane.
**
** test/native/simd.test.ts compares every operation that AssemblyScript can emit with V8's.
*/
#ifndef SQML_SIMD128_H
#define SQML_SIMD128_H

#include <stdint.h>
#include <string.h>
#if defined(__SSSE3__)
#include <tmmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

typedef int64_t simde_v128_t __attribute__((vector_size(16)));

#define SIMD_SHAPE(lane, name, lanes) typedef lane simd_##name __attribute__((vector_size(16)));
SIMD_SHAPE(int8_t, i8x16, 16)
SIMD_SHAPE(uint8_t, u8x16, 16)
SIMD_SHAPE(int16_t, i16x8, 8)
SIMD_SHAPE(uint16_t, u16x8, 8)
SIMD_SHAPE(int32_t, i32x4, 4)
SIMD_SHAPE(uint32_t, u32x4, 4)
SIMD_SHAPE(int64_t, i64x2, 2)
SIMD_SHAPE(uint64_t, u64x2, 2)
SIMD_SHAPE(float, f32x4, 4)
SIMD_SHAPE(double, f64x2, 2)
#undef SIMD_SHAPE

#define SIMD static inline __attribute__((always_inline)) simde_v128_t
#define SIMD_BITS(x) ((simde_v128_t)(x))

/* ---- Making operations of C's vector operators ---- */

/* r = a OP b, in the given shape. */
#define SIMD_BINARY(name, shape, op)                       \
  SIMD simde_wasm_##name(simde_v128_t a, simde_v128_t b) { \
    return SIMD_BITS((simd_##shape)a op(simd_##shape) b);  \
  }

/* r[i] = expression of a = A[i] and b = B[i], lane by lane. */
#define SIMD_LANES(name, shape, result, lanes, expression)     \
  SIMD simde_wasm_##name(simde_v128_t va, simde_v128_t vb) {   \
    simd_##shape xa = (simd_##shape)va, xb = (simd_##shape)vb; \
    simd_##result r;                                           \
    for (int i = 0; i < lanes; i++) {                          \
      __typeof__(xa[0]) a = xa[i], b = xb[i];                  \
      r[i] = (expression);                                     \
    }                                                          \
    return SIMD_BITS(r);                                       \
  }

/* r[i] = expression of a = A[from + i]: widening, narrowing and rounding, lane by lane; the rest is 0. */
#define SIMD_CONVERT(name, shape, result, from, lanes, expression) \
  SIMD simde_wasm_##name(simde_v128_t va) {                        \
    simd_##shape xa = (simd_##shape)va;                            \
    simd_##result r = {0};                                         \
    for (int i = 0; i < lanes; i++) {                              \
      __typeof__(xa[0]) a = xa[from + i];                          \
      r[i] = (expression);                                         \
    }                                                              \
    return SIMD_BITS(r);                                           \
  }

/* ---- Constants, lanes ---- */

#define simde_wasm_i8x16_const(...) SIMD_BITS(((simd_u8x16){__VA_ARGS__}))
#define simde_wasm_i64x2_make(a, b) ((simde_v128_t){(int64_t)(a), (int64_t)(b)})

#define SIMD_LANE_ACCESS(shape, lane, all)                                                    \
  static inline lane simd_get_##shape(simde_v128_t a, int i) { return ((simd_##shape)a)[i]; } \
  SIMD simd_set_##shape(simde_v128_t a, int i, lane x) {                                      \
    simd_##shape r = (simd_##shape)a;                                                         \
    r[i] = x;                                                                                 \
    return SIMD_BITS(r);                                                                      \
  }                                                                                           \
  SIMD simde_wasm_##shape##_splat(lane x) { return SIMD_BITS(((simd_##shape)all)); }
#define SIMD_X2 \
  { x, x }
#define SIMD_X4 \
  { x, x, x, x }
#define SIMD_X8 \
  { x, x, x, x, x, x, x, x }
#define SIMD_X16 \
  { x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x }
SIMD_LANE_ACCESS(i8x16, int8_t, SIMD_X16)
SIMD_LANE_ACCESS(u8x16, uint8_t, SIMD_X16)
SIMD_LANE_ACCESS(i16x8, int16_t, SIMD_X8)
SIMD_LANE_ACCESS(u16x8, uint16_t, SIMD_X8)
SIMD_LANE_ACCESS(i32x4, int32_t, SIMD_X4)
SIMD_LANE_ACCESS(i64x2, int64_t, SIMD_X2)
SIMD_LANE_ACCESS(f32x4, float, SIMD_X4)
SIMD_LANE_ACCESS(f64x2, double, SIMD_X2)
#undef SIMD_LANE_ACCESS

#define simde_wasm_i8x16_extract_lane simd_get_i8x16
#define simde_wasm_u8x16_extract_lane simd_get_u8x16
#define simde_wasm_i16x8_extract_lane simd_get_i16x8
#define simde_wasm_u16x8_extract_lane simd_get_u16x8
#define simde_wasm_i32x4_extract_lane simd_get_i32x4
#define simde_wasm_i64x2_extract_lane simd_get_i64x2
#define simde_wasm_f32x4_extract_lane simd_get_f32x4
#define simde_wasm_f64x2_extract_lane simd_get_f64x2
#define simde_wasm_i8x16_replace_lane simd_set_i8x16
#define simde_wasm_u8x16_replace_lane simd_set_u8x16
#define simde_wasm_i16x8_replace_lane simd_set_i16x8
#define simde_wasm_u16x8_replace_lane simd_set_u16x8
#define simde_wasm_i32x4_replace_lane simd_set_i32x4
#define simde_wasm_i64x2_replace_lane simd_set_i64x2
#define simde_wasm_f32x4_replace_lane simd_set_f32x4
#define simde_wasm_f64x2_replace_lane simd_set_f64x2

/* ---- Memory (the caller has checked the bounds) ---- */

SIMD simde_wasm_v128_load(const void *p) {
  simde_v128_t r;
  memcpy(&r, p, sizeof r);
  return r;
}

static inline void simde_wasm_v128_store(void *p, simde_v128_t a) {
  memcpy(p, &a, sizeof a);
}

#define SIMD_LOAD_WIDTH(bits, lane, shape)                                                \
  SIMD simde_wasm_v128_load##bits##_splat(const void *p) {                                \
    lane x;                                                                               \
    memcpy(&x, p, sizeof x);                                                              \
    return simde_wasm_##shape##_splat(x);                                                 \
  }                                                                                       \
  SIMD simde_wasm_v128_load##bits##_lane(const void *p, simde_v128_t a, int i) {          \
    lane x;                                                                               \
    memcpy(&x, p, sizeof x);                                                              \
    return simd_set_##shape(a, i, x);                                                     \
  }                                                                                       \
  SIMD simde_wasm_v128_load##bits##_zero(const void *p) {                                 \
    return simde_wasm_v128_load##bits##_lane(p, (simde_v128_t){0, 0}, 0);                 \
  }                                                                                       \
  static inline void simde_wasm_v128_store##bits##_lane(void *p, simde_v128_t a, int i) { \
    lane x = simd_get_##shape(a, i);                                                      \
    memcpy(p, &x, sizeof x);                                                              \
  }
SIMD_LOAD_WIDTH(8, int8_t, i8x16)
SIMD_LOAD_WIDTH(16, int16_t, i16x8)
SIMD_LOAD_WIDTH(32, int32_t, i32x4)
SIMD_LOAD_WIDTH(64, int64_t, i64x2)
#undef SIMD_LOAD_WIDTH

/* ---- Bits ---- */

SIMD_BINARY(v128_and, u64x2, &)
SIMD_BINARY(v128_or, u64x2, |)
SIMD_BINARY(v128_xor, u64x2, ^)

SIMD simde_wasm_v128_not(simde_v128_t a) {
  return ~a;
}

SIMD simde_wasm_v128_andnot(simde_v128_t a, simde_v128_t b) {
  return a & ~b;
}

SIMD simde_wasm_v128_bitselect(simde_v128_t a, simde_v128_t b, simde_v128_t mask) {
  return (a & mask) | (b & ~mask);
}

static inline uint32_t simde_wasm_v128_any_true(simde_v128_t a) {
  return (a[0] | a[1]) != 0;
}

#if defined(__SSSE3__)
#define SIMD_MASK_OF(v, lanes) \
  if (lanes == 4) return (uint32_t)_mm_movemask_ps((__m128)(v));
#else
#define SIMD_MASK_OF(v, lanes)
#endif
#define SIMD_TESTS(shape, lanes)                                         \
  static inline uint32_t simde_wasm_##shape##_all_true(simde_v128_t v) { \
    simd_##shape a = (simd_##shape)v;                                    \
    uint32_t all = 1;                                                    \
    for (int i = 0; i < lanes; i++) all &= a[i] != 0;                    \
    return all;                                                          \
  }                                                                      \
  static inline uint32_t simde_wasm_##shape##_bitmask(simde_v128_t v) {  \
    SIMD_MASK_OF(v, lanes)                                               \
    simd_##shape a = (simd_##shape)v;                                    \
    uint32_t mask = 0;                                                   \
    for (int i = 0; i < lanes; i++) mask |= (uint32_t)(a[i] < 0) << i;   \
    return mask;                                                         \
  }
SIMD_TESTS(i8x16, 16)
SIMD_TESTS(i16x8, 8)
SIMD_TESTS(i32x4, 4)
SIMD_TESTS(i64x2, 2)
#undef SIMD_TESTS
#undef SIMD_MASK_OF

/* ---- Arithmetic and comparison ---- */

/* Unsigned, since signed overflow is undefined in C; the bits are the same. */
#define SIMD_INTEGERS(signed_shape, unsigned_shape, lanes, width)                         \
  SIMD_BINARY(signed_shape##_add, unsigned_shape, +)                                      \
  SIMD_BINARY(signed_shape##_sub, unsigned_shape, -)                                      \
  SIMD_BINARY(signed_shape##_eq, signed_shape, ==)                                        \
  SIMD_BINARY(signed_shape##_ne, signed_shape, !=)                                        \
  SIMD_BINARY(signed_shape##_lt, signed_shape, <)                                         \
  SIMD_BINARY(signed_shape##_gt, signed_shape, >)                                         \
  SIMD_BINARY(signed_shape##_le, signed_shape, <=)                                        \
  SIMD_BINARY(signed_shape##_ge, signed_shape, >=)                                        \
  SIMD_BINARY(unsigned_shape##_lt, unsigned_shape, <)                                     \
  SIMD_BINARY(unsigned_shape##_gt, unsigned_shape, >)                                     \
  SIMD_BINARY(unsigned_shape##_le, unsigned_shape, <=)                                    \
  SIMD_BINARY(unsigned_shape##_ge, unsigned_shape, >=)                                    \
  SIMD simde_wasm_##signed_shape##_neg(simde_v128_t a) {                                  \
    return SIMD_BITS((simd_##unsigned_shape){0} - (simd_##unsigned_shape)a);              \
  }                                                                                       \
  SIMD simde_wasm_##signed_shape##_abs(simde_v128_t a) {                                  \
    simde_v128_t negative = SIMD_BITS((simd_##signed_shape)a < (simd_##signed_shape){0}); \
    return simde_wasm_##signed_shape##_sub(a ^ negative, negative);                       \
  }                                                                                       \
  SIMD simde_wasm_##signed_shape##_shl(simde_v128_t a, uint32_t count) {                  \
    return SIMD_BITS((simd_##unsigned_shape)a << (int)(count & (width - 1)));             \
  }                                                                                       \
  SIMD simde_wasm_##signed_shape##_shr(simde_v128_t a, uint32_t count) {                  \
    return SIMD_BITS((simd_##signed_shape)a >> (int)(count & (width - 1)));               \
  }                                                                                       \
  SIMD simde_wasm_##unsigned_shape##_shr(simde_v128_t a, uint32_t count) {                \
    return SIMD_BITS((simd_##unsigned_shape)a >> (int)(count & (width - 1)));             \
  }
SIMD_INTEGERS(i8x16, u8x16, 16, 8)
SIMD_INTEGERS(i16x8, u16x8, 8, 16)
SIMD_INTEGERS(i32x4, u32x4, 4, 32)
SIMD_INTEGERS(i64x2, u64x2, 2, 64)
#undef SIMD_INTEGERS

SIMD_BINARY(i16x8_mul, u16x8, *)
SIMD_BINARY(i32x4_mul, u32x4, *)
SIMD_BINARY(i64x2_mul, u64x2, *)

#define SIMD_MIN_MAX(shape, lanes)                            \
  SIMD_LANES(shape##_min, shape, shape, lanes, a < b ? a : b) \
  SIMD_LANES(shape##_max, shape, shape, lanes, a > b ? a : b)
SIMD_MIN_MAX(i8x16, 16)
SIMD_MIN_MAX(u8x16, 16)
SIMD_MIN_MAX(i16x8, 8)
SIMD_MIN_MAX(u16x8, 8)
SIMD_MIN_MAX(i32x4, 4)
SIMD_MIN_MAX(u32x4, 4)
#undef SIMD_MIN_MAX

static inline int32_t simd_clamp(int32_t x, int32_t low, int32_t high) {
  return x < low ? low : x > high ? high : x;
}

#define SIMD_SATURATING(shape, lanes, low, high)                                 \
  SIMD_LANES(shape##_add_sat, shape, shape, lanes, simd_clamp(a + b, low, high)) \
  SIMD_LANES(shape##_sub_sat, shape, shape, lanes, simd_clamp(a - b, low, high))
SIMD_SATURATING(i8x16, 16, INT8_MIN, INT8_MAX)
SIMD_SATURATING(u8x16, 16, 0, UINT8_MAX)
SIMD_SATURATING(i16x8, 8, INT16_MIN, INT16_MAX)
SIMD_SATURATING(u16x8, 8, 0, UINT16_MAX)
#undef SIMD_SATURATING

SIMD_LANES(u8x16_avgr, u8x16, u8x16, 16, (a + b + 1) >> 1)
SIMD_LANES(u16x8_avgr, u16x8, u16x8, 8, (a + b + 1) >> 1)
SIMD_LANES(i16x8_q15mulr_sat, i16x8, i16x8, 8, simd_clamp((a * b + 0x4000) >> 15, INT16_MIN, INT16_MAX))
SIMD_CONVERT(i8x16_popcnt, u8x16, u8x16, 0, 16, __builtin_popcount(a))

SIMD simde_wasm_i32x4_dot_i16x8(simde_v128_t va, simde_v128_t vb) {
  simd_i16x8 a = (simd_i16x8)va, b = (simd_i16x8)vb;
  simd_u32x4 r;
  for (int i = 0; i < 4; i++) {
    r[i] = (uint32_t)(a[2 * i] * b[2 * i]) + (uint32_t)(a[2 * i + 1] * b[2 * i + 1]);
  }
  return SIMD_BITS(r);
}

/* ---- Floating point ---- */

/*
** max and min by masks: where a < b or b < a one of the two, else (equal, or NaN) a | b. For equal numbers
** that is a itself, or -0 of 0 and -0, which max turns into a & b = +0; with a NaN it stays a NaN.
*/
#define SIMD_FLOATS(shape, lanes, bits, sign, suffix)                                            \
  SIMD_BINARY(shape##_add, shape, +)                                                             \
  SIMD_BINARY(shape##_sub, shape, -)                                                             \
  SIMD_BINARY(shape##_mul, shape, *)                                                             \
  SIMD_BINARY(shape##_div, shape, /)                                                             \
  SIMD_BINARY(shape##_eq, shape, ==)                                                             \
  SIMD_BINARY(shape##_ne, shape, !=)                                                             \
  SIMD_BINARY(shape##_lt, shape, <)                                                              \
  SIMD_BINARY(shape##_gt, shape, >)                                                              \
  SIMD_BINARY(shape##_le, shape, <=)                                                             \
  SIMD_BINARY(shape##_ge, shape, >=)                                                             \
  SIMD simde_wasm_##shape##_neg(simde_v128_t a) { return a ^ simde_wasm_##bits##_splat(sign); }  \
  SIMD simde_wasm_##shape##_abs(simde_v128_t a) { return a & ~simde_wasm_##bits##_splat(sign); } \
  SIMD simde_wasm_##shape##_pmin(simde_v128_t a, simde_v128_t b) {                               \
    return simde_wasm_v128_bitselect(b, a, simde_wasm_##shape##_lt(b, a));                       \
  }                                                                                              \
  SIMD simde_wasm_##shape##_pmax(simde_v128_t a, simde_v128_t b) {                               \
    return simde_wasm_v128_bitselect(b, a, simde_wasm_##shape##_lt(a, b));                       \
  }                                                                                              \
  SIMD simde_wasm_##shape##_min(simde_v128_t a, simde_v128_t b) {                                \
    simde_v128_t lt = simde_wasm_##shape##_lt(a, b), gt = simde_wasm_##shape##_gt(a, b);         \
    return (a & lt) | (b & gt) | ((a | b) & ~(lt | gt));                                         \
  }                                                                                              \
  SIMD simde_wasm_##shape##_max(simde_v128_t a, simde_v128_t b) {                                \
    simde_v128_t lt = simde_wasm_##shape##_lt(a, b), gt = simde_wasm_##shape##_gt(a, b);         \
    simde_v128_t eq = simde_wasm_##shape##_eq(a, b);                                             \
    return (a & gt) | (b & lt) | (a & b & eq) | ((a | b) & ~(lt | gt | eq));                     \
  }                                                                                              \
  SIMD_CONVERT(shape##_sqrt, shape, shape, 0, lanes, __builtin_sqrt##suffix(a))                  \
  SIMD_CONVERT(shape##_ceil, shape, shape, 0, lanes, __builtin_ceil##suffix(a))                  \
  SIMD_CONVERT(shape##_floor, shape, shape, 0, lanes, __builtin_floor##suffix(a))                \
  SIMD_CONVERT(shape##_trunc, shape, shape, 0, lanes, __builtin_trunc##suffix(a))                \
  SIMD_CONVERT(shape##_nearest, shape, shape, 0, lanes, __builtin_nearbyint##suffix(a))
SIMD_FLOATS(f32x4, 4, i32x4, INT32_MIN, f)
SIMD_FLOATS(f64x2, 2, i64x2, INT64_MIN, )
#undef SIMD_FLOATS

/* ---- Between shapes ---- */

#define SIMD_WIDEN(narrow, wide, lanes, load)                                       \
  SIMD_CONVERT(wide##_extend_low_##narrow, narrow, wide, 0, lanes, a)               \
  SIMD_CONVERT(wide##_extend_high_##narrow, narrow, wide, lanes, lanes, a)          \
  SIMD simde_wasm_##wide##_extmul_low_##narrow(simde_v128_t a, simde_v128_t b) {    \
    return SIMD_BITS((simd_##wide)simde_wasm_##wide##_extend_low_##narrow(a) *      \
                     (simd_##wide)simde_wasm_##wide##_extend_low_##narrow(b));      \
  }                                                                                 \
  SIMD simde_wasm_##wide##_extmul_high_##narrow(simde_v128_t a, simde_v128_t b) {   \
    return SIMD_BITS((simd_##wide)simde_wasm_##wide##_extend_high_##narrow(a) *     \
                     (simd_##wide)simde_wasm_##wide##_extend_high_##narrow(b));     \
  }                                                                                 \
  SIMD simde_wasm_##wide##_##load(const void *p) {                                  \
    return simde_wasm_##wide##_extend_low_##narrow(simde_wasm_v128_load64_zero(p)); \
  }
SIMD_WIDEN(i8x16, i16x8, 8, load8x8)
SIMD_WIDEN(u8x16, u16x8, 8, load8x8)
SIMD_WIDEN(i16x8, i32x4, 4, load16x4)
SIMD_WIDEN(u16x8, u32x4, 4, load16x4)
SIMD_WIDEN(i32x4, i64x2, 2, load32x2)
SIMD_WIDEN(u32x4, u64x2, 2, load32x2)
#undef SIMD_WIDEN

#define SIMD_PAIRWISE(narrow, wide, lanes)                            \
  SIMD simde_wasm_##wide##_extadd_pairwise_##narrow(simde_v128_t v) { \
    simd_##narrow a = (simd_##narrow)v;                               \
    simd_##wide r;                                                    \
    for (int i = 0; i < lanes; i++) r[i] = a[2 * i] + a[2 * i + 1];   \
    return SIMD_BITS(r);                                              \
  }
SIMD_PAIRWISE(i8x16, i16x8, 8)
SIMD_PAIRWISE(u8x16, u16x8, 8)
SIMD_PAIRWISE(i16x8, i32x4, 4)
SIMD_PAIRWISE(u16x8, u32x4, 4)
#undef SIMD_PAIRWISE

#define SIMD_NARROW(wide, narrow, name, half, low, high)           \
  SIMD simde_wasm_##name(simde_v128_t va, simde_v128_t vb) {       \
    simd_##wide a = (simd_##wide)va, b = (simd_##wide)vb;          \
    simd_##narrow r;                                               \
    for (int i = 0; i < half; i++) {                               \
      r[i] = (__typeof__(r[0]))simd_clamp(a[i], low, high);        \
      r[i + half] = (__typeof__(r[0]))simd_clamp(b[i], low, high); \
    }                                                              \
    return SIMD_BITS(r);                                           \
  }
SIMD_NARROW(i16x8, i8x16, i8x16_narrow_i16x8, 8, INT8_MIN, INT8_MAX)
SIMD_NARROW(i16x8, u8x16, u8x16_narrow_i16x8, 8, 0, UINT8_MAX)
SIMD_NARROW(i32x4, i16x8, i16x8_narrow_i32x4, 4, INT16_MIN, INT16_MAX)
SIMD_NARROW(i32x4, u16x8, u16x8_narrow_i32x4, 4, 0, UINT16_MAX)
#undef SIMD_NARROW

static inline int32_t simd_to_i32(double x) {
  return x != x ? 0 : x <= -2147483648.0 ? INT32_MIN : x >= 2147483647.0 ? INT32_MAX : (int32_t)x;
}

static inline uint32_t simd_to_u32(double x) {
  return !(x > 0) ? 0 : x >= 4294967295.0 ? UINT32_MAX : (uint32_t)x;
}

SIMD_CONVERT(i32x4_trunc_sat_f32x4, f32x4, i32x4, 0, 4, simd_to_i32(a))
SIMD_CONVERT(u32x4_trunc_sat_f32x4, f32x4, u32x4, 0, 4, simd_to_u32(a))
SIMD_CONVERT(i32x4_trunc_sat_f64x2_zero, f64x2, i32x4, 0, 2, simd_to_i32(a))
SIMD_CONVERT(u32x4_trunc_sat_f64x2_zero, f64x2, u32x4, 0, 2, simd_to_u32(a))
SIMD_CONVERT(f32x4_convert_i32x4, i32x4, f32x4, 0, 4, (float)a)
SIMD_CONVERT(f32x4_convert_u32x4, u32x4, f32x4, 0, 4, (float)a)
SIMD_CONVERT(f64x2_convert_low_i32x4, i32x4, f64x2, 0, 2, a)
SIMD_CONVERT(f64x2_convert_low_u32x4, u32x4, f64x2, 0, 2, a)
SIMD_CONVERT(f64x2_promote_low_f32x4, f32x4, f64x2, 0, 2, a)
SIMD_CONVERT(f32x4_demote_f64x2_zero, f64x2, f32x4, 0, 2, (float)a)

/* ---- Bytes moved about ---- */

/* r[i] = a[index[i]], or 0 for an index past the last lane. */
SIMD simde_wasm_i8x16_swizzle(simde_v128_t va, simde_v128_t vindex) {
#if defined(__SSSE3__)
  /* pshufb gives 0 where the highest bit is set, and looks at no other above the fourth. */
  __m128i past = _mm_adds_epu8((__m128i)vindex, _mm_set1_epi8(0x70));
  return (simde_v128_t)_mm_shuffle_epi8((__m128i)va, past);
#elif defined(__aarch64__) && defined(__ARM_NEON)
  return (simde_v128_t)vqtbl1q_u8((uint8x16_t)va, (uint8x16_t)vindex);
#else
  simd_u8x16 a = (simd_u8x16)va, index = (simd_u8x16)vindex, r;
  for (int i = 0; i < 16; i++) r[i] = index[i] < 16 ? a[index[i] & 15] : 0;
  return SIMD_BITS(r);
#endif
}

/* r[i] = the index-th of the 32 bytes of a and b; the indices are constants. */
#if defined(__clang__)
#define simde_wasm_i8x16_shuffle(a, b, ...) \
  SIMD_BITS(__builtin_shufflevector((simd_u8x16)(a), (simd_u8x16)(b), __VA_ARGS__))
#else
#define simde_wasm_i8x16_shuffle(a, b, ...) \
  SIMD_BITS(__builtin_shuffle((simd_u8x16)(a), (simd_u8x16)(b), (simd_u8x16){__VA_ARGS__}))
#endif

#undef SIMD
#undef SIMD_BINARY
#undef SIMD_LANES
#undef SIMD_CONVERT
#endif
