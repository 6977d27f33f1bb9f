import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dist, haveDist } from '../support/dist.ts';

/** Fields of the ELF header, "System V Application Binary Interface", chapter 4; machines are the kernel's EM_*. */
const MACHINES = { 'linux-x64': 62, 'linux-arm64': 183 } as const;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const SECTION_HEADER_SIZE = 64;

describe.skipIf(!haveDist).each(['linux-x64', 'linux-arm64'] as const)('hivemend-%s', (target) => {
  const bytes = haveDist ? readFileSync(join(dist, `hivemend-${target}`)) : Buffer.alloc(0);

  it('is a 64-bit program for its machine', () => {
    expect(bytes.toString('latin1', 0, 4)).toBe('\x7fELF');
    expect([bytes[4], bytes[5]]).toEqual([CLASS_64, LITTLE_ENDIAN]);
    expect(bytes.readUInt16LE(18)).toBe(MACHINES[target]);
  });

  it('is whole: its section headers, which lie at the end, are there', () => {
    const start = Number(bytes.readBigUInt64LE(40));
    const [size, count] = [bytes.readUInt16LE(58), bytes.readUInt16LE(60)];
    expect(size).toBe(SECTION_HEADER_SIZE);
    expect(count).toBeGreaterThan(0);
    expect(start + size * count).toBeLessThanOrEqual(bytes.length);
  });

  it('carries the program, and its fuse says so', () => {
    const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
    const at = bytes.indexOf(fuse);
    expect(at).toBeGreaterThan(0);
    expect(bytes.toString('latin1', at + fuse.length, at + fuse.length + 2)).toBe(':1');
    expect(bytes.includes('This executable is damaged')).toBe(true);
  });
});
