// Lists of i32 (row numbers) behind raw pointers, as vector.ts has them for f64.

/** list[t]. */
export function numberAt(list: usize, t: i32): i32 {
  return load<i32>(list + ((<usize>t) << 2));
}

/** list[t] = value. */
export function putNumber(list: usize, t: i32, value: i32): void {
  store<i32>(list + ((<usize>t) << 2), value);
}
