// Named metric values, in order; NaN where a metric is undefined.

export class Scores {
  names: string[] = [];
  values: f64[] = [];

  add(name: string, value: f64): void {
    this.names.push(name);
    this.values.push(value);
  }

  /** NaN when it was not computed. */
  of(name: string): f64 {
    const at = this.names.indexOf(name);
    return at < 0 ? NaN : this.values[at];
  }
}
