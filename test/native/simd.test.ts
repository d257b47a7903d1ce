// simd128.h against V8: every SIMD operation of WASM, over operands chosen to hurt, gives the same bytes.
//
// Each operation is a function of one module (operands at 0 and 16, result at 32), which V8 runs as it is and
// gcc and clang as wasm2c's C. NaNs are compared as NaN: WASM leaves their bits open.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'tape';
import { flags, run } from '../../lib/build/compile.ts';
import { translateEngine } from '../../lib/build/engine.ts';
import { path } from '../../lib/build/stage.ts';

type Kind =
  | 'unary'
  | 'binary'
  | 'ternary'
  | 'shift'
  | 'test'
  | 'splat'
  | 'extract'
  | 'replace'
  | 'load'
  | 'lane';

interface Operation {
  name: string;
  kind: Kind;
  /** For lanes: their number and the scalar type. */
  lanes?: number;
  scalar?: string;
}

function operations(): Operation[] {
  const list: Operation[] = [];
  const add = (kind: Kind, names: string, more: Partial<Operation> = {}) => {
    for (const name of names.split(' ')) list.push({ name, kind, ...more });
  };
  const each = (shapes: string, kind: Kind, names: string) => {
    for (const shape of shapes.split(' ')) {
      add(
        kind,
        names
          .split(' ')
          .map((name) => `${shape}.${name}`)
          .join(' '),
      );
    }
  };
  add('unary', 'v128.not');
  add('binary', 'v128.and v128.or v128.xor v128.andnot');
  add('ternary', 'v128.bitselect');
  add('test', 'v128.any_true');
  each('i8x16 i16x8 i32x4 i64x2', 'test', 'all_true bitmask');
  each('i8x16 i16x8 i32x4 i64x2', 'unary', 'abs neg');
  each('i8x16 i16x8 i32x4 i64x2', 'binary', 'add sub eq ne lt_s gt_s le_s ge_s');
  each('i8x16 i16x8 i32x4', 'binary', 'lt_u gt_u le_u ge_u min_s min_u max_s max_u');
  each('i16x8 i32x4 i64x2', 'binary', 'mul');
  each('i8x16 i16x8 i32x4 i64x2', 'shift', 'shl shr_s shr_u');
  each('i8x16 i16x8', 'binary', 'add_sat_s add_sat_u sub_sat_s sub_sat_u avgr_u');
  add('unary', 'i8x16.popcnt');
  add('binary', 'i16x8.q15mulr_sat_s i32x4.dot_i16x8_s i8x16.swizzle i8x16.shuffle');
  add('binary', 'i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u');
  for (const [wide, narrow] of [
    ['i16x8', 'i8x16'],
    ['i32x4', 'i16x8'],
    ['i64x2', 'i32x4'],
  ]) {
    for (const sign of ['s', 'u']) {
      add('unary', `${wide}.extend_low_${narrow}_${sign} ${wide}.extend_high_${narrow}_${sign}`);
      add('binary', `${wide}.extmul_low_${narrow}_${sign} ${wide}.extmul_high_${narrow}_${sign}`);
      if (wide !== 'i64x2') add('unary', `${wide}.extadd_pairwise_${narrow}_${sign}`);
    }
  }
  each('f32x4 f64x2', 'unary', 'abs neg sqrt ceil floor trunc nearest');
  each('f32x4 f64x2', 'binary', 'add sub mul div eq ne lt gt le ge min max pmin pmax');
  add('unary', 'i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u');
  add('unary', 'i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.promote_low_f32x4');
  add('unary', 'f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u f32x4.demote_f64x2_zero');
  for (const [shape, scalar] of Object.entries(SCALARS)) {
    const lanes = Number(shape.split('x')[1]);
    add('splat', `${shape}.splat`, { scalar });
    add('replace', `${shape}.replace_lane`, { lanes, scalar });
    const signed = lanes > 4 ? `${shape}.extract_lane_s ${shape}.extract_lane_u` : `${shape}.extract_lane`;
    add('extract', signed, { lanes, scalar });
  }
  add('load', 'v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat');
  add('load', 'v128.load32_zero v128.load64_zero v128.load8x8_s v128.load8x8_u');
  add('load', 'v128.load16x4_s v128.load16x4_u v128.load32x2_s v128.load32x2_u');
  for (const bits of [8, 16, 32, 64])
    add('lane', `v128.load${bits}_lane v128.store${bits}_lane`, { lanes: 128 / bits });
  return list;
}

