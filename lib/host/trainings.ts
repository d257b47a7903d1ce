// The trainings that run where this module was loaded; binding/trainings.c is its twin. There is one thread, so others
// see one only while it calls them: from a progress handler, or an SQL function of its dataset. Another worker has another list.

export class Training {
  readonly id: number;
  /** How far it is: bytes of the engine's. */
  values: Uint8Array;
  jobsDone = 0;
  jobs = 0;
  isCancelled = false;

  constructor(
    readonly text: Uint8Array,
    values: number,
  ) {
    this.id = ++last;
    this.values = new Uint8Array(values);
    running.push(this);
  }

  /** Takes it off the list. */
  end(): void {
    running.splice(running.indexOf(this), 1);
  }
}

let last = 0;
const running: Training[] = [];

/** All of them, as binding/trainings.h says. */
export function writeTrainings(): Uint8Array {
  const parts = running.flatMap(({ id, jobsDone, jobs, values, text }) => [
    new Uint8Array(Uint32Array.of(id, jobsDone, jobs, values.length, text.length).buffer),
    values,
    text,
  ]);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Marks it as cancelled; whether it was there. */
export function cancelTraining(id: number): boolean {
  const training = running.find((one) => one.id === id);
  if (training !== undefined) training.isCancelled = true;
  return training !== undefined;
}
