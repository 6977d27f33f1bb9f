import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import type { Program } from './programs.ts';

/**
 * How Node 22.23.2 begins what is put into an executable (src/node_sea.cc): a magic number and flags, here those for no
 * warning and for assets. A byte follows that says where options are taken from: 0 from nowhere, 1 from NODE_OPTIONS.
 */
export const BLOB_THAT_TAKES_NO_OPTIONS = '\x20\xda\x43\x01\x09\0\0\0';

/**
 * An executable to which others can say again what to run, as to any Node: for tests that put faults into its calls, and
 * to show that a trap catches the executable when it is not sealed (scripts/packaging/seal.ts). All else is the same.
 */
export function reopened(program: Program, file: string): Program {
  if (program.name === 'source') return program;
  const binary = readFileSync(program.file);
  for (const name of ['NODE_OPTIONS', 'OPENSSL_CONF']) {
    restore(binary, `\0${name.slice(1)}\0`, `${name}\0`);
  }
  if (program.flavour === 'windows') {
    restore(binary, '\\\\?\\hivemend-has-no-configuration\0', 'C:\\Program Files\\Common Files\\SSL\0');
  } else {
    restore(binary, '/proc/--\0', '/etc/ssl\0');
  }
  restore(binary, `${BLOB_THAT_TAKES_NO_OPTIONS}\0`, `${BLOB_THAT_TAKES_NO_OPTIONS}\x01`);
  writeFileSync(file, binary);
  chmodSync(file, 0o755);
  return program.at(file);
}

function restore(binary: Buffer, sealed: string, word: string): void {
  const at = binary.indexOf(sealed, 0, 'latin1');
  if (at === -1 || binary.indexOf(sealed, at + 1, 'latin1') !== -1) {
    throw new Error(`${JSON.stringify(sealed)} is not once in the executable`);
  }
  binary.write(word, at, 'latin1');
}
