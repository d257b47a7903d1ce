// CRC-32 of whole numbers, as Python's zlib.crc32 gives it for them as little-endian int32.

const table = Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c >>> 0;
});

export function crc(values: ArrayLike<number>): number {
  let c = 0xffffffff;
  for (const byte of new Uint8Array(Int32Array.from(values).buffer)) c = table[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
