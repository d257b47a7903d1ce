// The options of a <select>: one of some words, each shown as it is, or as `shown` has it in the same place.

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
