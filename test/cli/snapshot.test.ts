import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { sit } from '../support/sitting.ts';

const CONFIG = '/pc/Windows/System32/config';
const SAM = `${CONFIG}/SAM`;
const DAMAGED = new Uint8Array(8192);

let files: MemoryFileSystem;
beforeEach(() => {
  files = registryPc();
  files.putFolder(`${CONFIG}/RegBack`);
});

const said = async (...args: string[]) => {
  const { stdout, stderr, exitCode } = await sit(args, { files });
  return { exitCode, lines: `${stdout}${stderr}`.split('\n') };
};

const idOf = async (): Promise<string> => {
  const { stdout } = await sit(['list-backups', '/pc', '--json'], { files });
  return JSON.parse(stdout).result.snapshots[0].id;
};

describe('snapshot', () => {
  it('tells what is in it and how it is put back', async () => {
    const { lines, exitCode } = await said('snapshot', '/pc');
    const id = await idOf();
    expect(exitCode).toBe(0);
    expect(lines.map((line) => line.replaceAll(id, 'ID'))).toMatchInlineSnapshot(`
      [
        "SNAPSHOT ID: 8 hives, 64.0 KB; copied, read back, compared, and",
        "checked with their logs",
        "  Backup  /pc/Windows/System32/config/RegBack/hivemend-snapshots/",
        "          ID",
        "  Hive    Windows\\System32\\config\\SOFTWARE",
        "          Windows\\System32\\config\\SYSTEM",
        "          Windows\\System32\\config\\SAM",
        "          Windows\\System32\\config\\DEFAULT",
        "          Windows\\ServiceProfiles\\LocalService\\NTUSER.DAT",
        "          Users\\hanako\\NTUSER.DAT",
        "          Users\\hanako\\AppData\\Local\\Microsoft\\Windows\\UsrClass.dat",
        "          Users\\Default\\NTUSER.DAT",
        "To put it back: hivemend undo /pc --snapshot ID",
        "",
      ]
    `);
  });

  it('ends with 3 where a hive is not whole, and says which older one is still needed', async () => {
    await said('snapshot', '/pc');
    const older = await idOf();
    files.put(SAM, DAMAGED);
    const { lines, exitCode } = await said('snapshot', '/pc', '--keep', '1');
    expect(exitCode).toBe(3);
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(
      `Note Kept, although older: ${older}. The only whole copy of one of the hives is there.`,
    );
    expect(lines).toContain('Not in it:');
    const { stdout } = await sit(['snapshot', '/pc', '--json'], { files });
    const { ok, disk, result } = JSON.parse(stdout);
    expect([ok, disk, result.leftOut[0].path]).toEqual([true, 'unchanged', SAM]);
    expect(result.leftOut[0].error).toMatchObject({ code: 'hive-signature' });
  });

  it('says in Japanese what it did, too', async () => {
    const { lines } = await said('snapshot', '/pc', '--lang', 'ja');
    const id = await idOf();
    expect(lines[0]).toMatch(`スナップショット ${id}: ハイブ 8 個、64.0 KB。コピーし、`);
    expect(lines.at(-2)).toBe(`この状態に戻すには: hivemend undo /pc --snapshot ${id}`);
  });

  it('names the folder again that it has to be put back from', async () => {
    files.putFolder('/my stick');
    const { lines } = await said('snapshot', '/pc', '--backup-dir', '/my stick');
    expect(lines.join('\n')).toMatch(/hivemend undo \/pc --snapshot \S+ --backup-dir "\/my stick"\n/);
  });
});

