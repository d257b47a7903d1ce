// Loaded before wabt's wasm2c (node --require): gives it a deep stack.
//
// wasm2c writes nested blocks by recursion, on a stack of 64 KiB at the bottom of its own memory. asc makes the function by
// which the garbage collector visits objects of one block a class inside the other, and some 200 classes are too deep:
// "memory access out of bounds". The stack's beginning is a global's initial value in the module's bytes; it is put at
// 1 GiB, of a memory that is as large from the start and whose pages cost nothing before they are touched.

const TOP = 1 << 30;
const PAGES = TOP / 65536;
const MEMORY = 5;
const GLOBAL = 6;

/** The unsigned LEB128 number at `at`, and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

/** LEB128; signed ones need a bit of room for the sign. */
function leb(value, isSigned = false) {
  const out = [];
  for (;;) {
    const byte = value & 0x7f;
    value = Math.floor(value / 128);
    if (value === 0 && !(isSigned && byte & 0x40)) return [...out, byte];
    out.push(byte | 0x80);
  }
}

/** A section's content with the memory's first size, or the first global's initial value, replaced. */
function changed(id, content) {
  const [count, at] = number(content, 0);
  if (id === MEMORY) {
    const [, end] = number(content, at + 1);
    return [...leb(count), content[at], ...leb(PAGES), ...content.slice(end)];
  }
  // i32, mutable, i32.const, its value, end
  const [, end] = number(content, at + 3);
  if (content[at] !== 0x7f || content[at + 1] !== 1 || content[at + 2] !== 0x41 || content[end] !== 0x0b)
    throw new Error('wasm2c has another stack pointer than lib/build/deep_stack.cjs knows');
  return [...leb(count), 0x7f, 1, 0x41, ...leb(TOP, true), ...content.slice(end)];
}

function withDeepStack(bytes) {
  const parts = [bytes.slice(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const [size, start] = number(bytes, at + 1);
    const content = bytes.slice(start, start + size);
    const kept = id === MEMORY || id === GLOBAL ? Uint8Array.from(changed(id, content)) : content;
    parts.push(Uint8Array.from([id, ...leb(kept.length)]), kept);
    at = start + size;
  }
  return Buffer.concat(parts);
}

const { instantiate } = WebAssembly;
WebAssembly.instantiate = (bytes, imports) => instantiate(withDeepStack(new Uint8Array(bytes)), imports);
