import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repairHive } from '../../src/jobs/repair.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { settingByHivexget } from '../support/native-hivex.ts';
import { judgeWith } from '../support/native-tools.ts';
import { HIVE, putHiveSet } from '../support/repair-scene.ts';

describe('a repaired hive is read alike by native hivex', () => {
  it.each([
    'setting-2',
    'passwordless-key-missing',
    'value-among-many',
    'dirty-one-log',
    'dirty-two-logs',
    'dirty-two-logs-wrap',
    'dirty-base-block-zeroed',
    'dirty-old-log',
    'dirty-hive-grows',
  ])('%s', async (name) => {
    const files = new MemoryFileSystem();
    const hiveSet = putHiveSet(files, name);
    const request = { hiveSet, value: 0, pagesOnly: false, acceptDirty: false };
    await repairHive(testTools(files), request);
    const bytes = files.bytes(HIVE) ?? new Uint8Array();
    const folder = mkdtempSync(join(tmpdir(), 'hivemend-'));
    try {
      const file = join(folder, 'SOFTWARE');
      writeFileSync(file, bytes);
      expect(settingByHivexget(file)).toBe(0);
      expect(judgeWith('hivexml', file, new HiveReader(bytes, HIVE))).toBe('agrees');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
