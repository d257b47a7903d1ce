// How much memory an instance holds between two calls, and when it isn't worth keeping: linear memory grows and never
// shrinks, so what a call took in passing is given back by giving the instance up.
//
//   kept    what memory grew by while the models that are kept were read (registry/model_cache.ts)
//   spare   what any call may leave behind
//
// An instance is kept while its memory is at most both together. So a large model stays where it is, row after row: to
// read it again in another instance would come to the same size.

/** Bytes beside the kept models that are no reason to start over. */
const SPARE: u64 = 64 << 20;

let kept: u64 = 0;

/** Bytes of linear memory. */
export function memorySize(): u64 {
  return (<u64>memory.size()) << 16;
}

/** So many bytes more belong to what is kept; negative: fewer. */
export function keepBytes(change: i64): void {
  kept += change;
}

/** Whether the host should keep this instance after a call. */
export function isWorthKeeping(): bool {
  return memorySize() <= kept + SPARE;
}