describe('undo --snapshot', () => {
  it('puts every hive back, and tells of each', async () => {
    await said('snapshot', '/pc');
    const id = await idOf();
    const was = files.bytes(SAM);
    files.put(SAM, DAMAGED);
    const dry = await said('undo', '/pc', '--snapshot', id, '--dry-run');
    expect(dry.lines[0]).toBe(`Snapshot ${id} can be put back; nothing was written (--dry-run)`);
    expect(dry.lines).toContain(`  ${SAM}: would be put back`);
    const { lines, exitCode } = await said('undo', '/pc', '--snapshot', id.toUpperCase());
    expect([lines[0], exitCode]).toEqual([`RESTORED: the hives are as in snapshot ${id}`, 0]);
    expect(lines).toContain(`  ${CONFIG}/SYSTEM: is as it was`);
    expect(lines.join(' ')).toMatch(/SAM: put back; what was there is in/);
    expect(files.bytes(SAM)).toEqual(was);
    const again = await said('undo', '/pc', '--snapshot', id, '--lang', 'ja');
    expect(again.lines[0]).toContain(`ハイブはすでにスナップショット ${id} の状態です`);
  });

  it('puts none back where one can not be written, with the exit code of that', async () => {
    await said('snapshot', '/pc');
    const id = await idOf();
    files.put(SAM, DAMAGED);
    files.put('/pc/Users/hanako/NTUSER.DAT', DAMAGED);
    files.refuse('/pc/Users', { writing: 'access-denied' });
    const { stdout, exitCode } = await sit(['undo', '/pc', '--snapshot', id, '--json'], { files });
    expect(exitCode).toBe(15);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      disk: 'unchanged',
      error: { code: 'access-denied' },
    });
    expect(files.bytes(SAM)).toEqual(DAMAGED);
  });

  it.each([
    [['/pc', '--snapshot', 'x', '--backup', 'y'], "--snapshot and --backup can't be used together."],
    [['/pc', '--snapshot', 'x', '--jobs', '2'], "--snapshot and --jobs can't be used together."],
    [['--snapshot', 'x'], 'This command needs a TARGET.'],
    [['/pc', '/other', '--snapshot', 'x'], 'Only one target is taken; "/other" is one too many.'],
    [['/pc', '--snapshot', 'x'], 'There is no backup x for /pc/Windows/System32/config/SOFTWARE.'],
  ])('%j is wrong usage', async (args, text) => {
    const { exitCode, lines } = await said('undo', ...args);
    expect([exitCode, lines.join(' ')]).toEqual([2, expect.stringContaining(text)]);
  });
});

describe('a damaged hive', () => {
  it('is told with the snapshot that has it whole', async () => {
    await said('snapshot', '/pc');
    const id = await idOf();
    files.put(`${CONFIG}/SOFTWARE`, DAMAGED);
    const { exitCode, lines } = await said('check', '/pc');
    expect(exitCode).toBe(14);
    expect(lines.join('\n')).toContain(`hivemend undo "${CONFIG}/SOFTWARE" --snapshot ${id}`);
  });
});

it.each(['0', '65', 'many'])('snapshot --keep %s is wrong usage', async (given) => {
  const { exitCode, lines } = await said('snapshot', '/pc', '--keep', given);
  expect([exitCode, lines[0]]).toEqual([
    2,
    `hivemend: --keep does not take "${given}". It takes: 1 ... 64. [usage]`,
  ]);
});

it('is refused of an image, with what to do instead', async () => {
  files.put('/install.wim', new Uint8Array(Buffer.from(`MSWIM\0\0\0${'\0'.repeat(200)}`)));
  for (const args of [
    ['snapshot', '/install.wim'],
    ['undo', '/install.wim', '--snapshot', 'x'],
    ['prevent', '/install.wim', '--check'],
  ]) {
    const { exitCode, stderr } = await sit(args, { files });
    expect(exitCode).toBe(14);
    const text = stderr.replaceAll(/\s+/g, ' ');
    expect(text).toContain('it is a WIM image. [not-a-hive] Mount it');
    expect(text).toContain('"hivemend repair" and the commands for keys take an image as it is.');
    const japanese = await sit([...args, '--lang', 'ja'], { files });
    expect(japanese.stderr.replaceAll(/\s+/g, '')).toContain('イメージをそのまま指定できます');
  }
});
