import { open, readFile } from 'node:fs/promises';
import { EditedFile } from '../../src/change/edited-hive.ts';
import type { CleanHive } from '../../src/ground/brand.ts';
import { editHive } from '../../src/hivex/with-hive.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { recordKeys } from '../../src/regf/key-record.ts';
import { checkStructure } from '../../src/regf/structure-check.ts';
import { structureModule } from '../support/structure-module.ts';
import { freshHivex } from './hives.ts';

/** Run as a process of its own: edits a hive file in memory and checks the result, prints its length and the peak of memory. */
const [, , path = '', edit = 'nothing'] = process.argv;
const file = await open(path);
const { size } = await file.stat();
const source = {
  length: size,
  async read(target: Uint8Array, position: number) {
    const { bytesRead } = await file.read(target, 0, target.length, position);
    if (bytesRead !== target.length) throw new Error(`${bytesRead} of ${target.length} bytes`);
  },
} as unknown as CleanHive;

const reader = await HiveReader.onDemand(source, path);
await recordKeys(reader, { isWhole: false, subkeys: new Map() });
const edited = editHive(freshHivex(), reader.seen, (hive) => {
  if (edit !== 'add') return;
  for (let index = 0; index < 40; index++) {
    const key = hive.addChild(hive.root(), `added ${index}`);
    hive.setValue(key, { name: 'data', type: 3, data: new Uint8Array(16_000).fill(index) });
  }
});
const content = new EditedFile(source, reader.image.end, edited);
const { state } = await checkStructure(structureModule(), content, path);
await file.close();
// Not the maxRSS of getrusage(2): Linux carries that of the process that started this one over execve.
const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
const peak = Number(kibibytes) * 1024;
console.log(JSON.stringify({ length: content.length, state, peak }));
