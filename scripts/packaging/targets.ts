/** The systems that get an executable, and the official Node that becomes it (the pins are in bases/package.json). */

export interface Target {
  /** As in the executable's name. */
  readonly name: 'win-x64' | 'win-arm64' | 'linux-x64' | 'linux-arm64';
  /** As npm names the system. */
  readonly os: 'win32' | 'linux';
  readonly cpu: 'x64' | 'arm64';
  readonly executable: string;
}

export const TARGETS: readonly Target[] = [
  { name: 'win-x64', os: 'win32', cpu: 'x64', executable: 'hivemend-win-x64.exe' },
  { name: 'win-arm64', os: 'win32', cpu: 'arm64', executable: 'hivemend-win-arm64.exe' },
  { name: 'linux-x64', os: 'linux', cpu: 'x64', executable: 'hivemend-linux-x64' },
  { name: 'linux-arm64', os: 'linux', cpu: 'arm64', executable: 'hivemend-linux-arm64' },
];

/** Of the package in bases/ that holds the target's Node. */
export function packageName(target: Target): string {
  return `node-${target.name}`;
}
