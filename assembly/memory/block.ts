// Blocks of linear memory for numbers: raw pointers, zeroed, 16-byte aligned.
//
//   before each block   [older u32] [newer u32] [bytes u32] [number u32], a list of all that live, oldest first
//
// Small blocks come from AssemblyScript's heap, whose allocator ends below 1 GiB; large ones straight from
// memory.grow, which reaches 4 GiB, by way of a list of free runs of pages: first fit, neighbours joined, the
// rest of a run stays free, so what is given back serves every later size.
//
// Who works for a while marks before it and gives all of it back after it: `mark` and `releaseSince`. So a fit
// owns what it allocates, whatever it forgets; what a model keeps is in arrays of its own.

import { fail } from '../error';

/**
 * From this size on a block is made of pages of its own, of which an eighth at most is left over. What went to the heap
 * serves no large block afterwards: blocks of a table's rows have about a megabyte, and what a fit takes comes after them.
 */
const LARGE: usize = 1 << 19;
const PAGE: usize = 65536;
/** Pages at the end of memory that are left to small blocks and strings: who is refused a large one must say so. */
const LEFT_OVER: usize = 64;
const MOST_PAGES: usize = 65536;
const HEADER: usize = 16;

/** The newest block that lives; 0 for none. */
let newest: usize = 0;
/** How many blocks there have been. */
let count: u32 = 0;

/** The first free run of pages, by address: [next usize] [bytes usize] at its start; 0 for none. */
let firstFree: usize = 0;

/**
 * A zeroed block of `bytes` bytes. Fails past the limit, naming the size; not with SQLITE_NOMEM, which would
 * roll a surrounding transaction back.
 */
export function allocate(bytes: u64): usize {
  if (bytes > 0xffff0000) tooLarge(bytes);
  const size = (<usize>bytes + HEADER + 15) & ~15;
  let start: usize;
  if (size < LARGE) {
    start = heap.alloc(size);
    memory.fill(start, 0, size);
  } else start = takePages((size + PAGE - 1) & ~(PAGE - 1), bytes);
  store<usize>(start, newest);
  store<usize>(start, 0, 4);
  store<usize>(start, size, 8);
  store<u32>(start, ++count, 12);
  if (newest) store<usize>(newest, start, 4);
  newest = start;
  return start + HEADER;
}

/** Gives a block of `allocate` back. */
export function release(block: usize): void {
  if (block == 0) return;
  const start = block - HEADER;
  const older = load<usize>(start);
  const newer = load<usize>(start, 4);
  const size = load<usize>(start, 8);
  if (older) store<usize>(older, newer, 4);
  if (newer) store<usize>(newer, older);
  else newest = older;
  if (size < LARGE) heap.free(start);
  else givePages(start, (size + PAGE - 1) & ~(PAGE - 1));
}

/**
 * Makes a large block longer where it is, by zeros; false when it is a small one or what follows is not free. Its place
 * stays, and what is in it.
 */
export function extend(block: usize, bytes: u64): bool {
  const start = block - HEADER;
  const size = load<usize>(start, 8);
  if (size < LARGE || bytes > 0xffff0000) return false;
  const wanted = (<usize>bytes + HEADER + 15) & ~15;
  const end = start + ((size + PAGE - 1) & ~(PAGE - 1));
  const needed = start + ((wanted + PAGE - 1) & ~(PAGE - 1));
  if (needed > end && !takeAt(end, needed - end)) return false;
  if (wanted <= size) return true;
  // What `shorten` left behind it in its last page.
  memory.fill(start + size, 0, min(end, start + wanted) - (start + size));
  store<usize>(start, wanted, 8);
  return true;
}

/** Makes a block shorter, and gives back the pages of a large one that it does not need. */
export function shorten(block: usize, bytes: u64): void {
  const start = block - HEADER;
  const size = load<usize>(start, 8);
  // A large block stays one.
  const wanted = max(LARGE, (<usize>bytes + HEADER + 15) & ~15);
  if (size < LARGE || wanted >= size) return;
  const end = start + ((size + PAGE - 1) & ~(PAGE - 1));
  const needed = start + ((wanted + PAGE - 1) & ~(PAGE - 1));
  store<usize>(start, wanted, 8);
  if (needed < end) givePages(needed, end - needed);
}

/** Now, for `releaseSince`. */
export function mark(): u32 {
  return count;
}

