// Distinct 64-bit words, numbered in the order of appearance: what codec/text_pool.ts is for texts.
//
// Open addressing with linear probes, at most half full; words are mixed by Fibonacci hashing (Knuth, "The Art of
// Computer Programming", vol. 3, section 6.4).

export class NumberPool {
  /** The distinct words. */
  count: i32 = 0;
  private words: StaticArray<u64> = new StaticArray<u64>(64);
  /** A word's number + 1; 0 where none is. */
  private numbers: StaticArray<i32> = new StaticArray<i32>(64);

  /** The number of `word`; when it is new, `count` was it before. */
  add(word: u64): i32 {
    const slot = this.slotOf(word);
    const found = unchecked(this.numbers[slot]);
    if (found != 0) return found - 1;
    this.words[slot] = word;
    this.numbers[slot] = ++this.count;
    if (this.count << 1 >= this.numbers.length) this.grow();
    return this.count - 1;
  }

  /** Where the word is, or would be. */
  private slotOf(word: u64): i32 {
    const mask = this.numbers.length - 1;
    let slot = <i32>((word * 0x9e3779b97f4a7c15) >> 32) & mask;
    while (unchecked(this.numbers[slot]) != 0 && unchecked(this.words[slot]) != word)
      slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const words = this.words;
    const numbers = this.numbers;
    this.words = new StaticArray<u64>(words.length << 1);
    this.numbers = new StaticArray<i32>(words.length << 1);
    for (let i = 0; i < words.length; i++) {
      if (numbers[i] == 0) continue;
      const slot = this.slotOf(words[i]);
      this.words[slot] = words[i];
      this.numbers[slot] = numbers[i];
    }
  }
}
