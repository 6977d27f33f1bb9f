import { readFile } from 'node:fs/promises';
import { system } from '../../src/system.ts';
import { LockedPc } from './locked-pc.ts';

/**
 * A driver program: hivemend as `main.ts` starts it, with the terminal that it finds, at the recovery prompt of a LockedPc. Run by
 * scripts/building/run-ts.mjs from the repository's root. HIVEMEND_LANG is what manage-bde speaks, too; its stand-in keeps in the
 * folder for temporary files what it was asked.
 */

const { HIVEMEND_LANG } = process.env;
const pc = await LockedPc.start({ language: HIVEMEND_LANG === 'ja' ? 'ja' : 'en' });

// main.ts takes up what it finds there.
Object.assign(system, {
  files: async () => pc.files,
  commands: async () => pc.commands,
  mounts: async () => '',
  hivexModule: () => readFile('build/hivex.wasm'),
  structureCheckModule: () => readFile('build/hive-check.wasm'),
  system: {
    ...system.system,
    flavour: 'windows',
    systemRoot: () => 'X:\\Windows',
    programFolders: () => [],
    temporaryFolder: () => 'X:\\Windows\\Temp',
  },
});

await import('../../src/main.ts');
