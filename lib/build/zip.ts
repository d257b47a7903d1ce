// A zip archive, deflated; the same entries give the same bytes. No directories, no zip64: files below 4 GB.

import { gzipSync } from 'node:zlib';

export interface Entry {
  /** The path inside the archive, with slashes. */
  name: string;
  data: Uint8Array;
}

const DEFLATED = 8;
/** General purpose flag 11: names are UTF-8. */
const FLAGS = 0x800;
/** Version 2.0 of the format; in "made by", 3 says that the attributes are Unix's. */
const VERSION = 20;
const MADE_BY = (3 << 8) | VERSION;
/** 1980-01-01 00:00, the format's first moment, as archives that must not change have. */
const TIME = 0;
const DATE = (1 << 5) | 1;
/** A regular file, rw-r--r--. */
const MODE = 0o100644;

export function zip(entries: Entry[]): Uint8Array {
  const bodies: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const path = Buffer.from(name);
    // gzip is a header of 10 bytes, the deflated data, its CRC-32 and its size: what a zip entry needs.
    const gzip = gzipSync(data, { level: 9 });
    const deflated = gzip.subarray(10, -8);
    const common = [u16(VERSION, FLAGS, DEFLATED, TIME, DATE), gzip.subarray(-8, -4)];
    common.push(u32(deflated.length, data.length), u16(path.length, 0));
    const local = Buffer.concat([u32(0x04034b50), ...common, path, deflated]);
    bodies.push(local);
    const attributes = [u16(0, 0, 0), u32((MODE << 16) >>> 0, offset)];
    directory.push(u32(0x02014b50), u16(MADE_BY), ...common, ...attributes, path);
    offset += local.length;
  }
  const names = Buffer.concat(directory);
  const end = [u32(0x06054b50), u16(0, 0, entries.length, entries.length), u32(names.length, offset), u16(0)];
  return Buffer.concat([...bodies, names, ...end]);
}

function u16(...values: number[]): Uint8Array {
  return new Uint8Array(Buffer.concat(values.map((value) => Buffer.from([value & 255, value >> 8]))));
}

function u32(...values: number[]): Uint8Array {
  return u16(...values.flatMap((value) => [value & 0xffff, value >>> 16]));
}
