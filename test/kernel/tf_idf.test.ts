// Words and their weights against scikit-learn's TfidfVectorizer (test/reference/tf_idf.py).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';

interface Case {
  options: {
    lowercase?: boolean;
    ngram_range?: [number, number];
    min_df?: number;
    max_df?: number;
    max_features?: number;
    sublinear_tf?: boolean;
    use_idf?: boolean;
    smooth_idf?: boolean;
    norm?: 'l1' | 'l2' | null;
  };
  error?: string;
  terms: string[];
  checks: number[];
}

const recorded: { texts: string[]; cases: Case[]; words: [string, string[]][]; letters: [number, number] } =
  JSON.parse(readFileSync(new URL('../reference/tf_idf.json', import.meta.url), 'utf8'));
const TRAIN = (recorded.texts.length * 3) / 4;
/** Sums of products in another order. */
const ROUNDING = 1e-13;

const splitter = await kernel('words.as.ts');
const engine = await kernel('tf_idf.as.ts');

/** Writes the text where `at` is; its length. */
function put(memory: WebAssembly.Memory, at: number, text: string): number {
  const bytes = new TextEncoder().encode(text);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  return bytes.length;
}

function textAt(memory: WebAssembly.Memory, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(memory.buffer, at, length));
}

test("words are of the characters that Python's re takes for them", (t) => {
  let count = 0;
  let sum = 0n;
  for (let code = 0; code < 0x110000; code++)
    if (splitter.isWord(code)) sum += BigInt(++count) * BigInt(code);
  t.deepEqual([count, Number(sum % (2n ** 31n - 1n))], recorded.letters);
  t.end();
});

test("words are those of scikit-learn's pattern in Python's lower case", (t) => {
  const at = splitter.room(512);
  const wrong = recorded.words.filter(([text, words]) => {
    const count = splitter.read(at, put(splitter.memory, at, text), 1);
    const found = Array.from({ length: count }, (_, i) =>
      textAt(splitter.memory, splitter.term(i, 1), splitter.termLength()),
    );
    return found.join('|') !== words.join('|');
  });
  t.deepEqual(wrong, [], `${recorded.words.length} texts`);
  t.end();
});

test('strings are in the order of their bytes', (t) => {
  const texts = [
    '',
    'a',
    'b',
    'ab',
    'Z',
    'é',
    'ÿ',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '😀',
    '😁',
    '𐀀',
    'a😀',
    'a\uffff',
    'aé',
    '😀a',
  ];
  const at = [splitter.room(8), splitter.room(8)];
  const wrong: string[] = [];
  for (const a of texts) {
    for (const b of texts) {
      const [x, y] = [Buffer.from(a), Buffer.from(b)];
      const found = splitter.order(
        at[0],
        put(splitter.memory, at[0], a),
        at[1],
        put(splitter.memory, at[1], b),
      );
      if (found !== Buffer.compare(x, y)) wrong.push(`${a} ${b}`);
    }
  }
  t.deepEqual(wrong, []);
  t.end();
});

function fit({ options }: Case): number {
  const { lowercase = true, ngram_range = [1, 1], min_df = 1, max_df = 1, max_features = 0 } = options;
  const { sublinear_tf = false, use_idf = true, smooth_idf = true, norm = 'l2' } = options;
  engine.begin(Number(lowercase), ...ngram_range, min_df, max_df, max_features);
  engine.weigh(
    Number(sublinear_tf),
    Number(use_idf),
    Number(smooth_idf),
    norm === null ? 0 : norm === 'l1' ? 1 : 2,
  );
  const at = engine.room(512);
  for (const text of recorded.texts) engine.addText(at, put(engine.memory, at, text));
  return engine.fit(TRAIN);
}

for (const it of recorded.cases) {
  test(`terms and weights are TfidfVectorizer's: ${JSON.stringify(it.options)}`, (t) => {
    const size = fit(it);
    if (it.error !== undefined) {
      t.match(
        textAt(engine.memory, engine.troubleStart(), engine.troubleLength()),
        /^(none of its \d+ terms is left; lower min_df or raise max_df|max_df allows 3 of 300 rows, min_df asks for 200)$/,
      );
      t.end();
      return;
    }
    const terms = Array.from({ length: size }, (_, c) =>
      textAt(engine.memory, engine.termStart(c), engine.termLength()),
    );
    t.deepEqual(terms, it.terms, `${size} terms`);
    const out = engine.room(size);
    const wrong = it.checks.filter((check, i) => {
      const n = engine.entries(i);
      const columns = Array.from({ length: n }, (_, e) => engine.column(e));
      const values = Array.from({ length: n }, (_, e) => engine.value(e));
      engine.encode(i, out);
      const row = new Float64Array(engine.memory.buffer, out, size);
      const isRow =
        row.filter((x) => x !== 0).length === n && columns.every((column, e) => row[column] === values[e]);
      const isOrdered = columns.every((column, e) => e === 0 || column > columns[e - 1]);
      const sum = values.reduce((all, x, e) => all + x * Math.sin(1 + columns[e]), 0);
      return !isRow || !isOrdered || Math.abs(sum - check) > ROUNDING * Math.max(1, Math.abs(check));
    });
    t.deepEqual(wrong, [], `${it.checks.length} texts`);
    t.end();
  });
}
