import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repairHive } from '../../src/jobs/repair.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

it('refuses a hive bin size that would keep hivex going round for ever', async () => {
  const files = new MemoryFileSystem();
  const bytes = readFileSync(join(import.meta.dirname, '../../fixtures/hives/bin-size-wraps'));
  files.put(`${CONFIG}/SOFTWARE`, bytes);
  const before = files.digest();
  const request = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };
  await expect(repairHive(testTools(files), request)).rejects.toMatchObject({
    code: 'hive-damaged',
    details: { finding: 'hive-bin-size' },
  });
  expect(files.digest()).toBe(before);
});
