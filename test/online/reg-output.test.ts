import { describe, expect, it } from 'vitest';
import { queryKey } from '../../src/online/reg-exe.ts';
import { RegSnapshot } from '../../src/online/reg-output.ts';

const snapshotOf = (...lines: readonly string[]): RegSnapshot => {
  const snapshot = new RegSnapshot();
  snapshot.add(lines.join('\r\n'));
  return snapshot;
};

describe('what reg.exe prints', () => {
  it('is read as keys and values of every type', () => {
    const key = snapshotOf(
      '',
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\A B',
      '    (既定)    REG_SZ    (値の設定なし)',
      '    two words    REG_SZ    a  b    c',
      '    empty    REG_SZ    ',
      '    none    REG_SZ',
      '    number    REG_DWORD    0xffffffff',
      '    binary    REG_BINARY    0102FF',
      '    list    REG_MULTI_SZ    a\\0b',
      '    odd    0x12345    00',
      '',
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\A B\\Sub',
    ).find(['a b']);
    expect(key?.value('TWO WORDS')?.asString()).toBe('a  b    c');
    expect(key?.value('empty')?.asString()).toBe('');
    expect(key?.value('none')?.asString()).toBe('');
    expect(key?.value('number')?.asDword()).toBe(0xffff_ffff);
    expect([...(key?.value('binary')?.data() ?? [])]).toEqual([1, 2, 255]);
    expect(key?.value('list')).toMatchObject({ type: 7 });
    expect(key?.value('list')?.asString()).toBeUndefined();
    expect(key?.value('odd')).toMatchObject({ type: 0x12345 });
    expect([...(key?.subkeys() ?? [])].map((sub) => sub.name)).toEqual(['Sub']);
  });

  it('has no number where reg.exe printed none', () => {
    const key = snapshotOf(
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\A',
      '    a    REG_DWORD    (null)',
      '    b    REG_DWORD    0x123456789',
      '    c    REG_QWORD    0x2',
      '    d    REG_SZ    0x2',
    ).find(['A']);
    for (const name of ['a', 'b', 'c', 'd']) expect(key?.value(name)?.asDword()).toBeUndefined();
  });

  it('keeps to SOFTWARE, and to lines that belong to a key', () => {
    const snapshot = snapshotOf(
      '    stray    REG_SZ    x',
      'HKEY_LOCAL_MACHINE\\SYSTEM\\Select',
      '    Current    REG_DWORD    0x1',
      'HKEY_LOCAL_MACHINE\\SOFTWARE',
      'End of search: 1 match(es) found.',
    );
    expect([...(snapshot.find([])?.subkeys() ?? [])]).toEqual([]);
    expect(snapshot.find(['Select'])).toBeUndefined();
    expect(snapshot.find([])?.value('stray')).toBeUndefined();
  });

  it('is decoded from the code page of the console', async () => {
    const stdout = Uint8Array.of(0x89, 0xd4, 0x8e, 0x71);
    const commands = { run: async () => ({ exitCode: 0, stdout, stderr: new Uint8Array(0) }) };
    expect(await queryKey({ commands, path: 'reg.exe', codePage: 932 }, 'HKLM\\SOFTWARE')).toBe('花子');
  });
});
