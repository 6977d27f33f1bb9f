import { describe, expect, it } from 'vitest';
import type { CleanHive } from '../../src/ground/brand.ts';
import { HiveError } from '../../src/ground/errors.ts';
import type { NodeHandle, ValueHandle } from '../../src/hivex/calls.ts';
import { readHive } from '../../src/hivex/with-hive.ts';
import { cleanHive, editWhole, freshHivex, upstreamHive } from './hives.ts';
import { changedRanges, sealed } from './image-bytes.ts';

const hivex = freshHivex();
const text = (words: string) => new TextEncoder().encode(words);
const dword = (number: number) => new Uint8Array(Uint32Array.of(number).buffer);

const codeOf = async (work: Promise<unknown>): Promise<HiveError> => {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof HiveError)) throw new Error(`expected a HiveError, got ${String(outcome)}`);
  return outcome;
};

/** The hive with one key that has one inline DWORD, as hivex writes it. */
const withDword = (bytes = upstreamHive('minimal')): Promise<Uint8Array> =>
  editWhole(
    hivex,
    cleanHive(bytes),
    (hive) => {
      const key = hive.addChild(hive.root(), 'Device');
      hive.setValue(key, { name: 'Setting', type: 4, data: dword(2) });
    },
    (image) => image.slice(),
  );

