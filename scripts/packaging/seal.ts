import type { Target } from './targets.ts';

/**
 * Takes from a Node binary what lets a file or a variable outside of it decide what it runs, before our program's first
 * line. Node has a switch against `NODE_OPTIONS` and none against the rest, so the words by which it asks are changed in its
 * bytes: they keep their places and lengths, and no code is touched. What is changed is counted, and another count fails the build: a new Node
 * has to be looked at again (README.md, "Nothing outside decides").
 *
 * A variable's name gets a NUL for its first letter. To the C library and to Windows it then is the empty name, which no
 * variable has: POSIX and glibc's `getenv` skip it, and Windows' names have at least one letter.
 */

type TargetName = Target['name'];

const EVERYWHERE: readonly TargetName[] = ['win-x64', 'win-arm64', 'linux-x64', 'linux-arm64'];
const WINDOWS: readonly TargetName[] = ['win-x64', 'win-arm64'];
const LINUX: readonly TargetName[] = ['linux-x64', 'linux-arm64'];
const X64: readonly TargetName[] = ['win-x64', 'linux-x64'];

/** Node for Windows on arm64 is cross-compiled: its own scripts are in it as text only, and not compiled besides. */
const COMPILED: readonly TargetName[] = ['win-x64', 'linux-x64', 'linux-arm64'];

/** Names that C++ asks for: on which systems, once each, as bytes, or as UTF-16. */
const NATIVE: Readonly<Record<string, readonly TargetName[]>> = {
  // Options, and with `--require` any program.
  NODE_OPTIONS: EVERYWHERE,
  NODE_REPL_EXTERNAL_MODULE: EVERYWHERE,
  // Compiled code in place of what is compiled.
  NODE_COMPILE_CACHE: EVERYWHERE,
  NODE_DISABLE_COMPILE_CACHE: EVERYWHERE,
  // Configuration, which names libraries to load; and their folders.
  OPENSSL_CONF: EVERYWHERE,
  OPENSSL_CONF_INCLUDE: EVERYWHERE,
  OPENSSL_MODULES: EVERYWHERE,
  OPENSSL_ENGINES: EVERYWHERE,
  // Data that is decoded in place of what is built in.
  NODE_ICU_DATA: EVERYWHERE,
  ICU_TIMEZONE_FILES_DIR: EVERYWHERE,
  NODE_EXTRA_CA_CERTS: EVERYWHERE,
  NODE_USE_SYSTEM_CA: EVERYWHERE,
  NODE_USE_ENV_PROXY: EVERYWHERE,
  SSL_CERT_FILE: EVERYWHERE,
  SSL_CERT_DIR: EVERYWHERE,
  CTLOG_FILE: LINUX,
  // Files that are written, and words among ours.
  NODE_V8_COVERAGE: EVERYWHERE,
  NODE_REDIRECT_WARNINGS: EVERYWHERE,
  NODE_DEBUG_NATIVE: EVERYWHERE,
  NODE_PENDING_DEPRECATION: EVERYWHERE,
  // Another way of doing the same, on the disk above all.
  NODE_PRESERVE_SYMLINKS: EVERYWHERE,
  NODE_PRESERVE_SYMLINKS_MAIN: EVERYWHERE,
  NODE_SKIP_PLATFORM_CHECK: WINDOWS,
  UV_THREADPOOL_SIZE: EVERYWHERE,
  UV_USE_IO_URING: LINUX,
  SIMDUTF_FORCE_IMPLEMENTATION: COMPILED,
  SIMDJSON_FORCE_IMPLEMENTATION: COMPILED,
  OPENSSL_ia32cap: X64,
  OPENSSL_armcap: ['linux-arm64'],
};

const NATIVE_WIDE: Readonly<Record<string, readonly TargetName[]>> = {
  OPENSSL_ia32cap: ['win-x64'],
  OPENSSL_WIN32_UTF8: WINDOWS,
};

/**
 * Names that Node's own scripts ask for before ours. They lie in the binary as text (`process.env.NAME`), and where the
 * scripts are compiled as V8's strings, of which the length stands in front.
 */
const OF_SCRIPTS: Readonly<Record<string, { readonly text: number; readonly compiled: number }>> = {
  NODE_CHANNEL_FD: { text: 4, compiled: 3 },
  NODE_UNIQUE_ID: { text: 3, compiled: 3 },
  NODE_PATH: { text: 2, compiled: 3 },
  NODE_DEBUG: { text: 3, compiled: 3 },
  NODE_V8_COVERAGE: { text: 13, compiled: 4 },
  NODE_NO_WARNINGS: { text: 1, compiled: 3 },
};

interface FixedPath {
  readonly path: string;
  readonly count: number;
}

/** Paths that are built in, all of OpenSSL: of its configuration and certificates, and of the libraries that it loads. */
const FIXED_PATHS: Readonly<Record<Target['os'], readonly FixedPath[]>> = {
  win32: [
    { path: 'C:\\Program Files\\Common Files\\SSL', count: 2 },
    { path: 'c:\\ws\\$(ConfigurationName)/obj.target/deps/openssl/lib/openssl-modules', count: 2 },
  ],
  linux: [
    { path: '/etc/ssl', count: 6 },
    { path: '/home/iojs/build/ws/out/$(BUILDTYPE)/obj.target/deps/openssl/lib/openssl-modules', count: 2 },
  ],
};

