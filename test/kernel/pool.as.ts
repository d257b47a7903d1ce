// What pool.test.ts calls: the pools that number distinct texts and words.

import { reals } from '../../assembly/memory/block';
import { NumberPool } from '../../assembly/table/number_pool';
import { TextPool } from '../../assembly/codec/text_pool';

let texts: TextPool = new TextPool();
let words: NumberPool = new NumberPool();

/** Empty pools, and n f64 for bytes. */
export function begin(n: i32): usize {
  texts = new TextPool();
  words = new NumberPool();
  return reals(n);
}

export function addText(start: usize, length: i32, most: i32): i32 {
  return texts.add(start, length, most);
}

export function addWord(at: usize): i32 {
  return words.add(load<u64>(at));
}
