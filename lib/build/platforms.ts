// The platforms that have a compiled package on npm (sqml-<name>) and a wheel, once.
//
// All are built on one machine by `zig cc`, which carries the C libraries of each: glibc 2.17 is of 2012,
// macOS 11 of 2020, and Windows' C runtime comes with Windows 10.

import { platformName } from '../loadable.cts';

export interface Platform {
  /** In Node's words, process.platform-process.arch, and -musl: what platformName() gives there. */
  name: string;
  /** In zig's. */
  target: string;
  /** The fields of package.json by which npm chooses. */
  os: NodeJS.Platform;
  cpu: NodeJS.Architecture;
  libc?: 'glibc' | 'musl';
  /** In pip's words (PEP 425, 600, 656). */
  wheel: string;
}

export const PLATFORMS: Platform[] = [
  {
    name: 'linux-x64',
    target: 'x86_64-linux-gnu.2.17',
    os: 'linux',
    cpu: 'x64',
    libc: 'glibc',
    wheel: 'manylinux_2_17_x86_64',
  },
  {
    name: 'linux-x64-musl',
    target: 'x86_64-linux-musl',
    os: 'linux',
    cpu: 'x64',
    libc: 'musl',
    wheel: 'musllinux_1_2_x86_64',
  },
  {
    name: 'linux-arm64',
    target: 'aarch64-linux-gnu.2.17',
    os: 'linux',
    cpu: 'arm64',
    libc: 'glibc',
    wheel: 'manylinux_2_17_aarch64',
  },
  {
    name: 'linux-arm64-musl',
    target: 'aarch64-linux-musl',
    os: 'linux',
    cpu: 'arm64',
    libc: 'musl',
    wheel: 'musllinux_1_2_aarch64',
  },
  { name: 'darwin-x64', target: 'x86_64-macos.11.0', os: 'darwin', cpu: 'x64', wheel: 'macosx_11_0_x86_64' },
  {
    name: 'darwin-arm64',
    target: 'aarch64-macos.11.0',
    os: 'darwin',
    cpu: 'arm64',
    wheel: 'macosx_11_0_arm64',
  },
  { name: 'win32-x64', target: 'x86_64-windows-gnu', os: 'win32', cpu: 'x64', wheel: 'win_amd64' },
];

/** The platform of that name. */
export function platformOf(name: string): Platform {
  const found = PLATFORMS.find((platform) => platform.name === name);
  if (found === undefined) {
    const known = PLATFORMS.map(({ name }) => name).join(', ');
    throw new Error(`there is no platform ${name}; there are ${known}`);
  }
  return found;
}

/** The platforms of a command line: their names, or --all. */
export function platformsOf(args: string[]): Platform[] {
  return args.includes('--all') ? PLATFORMS : args.map(platformOf);
}

/** This machine's. */
export function thisPlatform(): Platform {
  return platformOf(platformName());
}