/**
 * What they begin with then. The system must answer "no such file", which OpenSSL takes for no configuration; any other
 * error it takes for a broken one, and Node gives up.
 *
 * - Windows: behind `\\?\` stands a name of the kernel's, here of a device. There is none of that name, and no file on no
 *   disk makes one (Microsoft: "Naming Files, Paths, and Namespaces", Win32 file namespaces).
 * - Linux: nobody makes entries in the kernel's /proc.
 */
const NOWHERE: Readonly<Record<Target['os'], string>> = {
  win32: '\\\\?\\hivemend-has-no-configuration',
  linux: '/proc/--',
};

/** A word in the bytes and what it becomes. */
interface Change {
  readonly what: string;
  readonly find: Buffer;
  readonly becomes: Buffer;
  readonly count: number;
  /** Whether the word at that place is the one that is meant. */
  isMeant(binary: Buffer, at: number): boolean;
}

/**
 * Changes the bytes of a Node binary in place.
 * @throws Error when a word is not found as often as this Node has it
 */
export function seal(binary: Buffer, target: Target): void {
  for (const change of changesFor(target)) {
    const places = placesOf(binary, change);
    if (places.length !== change.count) {
      throw new Error(
        `${target.name}: ${change.what} is in Node's binary ${places.length} times, not ${change.count}. Another Node? ` +
          'Look for what it reads at its start (scripts/packaging/README.md), and set the counts in seal.ts right.',
      );
    }
    for (const at of places) change.becomes.copy(binary, at);
  }
}

/** What of all that is still in a binary; nothing in a sealed one. */
export function unsealedWords(binary: Buffer, target: Target): string[] {
  return changesFor(target)
    .filter((change) => placesOf(binary, change).length > 0)
    .map(({ what }) => what);
}

function placesOf(binary: Buffer, { find, isMeant }: Change): number[] {
  const places: number[] = [];
  for (let at = binary.indexOf(find); at !== -1; at = binary.indexOf(find, at + find.length)) {
    if (isMeant(binary, at)) places.push(at);
  }
  return places;
}

function changesFor({ name: target, os }: Target): Change[] {
  const native = Object.entries(NATIVE)
    .filter(([, targets]) => targets.includes(target))
    .map(([name]) => nameInNative(name, 'latin1'));
  const wide = Object.entries(NATIVE_WIDE)
    .filter(([, targets]) => targets.includes(target))
    .map(([name]) => nameInNative(name, 'utf16le'));
  const scripts = Object.entries(OF_SCRIPTS).flatMap(([name, { text, compiled }]) => [
    ...nameInText(name, text),
    nameInCompiled(name, COMPILED.includes(target) ? compiled : 0),
  ]);
  return [
    ...native,
    ...wide,
    ...scripts,
    ...FIXED_PATHS[os].map((fixed) => pathToNowhere(fixed, NOWHERE[os])),
  ];
}

/** A whole C string: behind the NUL of what stands before it, and with its own. */
function nameInNative(name: string, encoding: 'latin1' | 'utf16le'): Change {
  const find = Buffer.from(`${name}\0`, encoding);
  const end = Buffer.from('\0', encoding);
  return {
    what: `the variable ${name} (${encoding})`,
    find,
    becomes: Buffer.concat([end, find.subarray(end.length)]),
    count: 1,
    isMeant: (binary, at) => binary[at - 1] === 0 && !isBehindItsLength(binary, at, name),
  };
}

/** A string of V8's in Node's snapshot and code cache. V8 works its hash out anew when it reads one. */
function nameInCompiled(name: string, count: number): Change {
  return {
    what: `the variable ${name} in compiled scripts`,
    find: Buffer.from(name),
    becomes: Buffer.from(`\0${name.slice(1)}`),
    count,
    isMeant: (binary, at) => isBehindItsLength(binary, at, name),
  };
}

/** V8 12.4: a string's hash, its length and its letters, 4 bytes for each of the first two. */
function isBehindItsLength(binary: Buffer, at: number, name: string): boolean {
  return binary.readUInt32LE(at - 4) === name.length;
}

/** The two ways in which Node's scripts ask. Both then ask for the empty name. */
function nameInText(name: string, count: number): Change[] {
  const asked = [`process.env.${name}`, `safeGetenv('${name}')`];
  const empty = ["process.env['']", "safeGetenv('')"];
  const bySafeGetenv = name === 'NODE_PATH' ? 1 : 0;
  return asked.map((text, way) => ({
    what: `${text} in Node's scripts`,
    find: Buffer.from(text),
    becomes: Buffer.from((empty[way] ?? '').padEnd(text.length)),
    count: way === 0 ? count - bySafeGetenv : bySafeGetenv,
    isMeant: (binary, at) => !/[\w$]/.test(String.fromCharCode(binary[at + text.length] ?? 0)),
  }));
}

function pathToNowhere({ path, count }: FixedPath, nowhere: string): Change {
  return {
    what: `the path ${path}`,
    find: Buffer.from(path),
    becomes: Buffer.from(nowhere.padEnd(path.length, '-')),
    count,
    isMeant: () => true,
  };
}
