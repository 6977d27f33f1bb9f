import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeInput } from '../../../src/files/node/input.ts';

const folder = mkdtempSync(join(tmpdir(), 'hivemend-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an input of which Node can make no stream', () => {
  const open = () => {
    throw new Error('open EBADF');
  };

  it('is read as a file, and is no terminal', async () => {
    writeFileSync(join(folder, 'file'), 'piped');
    const descriptor = openSync(join(folder, 'file'), 'r');
    const input = nodeInput(descriptor, open);
    expect(input.isTerminal).toBe(false);
    expect(Buffer.from(await input.readAll()).toString()).toBe('piped');
    closeSync(descriptor);
  });

  it('is told as unreadable where the system does not read it either', async () => {
    const descriptor = openSync(join(folder, 'other'), 'w');
    await expect(nodeInput(descriptor, open).readAll()).rejects.toMatchObject({
      code: 'file-read',
      details: { path: '-' },
    });
    closeSync(descriptor);
  });
});
