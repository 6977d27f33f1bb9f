import { dirname, join } from 'node:path';
import type { BuildFacts, Computer } from './cli/surroundings.ts';
import { windowsFolder } from './files/node/windows-folder.ts';

/** The computer, and this build of hivemend, as the program (`main.ts`) and the package (`library.ts`) find them. */

/** Set by the bundler. */
declare const HIVEMEND_BUILD: Omit<BuildFacts, 'codeCache'> | undefined;
/** Set by the launcher of an executable. */
declare const HIVEMEND_CODE_CACHE: BuildFacts['codeCache'] | undefined;

const BUILD: BuildFacts = {
  ...(typeof HIVEMEND_BUILD === 'undefined'
    ? { version: 'source', commit: 'unknown', hivex: 'unknown', emscripten: 'unknown' }
    : HIVEMEND_BUILD),
  codeCache: typeof HIVEMEND_CODE_CACHE === 'undefined' ? 'none' : HIVEMEND_CODE_CACHE,
};

/** Whether this runs as an executable, with the program inside of Node. */
export const isExecutable = typeof HIVEMEND_CODE_CACHE !== 'undefined';

export const ON_WINDOWS = process.platform === 'win32';

function systemRoot(): string | undefined {
  // Elsewhere nobody's variable of that name is asked for.
  if (!ON_WINDOWS) return undefined;
  const { SystemRoot } = process.env;
  return windowsFolder(SystemRoot);
}

/** Linux (proc(5)): a new word at each start, and the number of the PID namespace, which a container has of its own. */
function processSpace(): string | undefined {
  const { readFileSync, readlinkSync } = process.getBuiltinModule('node:fs');
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined; // No Linux, or no /proc.
  }
}

/** Loaded when something is asked that only it tells. */
const os = () => process.getBuiltinModule('node:os');

export const system: Computer = {
  environment: (name) => process.env[name],
  clock: () => new Date(),
  system: {
    flavour: ON_WINDOWS ? 'windows' : 'posix',
    architecture: process.arch,
    processId: process.pid,
    hostName: () => os().hostname(),
    bootedAt: () => new Date(Date.now() - os().uptime() * 1000).toISOString(),
    processSpace,
    nodeVersion: process.versions.node,
    systemRoot,
    // Beside the executable; beside the bundle; and what the packaging script made of this source.
    programFolders: () => {
      const [executable, script] = [process.execPath, process.argv[1] ?? process.execPath].map(dirname);
      return [executable, script, join(script ?? '', '..', 'dist')].filter((folder) => folder !== undefined);
    },
    temporaryFolder: () => os().tmpdir(),
    freeMemory: () => os().freemem(),
  },
  build: BUILD,
  pause: (milliseconds) => new Promise((passed) => setTimeout(passed, milliseconds)),
  processRuns(id) {
    try {
      process.kill(id, 0);
      return true;
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },
  files: async () => (await import('./files/node/file-system.ts')).nodeFileSystem(),
  commands: async () => (await import('./files/node/command-runner.ts')).nodeCommandRunner(),
  makePrivateFolder: async (start) =>
    (await import('./files/node/private-folder.ts')).makePrivateFolder(start),
  isPrivateFolder: async (path) => (await import('./files/node/private-folder.ts')).isPrivateFolder(path),
  endProgram: async (id, how) => (await import('./files/node/end-program.ts')).endProgram(id, how),
  mounts: async () => (await import('./files/node/mounts.ts')).readMounts(),
  hivexModule: async () => (await import('../build/hivex.wasm')).default,
  structureCheckModule: async () => (await import('../build/hive-check.wasm')).default,
};
