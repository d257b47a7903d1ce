// The options of a <select>: one of some words, each shown as it is, or as `shown` has it in the same place; and a
// <select> of values such as classes.

import { label } from './format.ts';
import type { Value } from './query.ts';

export function Choices(props: { of: readonly string[]; shown?: readonly string[] }) {
  return (
    <>
      {props.of.map((word, i) => (
        <option key={word} value={word}>
          {props.shown?.[i] ?? word}
        </option>
      ))}
    </>
  );
}

export function Choice(props: { title: string; values: Value[]; value: Value; choose(text: string): void }) {
  return (
    <div class="controls">
      <label>
        {props.title}
        <select value={String(props.value)} onChange={(event) => props.choose(event.currentTarget.value)}>
          <Choices of={props.values.map(String)} shown={props.values.map(label)} />
        </select>
      </label>
    </div>
  );
}
