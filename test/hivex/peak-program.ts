import { open } from 'node:fs/promises';
import type { CleanHive } from '../../src/ground/brand.ts';
import { editHive, freshHivex } from './hives.ts';

/** Run as a process of its own: opens and commits a hive file, prints the result's length and the peak of memory. */
const [, , path = '', edit = 'nothing'] = process.argv;
const file = await open(path);
const { size } = await file.stat();
const source = {
  length: size,
  async read(target: Uint8Array, position: number) {
    const { bytesRead } = await file.read(target, 0, target.length, position);
    if (bytesRead !== target.length) throw new Error(`${bytesRead} of ${target.length} bytes`);
  },
};

const length = await editHive(
  freshHivex(),
  source as unknown as CleanHive,
  (hive) => {
    if (edit !== 'add') return;
    for (let index = 0; index < 40; index++) {
      const key = hive.addChild(hive.root(), `added ${index}`);
      hive.setValue(key, { name: 'data', type: 3, data: new Uint8Array(16_000).fill(index) });
    }
  },
  (image) => image.length,
);
await file.close();
console.log(JSON.stringify({ length, peak: process.resourceUsage().maxRSS * 1024 }));
