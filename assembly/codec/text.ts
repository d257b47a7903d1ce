// UTF-8 in linear memory as AssemblyScript strings, for names and messages; hot paths compare bytes.

/** The string of `length` UTF-8 bytes. */
export function utf8(start: usize, length: i32): string {
  return String.UTF8.decodeUnsafe(start, length);
}

/** Order by UTF-8 bytes, as SQLite's BINARY collation and scikit-learn's code points: < 0, 0 or > 0. */
export function compareBytes(a: string, b: string): i32 {
  const n = min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left == right) continue;
    // Units of UTF-16 have the order of bytes, but for surrogates.
    if ((left & 0xf800) == 0xd800 || (right & 0xf800) == 0xd800) return compareEncoded(a, b);
    return left - right;
  }
  return a.length - b.length;
}

function compareEncoded(a: string, b: string): i32 {
  const x = String.UTF8.encode(a);
  const y = String.UTF8.encode(b);
  const order = memory.compare(changetype<usize>(x), changetype<usize>(y), min(x.byteLength, y.byteLength));
  return order != 0 ? order : x.byteLength - y.byteLength;
}

/** A number as a category's name: as an INTEGER is written when it is a whole one. */
export function categoryOf(value: f64): string {
  return Math.abs(value) < 9e15 && value == Math.floor(value) ? (<i64>value).toString() : value.toString();
}

/** "name", with its quotes doubled: any text as an SQL identifier. */
export function quoteName(name: string): string {
  return '"' + name.replaceAll('"', '""') + '"';
}

/** 'text', with its quotes doubled: any text as an SQL literal. */
export function quoteText(text: string): string {
  return "'" + text.replaceAll("'", "''") + "'";
}

/** "text" as a JSON string. */
export function jsonQuoted(text: string): string {
  let quoted = '"';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x20 && c != 0x22 && c != 0x5c) continue;
    quoted += text.substring(from, i) + '\\';
    if (c >= 0x20) quoted += text.charAt(i);
    else quoted += 'u00' + (c < 16 ? '0' : '') + c.toString(16);
    from = i + 1;
  }
  return quoted + text.substring(from) + '"';
}

/** "; did you mean 'x'?" for the known name nearest to `name`, or ''. */
export function didYouMean(name: string, known: string[]): string {
  let best = '';
  let least = max(2, name.length / 3) + 1;
  const lower = name.toLowerCase();
  for (let i = 0; i < known.length; i++) {
    const distance = editDistance(lower, known[i].toLowerCase());
    if (distance < least) {
      least = distance;
      best = known[i];
    }
  }
  return best.length > 0 ? `; did you mean '${best}'?` : '';
}

/** `; did you mean 'x'? <list>`, or `; <list>` when no known name is near; `list` says what there is. */
export function suggestion(name: string, known: string[], list: string): string {
  const question = didYouMean(name, known);
  return (question.length > 0 ? question + ' ' : '; ') + list;
}

/** Letters to insert, remove or replace (Levenshtein); a swap of neighbours counts as one. */
function editDistance(a: string, b: string): i32 {
  if (a.length > 64 || b.length > 64) return i32.MAX_VALUE;
  let before = new StaticArray<i32>(b.length + 1);
  let above = new StaticArray<i32>(b.length + 1);
  let row = new StaticArray<i32>(b.length + 1);
  for (let j = 0; j <= b.length; j++) above[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const x = a.charCodeAt(i - 1);
      const y = b.charCodeAt(j - 1);
      let cost = min(min(above[j], row[j - 1]) + 1, above[j - 1] + (x == y ? 0 : 1));
      if (i > 1 && j > 1 && x == b.charCodeAt(j - 2) && y == a.charCodeAt(i - 2)) {
        cost = min(cost, before[j - 2] + 1);
      }
      row[j] = cost;
    }
    const reused = before;
    before = above;
    above = row;
    row = reused;
  }
  return above[b.length];
}