const SCALARS = { i8x16: 'i32', i16x8: 'i32', i32x4: 'i32', i64x2: 'i64', f32x4: 'f32', f64x2: 'f64' };

const A = '(v128.load (i32.const 0))';
const B = '(v128.load (i32.const 16))';

/** The body of an operation's function. Lane operations use the last lane but one. */
function body({ name, kind, lanes = 0, scalar = '' }: Operation): string {
  const lane = lanes - 2;
  const store = (value: string) => `(v128.store (i32.const 32) ${value})`;
  switch (kind) {
    case 'unary':
      return store(`(${name} ${A})`);
    case 'binary':
      if (name === 'i8x16.shuffle')
        return store(`(${name} 0 31 1 30 2 29 3 28 16 17 18 15 14 7 7 23 ${A} ${B})`);
      return store(`(${name} ${A} ${B})`);
    case 'ternary':
      return store(`(${name} ${A} ${B} (v128.load (i32.const 8)))`);
    case 'shift':
      return store(`(${name} ${A} (i32.load8_u (i32.const 16)))`);
    case 'test':
      return `(i32.store (i32.const 32) (${name} ${A}))`;
    case 'splat':
      return store(`(${name} (${scalar}.load (i32.const 0)))`);
    case 'replace':
      return store(`(${name} ${lane} ${A} (${scalar}.load (i32.const 16)))`);
    case 'extract':
      return `(${scalar}.store (i32.const 32) (${name} ${lane} ${A}))`;
    case 'load':
      return store(`(${name} (i32.const 3))`);
    case 'lane':
      if (name.includes('store')) return `(${name} ${lane} (i32.const 35) ${A})`;
      return store(`(${name} ${lane} (i32.const 19) ${A})`);
  }
}

/** Pairs of operands: all pairs of lanes that are at an edge, and random bytes. */
function operands(): Uint8Array {
  const f64 = [
    0,
    -0,
    1,
    -1,
    0.5,
    -1.5,
    2.5,
    NaN,
    Infinity,
    -Infinity,
    5e-324,
    1e308,
    2147483647.5,
    -2147483649,
    4294967296,
  ];
  const f32 = [0, -0, 1.5, -2.5, NaN, Infinity, -Infinity, 1e-45, 3e38, 2147483648, -2147483904, 4294967296];
  const i8 = [0, 1, -1, 127, -128, 64, 15, 16];
  const pairs: Uint8Array[] = [];
  const cross = (values: number[], make: (x: number[]) => { buffer: ArrayBufferLike }, lanes: number) => {
    for (const [i, a] of values.entries()) {
      for (const [j, b] of values.entries()) {
        const fill = (first: number, k: number) =>
          Array.from({ length: lanes }, (_, n) => (n === 0 ? first : values[(k + n) % values.length]));
        pairs.push(
          new Uint8Array(make(fill(a, j)).buffer as ArrayBuffer),
          new Uint8Array(make(fill(b, i)).buffer as ArrayBuffer),
        );
      }
    }
  };
  cross(f64, (x) => Float64Array.from(x), 2);
  cross(f32, (x) => Float32Array.from(x), 4);
  cross(i8, (x) => Int8Array.from(x), 16);
  cross([0, 1, -1, 32767, -32768, 255, 128], (x) => Int16Array.from(x), 8);
  cross([0, 1, -1, 2147483647, -2147483648, 65535], (x) => Int32Array.from(x), 4);
  let state = 53;
  const random = () => {
    state = Math.imul(state, 1103515245) + 12345;
    return state >> 16;
  };
  for (let i = 0; i < 200; i++) pairs.push(Uint8Array.from({ length: 16 }, random));
  return Buffer.concat(pairs);
}