/** Gives every block back that was allocated since the mark and lives. */
export function releaseSince(mark: u32): void {
  while (newest != 0 && load<u32>(newest, 12) > mark) release(newest + HEADER);
}

/** Fails as `allocate` would for a block of `bytes`, before work is put into what needs it. */
export function require(bytes: u64): void {
  if (bytes < LARGE) return;
  release(allocate(bytes));
}

/** n zeroed f64. */
export function reals(n: i64): usize {
  return allocate((<u64>n) << 3);
}

/** n zeroed i32. */
export function integers(n: i64): usize {
  return allocate((<u64>n) << 2);
}

/** A zeroed run of `size` bytes, whole pages. */
function takePages(size: usize, wanted: u64): usize {
  let before: usize = 0;
  let last: usize = 0;
  for (let run = firstFree; run != 0; run = load<usize>(run)) {
    if (load<usize>(run, 4) >= size) {
      takeFrom(before, run, size);
      memory.fill(run, 0, size);
      return run;
    }
    last = before;
    before = run;
  }
  // The last free run may end where memory does: then only the rest has to grow.
  const end = (<usize>memory.size()) << 16;
  let start = end;
  if (before != 0 && before + load<usize>(before, 4) == end) start = before;
  const missing = size - (end - start);
  const pages = missing / PAGE;
  if (end / PAGE + pages > MOST_PAGES - LEFT_OVER || memory.grow(<i32>pages) < 0) tooLarge(wanted);
  if (start != end) {
    unlink(last, before);
    memory.fill(start, 0, end - start);
  }
  return start;
}

/** Takes the zeroed run of `size` bytes, whole pages, at this place; false when it is not free. */
function takeAt(place: usize, size: usize): bool {
  let before: usize = 0;
  let run = firstFree;
  while (run != 0 && run < place) {
    before = run;
    run = load<usize>(run);
  }
  const free = run == place ? load<usize>(run, 4) : 0;
  if (free >= size) {
    takeFrom(before, run, size);
    memory.fill(place, 0, size);
    return true;
  }
  const end = (<usize>memory.size()) << 16;
  if (place + free != end) return false;
  const pages = (size - free) / PAGE;
  if (end / PAGE + pages > MOST_PAGES - LEFT_OVER || memory.grow(<i32>pages) < 0) return false;
  if (free > 0) {
    unlink(before, run);
    memory.fill(place, 0, free);
  }
  return true;
}

/** Takes the first `size` bytes of a free run; `before` is the run before it. */
function takeFrom(before: usize, run: usize, size: usize): void {
  const rest = load<usize>(run, 4) - size;
  if (rest == 0) return unlink(before, run);
  const left = run + size;
  store<usize>(left, load<usize>(run));
  store<usize>(left, rest, 4);
  if (before) store<usize>(before, left);
  else firstFree = left;
}

function unlink(before: usize, run: usize): void {
  const next = load<usize>(run);
  if (before) store<usize>(before, next);
  else firstFree = next;
}

/** Makes a run of pages free, joined with the free ones beside it. */
function givePages(start: usize, size: usize): void {
  let before: usize = 0;
  let after = firstFree;
  while (after != 0 && after < start) {
    before = after;
    after = load<usize>(after);
  }
  if (after != 0 && start + size == after) {
    size += load<usize>(after, 4);
    after = load<usize>(after);
  }
  if (before != 0 && before + load<usize>(before, 4) == start) {
    store<usize>(before, after);
    store<usize>(before, load<usize>(before, 4) + size, 4);
    return;
  }
  store<usize>(start, after);
  store<usize>(start, size, 4);
  if (before) store<usize>(before, start);
  else firstFree = start;
}

const SHORTAGE: string = 'not enough memory';

/** Whether a failure's message is that of a block that was refused. */
export function isShortage(message: string): bool {
  return message.startsWith(SHORTAGE);
}

function tooLarge(bytes: u64): void {
  const wanted = ((bytes + 0xfffff) >> 20).toString();
  const used = (<u64>memory.size() >> 4).toString();
  fail(
    `${SHORTAGE}: needs ${wanted} MiB more, uses ${used} MiB, and one training has 4096 MiB at most; ` +
      'train on fewer rows or columns, read them in passes (sgd and gaussian_nb with {"passes": true}), or learn them one by one (sqml_online, sqml_partial_fit): these hold none of them',
  );
}