describe('withHive', () => {
  it('commits what the edit made', async () => {
    const after = await withDword();
    const found = await readHive(hivex, cleanHive(after), (hive) => {
      const key = hive.child(hive.root(), 'dEVICE');
      const value = key && hive.value(key, 'sETTING');
      return value && { name: hive.valueName(value), ...hive.valueData(value), ...hive.valueType(value) };
    });
    expect(found).toEqual({ name: 'Setting', type: 4, data: dword(2), length: 4 });
  });

  it('changes nothing but the sequence numbers and the checksum without an edit', async () => {
    const before = upstreamHive('minimal');
    const after = await editWhole(
      hivex,
      cleanHive(before),
      () => {},
      (image) => image.slice(),
    );
    const allowed = new Set([4, 5, 6, 7, 8, 9, 10, 11, 508, 509, 510, 511]);
    expect(after.length).toBe(before.length);
    expect(changedRanges(before, after).filter((at) => !allowed.has(at))).toEqual([]);
    const [old, now] = [before, after].map((bytes) => new DataView(bytes.buffer, bytes.byteOffset));
    expect(now?.getUint32(4, true)).toBe((old?.getUint32(4, true) ?? 0) + 1);
    expect(now?.getUint32(8, true)).toBe(now?.getUint32(4, true));
  });

  it('patches a DWORD and the times in place, and nothing else', async () => {
    const before = await withDword();
    const time = 0x01d0c0ffee123456n;
    const { after, node, value } = await editWhole(
      hivex,
      cleanHive(before),
      (hive) => {
        const node = hive.child(hive.root(), 'Device') as NodeHandle;
        const value = hive.value(node, 'Setting') as ValueHandle;
        hive.patchInlineDword(value, 0);
        hive.patchLastWritten(node, time);
        hive.patchHiveLastWritten(time);
        return { node: Number(node), value: Number(value), seen: hive.timestamp(node) };
      },
      (image, { node, value, seen }) => {
        expect(seen).toBe(time);
        return { after: image.slice(), node, value };
      },
    );
    const isAllowed = (at: number) =>
      (at >= 4 && at < 20) ||
      (at >= 508 && at < 512) ||
      (at >= node + 8 && at < node + 16) ||
      (at >= value + 12 && at < value + 16);
    const changed = changedRanges(before, after);
    expect(changed).toContain(value + 12);
    expect(changed.filter((at) => !isAllowed(at))).toEqual([]);
  });

  it('refuses to patch what is not an inline DWORD or not a cell of its kind', async () => {
    const before = await withDword();
    await readHive(hivex, cleanHive(before), (hive) => {
      const node = hive.child(hive.root(), 'Device') as NodeHandle;
      const value = hive.value(node, 'Setting') as ValueHandle;
      const refusal = expect.objectContaining({ code: 'hivex-call' });
      expect(() => hive.patchInlineDword(node as number as ValueHandle, 0)).toThrow(refusal);
      expect(() => hive.patchLastWritten(value as number as NodeHandle, 1n)).toThrow(refusal);
      expect(() => hive.patchInlineDword(0x7ffffff0 as ValueHandle, 0)).toThrow(refusal);
      expect(() => hive.patchInlineDword(value, -1)).toThrow(refusal);
      expect(() => hive.patchHiveLastWritten(-1n)).toThrow(refusal);
      hive.setValue(node, { name: 'Setting', type: 1, data: dword(2) });
      expect(() => hive.patchInlineDword(hive.value(node, 'Setting') as ValueHandle, 0)).toThrow(refusal);
    });
  });

  it('does not commit when the edit throws, and closes', async () => {
    const failure = new Error('from the edit');
    let used = false;
    const source = cleanHive(upstreamHive('minimal'));
    const edit = () => {
      throw failure;
    };
    const use = () => {
      used = true;
    };
    await expect(editWhole(hivex, source, edit, use)).rejects.toBe(failure);
    expect(used).toBe(false);
    await expect(readHive(hivex, source, (hive) => hive.nodeName(hive.root()))).resolves.toMatch(/PROTO/);
  });

  it('refuses a second bracket inside the first', async () => {
    const source = cleanHive(upstreamHive('minimal'));
    const error = await codeOf(readHive(hivex, source, () => readHive(hivex, source, () => 0)));
    expect(error.code).toBe('bug');
  });

  it('tells progress up to the end', async () => {
    const seen: number[][] = [];
    const bytes = upstreamHive('minimal');
    await readHive(hivex, cleanHive(bytes), () => 0, { onProgress: (...told) => seen.push(told) });
    expect(seen).toEqual([[bytes.length, bytes.length]]);
  });

  it('passes on what the source throws, and closes', async () => {
    const failure = new HiveError('file-read', { path: 'SOFTWARE' });
    const broken = { length: 64 * 1024 * 1024, read: () => Promise.reject(failure) } as unknown as CleanHive;
    await expect(readHive(hivex, broken, () => 0)).rejects.toBe(failure);
    await expect(readHive(hivex, cleanHive(upstreamHive('minimal')), () => 'opened')).resolves.toBe('opened');
  });

  it('refuses a hive that does not fit in WebAssembly memory', async () => {
    const huge = { ...cleanHive(upstreamHive('minimal')), length: 2 ** 32 } as unknown as CleanHive;
    const error = await codeOf(readHive(hivex, huge, () => 0));
    expect(error.details).toMatchObject({ call: 'editHive', message: expect.stringContaining('no room') });
  });

  it.each([0, 1, 4096, 5000, 1_300_000])('keeps %i bytes behind the hive bins data', async (size) => {
    const tail = Uint8Array.from({ length: size }, (_, index) => 1 + (index % 251));
    const bare = upstreamHive('minimal');
    const before = new Uint8Array([...bare, ...tail]);
    const after = await withDword(before);
    const behind = 4096 + new DataView(after.buffer).getUint32(40, true);
    expect(behind).toBeGreaterThan(bare.length);
    expect(after.length).toBe(behind + size);
    expect(Buffer.compare(after.subarray(behind), tail)).toBe(0);
    expect(Buffer.compare(after.subarray(0, behind), await withDword(bare))).toBe(0);
  });

  it('says why hivex refuses', async () => {
    const wrong = upstreamHive('minimal').slice();
    wrong[508] = (wrong[508] ?? 0) ^ 1;
    const error = await codeOf(readHive(hivex, cleanHive(wrong), () => 0));
    expect(error.code).toBe('hivex-call');
    expect(error.details).toMatchObject({ call: 'hivex_open', message: 'hive: bad checksum in hive header' });
    const small = await codeOf(readHive(hivex, cleanHive(new Uint8Array(100)), () => 0));
    expect(small.details).toMatchObject({ message: expect.stringContaining('too small') });
  });

  it.each([
    ['0', 0, 1],
    ['0xFFFFFFFF', 0xffffffff, 0xfffffffe],
  ])('reads and writes the special checksum that stands for %s', async (_name, plain, special) => {
    const steered = upstreamHive('minimal').slice();
    const view = new DataView(steered.buffer, steered.byteOffset);
    let sum = 0;
    for (let at = 0; at < 504; at += 4) sum ^= view.getUint32(at, true);
    view.setUint32(504, (sum ^ plain) >>> 0, true);
    view.setUint32(508, special, true);
    await expect(readHive(hivex, cleanHive(steered), () => 'opened')).resolves.toBe('opened');
    const after = await editWhole(
      hivex,
      cleanHive(steered),
      (hive) => {
        // The commit adds one to the sequence numbers; what steers the sum is set for the result of that.
        const image = hive.image();
        const now = new DataView(image.buffer, image.byteOffset);
        const next = now.getUint32(4, true) + 1;
        const change = now.getUint32(4, true) ^ now.getUint32(8, true);
        expect(next).toBeGreaterThan(0);
        now.setUint32(504, (now.getUint32(504, true) ^ change) >>> 0, true);
      },
      (image) => image.slice(),
    );
    expect(new DataView(after.buffer).getUint32(508, true)).toBe(special);
  });

  it('refuses to rewrite a key whose values hivex would damage, before anything is changed', async () => {
    const refusal = expect.objectContaining({ code: 'hivex-call' });
    const namedWithNul = cleanHive(upstreamHive('special'));
    await readHive(hivex, namedWithNul, (hive) => {
      const node = hive.child(hive.root(), 'zero') as NodeHandle;
      const before = hive.image().slice();
      expect(() => hive.setValue(node, { name: 'other', type: 4, data: dword(1) })).toThrow(refusal);
      expect(Buffer.compare(before, hive.image())).toBe(0);
    });
    await readHive(hivex, cleanHive(upstreamHive('minimal')), (hive) => {
      new DataView(hive.image().buffer, hive.image().byteOffset).setUint32(24, 5, true);
      const big = { name: 'big', type: 3, data: new Uint8Array(16345) };
      expect(() => hive.setValue(hive.root(), big)).toThrow(refusal);
      expect(() => hive.setValues(hive.root(), [big])).toThrow(refusal);
      hive.setValue(hive.root(), { ...big, data: new Uint8Array(16344) });
      expect(() => hive.addChild(hive.root(), '設定')).toThrow(refusal);
      expect(() => hive.addChild(hive.root(), 'half \ud800')).toThrow(refusal);
      expect(() => hive.setValue(hive.root(), { ...big, name: 'a\0b', data: dword(1) })).toThrow(refusal);
    });
  });

  it('turns a failed assertion into an error, and works again with the next hive', async () => {
    // A value whose data lies in no cell: hivex asserts that it does when it deletes the value.
    const before = await withDword();
    const broken = await readHive(hivex, cleanHive(before), (hive) => {
      const node = hive.child(hive.root(), 'Device') as NodeHandle;
      const image = hive.image().slice();
      const value = Number(hive.value(node, 'Setting'));
      const view = new DataView(image.buffer);
      view.setUint32(value + 8, 0, true);
      view.setUint32(value + 12, 0x7ffffff8, true);
      return image;
    });
    let after: unknown;
    const error = await codeOf(
      readHive(hivex, cleanHive(broken), (hive) => {
        const node = hive.child(hive.root(), 'Device') as NodeHandle;
        try {
          hive.setValues(node, []);
        } finally {
          try {
            hive.root();
          } catch (later) {
            after = later;
          }
        }
      }),
    );
    expect(error.code).toBe('hivex-trap');
    expect(error.details).toMatchObject({
      call: 'hivex_node_set_values',
      message: expect.stringContaining('IS_VALID_BLOCK'),
    });
    expect(after).toBe(error);
    await expect(readHive(hivex, cleanHive(sealed(before)), () => 'works')).resolves.toBe('works');
  });

  it('turns a runaway recursion into an error', async () => {
    const error = await codeOf(
      readHive(hivex, cleanHive(upstreamHive('minimal')), (hive) => {
        let node = hive.root();
        for (let depth = 0; depth < 30_000; depth++) node = hive.addChild(node, 'k');
        const top = hive.child(hive.root(), 'k') as NodeHandle;
        hive.deleteChild(top);
      }),
    );
    expect(error.code).toBe('hivex-trap');
  });

  it('returns to its level of memory in 1,000 rounds', async () => {
    const rounds = freshHivex();
    const source = cleanHive(upstreamHive('special'));
    const level: number[] = [];
    for (let round = 0; round < 1000; round++) {
      await editWhole(
        rounds,
        source,
        (hive) => {
          const key = hive.addChild(hive.root(), `round ${round}`);
          hive.setValue(key, { name: 'text', type: 1, data: text('x'.repeat(round)) });
          for (const node of hive.children(hive.root())) hive.nodeName(node);
          if (round % 2 === 0) hive.deleteChild(key);
        },
        (image) => image.length,
      ).catch((error: unknown) => expect(error).toBeUndefined());
      level.push(rounds.memorySize);
    }
    expect(level.at(-1)).toBe(level[1]);
  });
});