const folder = path('build', 'simd');
const list = operations();
const input = operands();

function buildModule(): string {
  mkdirSync(folder, { recursive: true });
  const functions = list.map((operation, i) => `(func (export "op${i}") ${body(operation)})`);
  const text = `(module (import "host" "nothing" (func)) (memory (export "memory") 1)\n${functions.join('\n')})`;
  writeFileSync(`${folder}/simd.wat`, text);
  execFileSync(process.execPath, [
    path('node_modules', 'wabt', 'bin', 'wat2wasm'),
    `${folder}/simd.wat`,
    '-o',
    `${folder}/simd.wasm`,
  ]);
  translateEngine(`${folder}/simd.wasm`, folder);
  const names = list.map((_, i) => `w2c_sqml_op${i}`).join(', ');
  writeFileSync(`${folder}/operations.h`, `static void (*const OPERATIONS[])(w2c_sqml *) = {${names}};\n`);
  return `${folder}/simd.wasm`;
}

async function resultsOfV8(wasm: string): Promise<Uint8Array> {
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { host: { nothing() {} } });
  const exports = instance.exports as Record<string, () => void> & { memory: WebAssembly.Memory };
  const memory = new Uint8Array(exports.memory.buffer);
  const results = new Uint8Array((input.length / 32) * list.length * 16);
  let at = 0;
  for (let pair = 0; pair < input.length; pair += 32) {
    for (let i = 0; i < list.length; i++, at += 16) {
      memory.set(input.subarray(pair, pair + 32));
      memory.fill(0, 32, 48);
      exports[`op${i}`]();
      results.set(memory.subarray(32, 48), at);
    }
  }
  return results;
}

function resultsOf(cc: string): Uint8Array {
  const program = `${folder}/simd-${cc}`;
  const sources = [path('test', 'native', 'simd.c'), `${folder}/engine.c`, path('binding', 'wasm_runtime.c')];
  const include = ['-I', path('binding'), '-I', folder];
  run(cc, [...flags('generated'), ...include, ...sources, '-o', program, '-lm']);
  const { stdout, status } = spawnSync(program, { input, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return stdout;
}

/** Whether 16 bytes agree, NaN with NaN where the operation gives floating point. */
function agree(name: string, a: Uint8Array, b: Uint8Array): boolean {
  if (Buffer.compare(a, b) === 0) return true;
  const isReal = /^f64x2/.test(name);
  if (!isReal && !/^f32x4/.test(name)) return false;
  const [x, y] = [a, b].map((bytes) => {
    const copy = bytes.slice().buffer;
    return isReal ? new Float64Array(copy) : new Float32Array(copy);
  });
  return x.every((value, i) => Object.is(value, y[i]));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

for (const cc of ['gcc', 'clang']) {
  const skip = spawnSync(cc, ['--version']).error ? `${cc} is not installed` : false;
  test(`${cc} gives every SIMD operation the bits that V8 gives it`, { skip }, async (t) => {
    const expected = await resultsOfV8(buildModule());
    const got = resultsOf(cc);
    t.equal(got.length, expected.length);
    for (const [i, { name }] of list.entries()) {
      let wrong = '';
      for (let pair = 0; pair < input.length / 32 && wrong === ''; pair++) {
        const at = (pair * list.length + i) * 16;
        const [v8, native] = [expected.slice(at, at + 16), Uint8Array.from(got.subarray(at, at + 16))];
        const given = input.subarray(pair * 32, pair * 32 + 32);
        if (!agree(name, v8, native)) wrong = `${hex(given)} gives ${hex(native)}, not ${hex(v8)}`;
      }
      t.equal(wrong, '', name);
    }
    t.end();
  });
}
