import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, fixture, withDisk } from '../support/a-disk.ts';
import { settingByHivexget } from '../support/native-hivex.ts';
import { type Disk, programsAndArm64 } from '../support/programs.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';

/** The main job from end to end, by the built programs. */

const BACKUPS = 'Windows/System32/config/hivemend-backups';

const withoutBackups = (disk: Disk) =>
  new Map([...snapshotOf(disk.folder)].filter(([path]) => !path.startsWith(BACKUPS)));

describe.each(programsAndArm64())('$name', (program) => {
  it('finds, repairs, lists and takes back', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const hive = join(disk.folder, SOFTWARE);
      const before = snapshotOf(disk.folder);
      const original = readFileSync(hive);

      const found = await program.run(['check', disk.root, '--json']);
      expectExitCode(found, 3);
      expect(documentOf(found).result.targets[0].result).toMatchObject({
        needsRepair: true,
        setting: { state: 'enforced', value: 2 },
        windows: { product: 'Windows 11 Pro', computerName: 'HANAKO-PC' },
      });
      expect(snapshotOf(disk.folder)).toEqual(before);

      const repaired = await program.run(['repair', disk.root, '--json']);
      expectExitCode(repaired, 0);
      expect(documentOf(repaired)).toMatchObject({ ok: true, command: 'repair', disk: 'changed' });
      expect(settingByHivexget(hive)).toBe(0);
      expect(statSync(hive).nlink).toBe(1);
      const [id = ''] = documentOf(
        await program.run(['list-backups', disk.root, '--json']),
      ).result.backups.map((backup: { id: string }) => backup.id);
      expect(readFileSync(join(disk.folder, BACKUPS, id, 'SOFTWARE')).equals(original)).toBe(true);
      expectExitCode(await program.run(['check', disk.root]), 0);

      const undone = await program.run(['undo', disk.root, '--json']);
      expectExitCode(undone, 0);
      expect(documentOf(undone)).toMatchObject({ ok: true, command: 'undo', disk: 'restored' });
      expect(withoutBackups(disk)).toEqual(before);
      expect(statSync(hive).nlink).toBe(1);
    }));

  it('writes nothing in a dry run, and says what it would do', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const ended = await program.run(['repair', disk.root, '--dry-run', '--json']);
      expectExitCode(ended, 0);
      const { disk: state, result } = documentOf(ended);
      expect(state).toBe('unchanged');
      expect(result.targets[0].result.outcome).toMatchObject({ dryRun: true });
      expect(snapshotOf(disk.folder)).toEqual(before);
    }));

  it('writes nothing when the value is right already', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder, new Map([[SOFTWARE, fixture('setting-0')]]));
      const before = snapshotOf(disk.folder);
      const ended = await program.run(['repair', disk.root, '--json']);
      expectExitCode(ended, 0);
      const { disk: state, result } = documentOf(ended);
      expect(state).toBe('unchanged');
      expect(result.targets[0].result.outcome).toMatchObject({ alreadyRight: true });
      expect(snapshotOf(disk.folder)).toEqual(before);
    }));

  it.each(['device-key-missing', 'passwordless-key-missing', 'value-missing', 'value-is-reg-sz'])(
    'makes what is missing: %s',
    (name) =>
      withDisk(program, async (disk) => {
        fillSampleDisk(disk.folder, new Map([[SOFTWARE, fixture(name)]]));
        const ended = await program.run(['repair', disk.root, '--value', '2', '--json']);
        expectExitCode(ended, 0);
        expect(settingByHivexget(join(disk.folder, SOFTWARE))).toBe(2);
        expectExitCode(await program.run(['undo', disk.root]), 0);
        expect(readFileSync(join(disk.folder, SOFTWARE))).toEqual(Buffer.from(fixture(name)));
      }),
  );

  it('applies the logs of a dirty hive before it edits, and takes all of it back', () =>
    withDisk(program, async (disk) => {
      const set = new Map([
        [SOFTWARE, fixture('dirty-two-logs')],
        [`${SOFTWARE}.LOG1`, fixture('dirty-two-logs.LOG1')],
        [`${SOFTWARE}.LOG2`, fixture('dirty-two-logs.LOG2')],
      ]);
      fillSampleDisk(disk.folder, set);
      const before = snapshotOf(disk.folder);
      const ended = await program.run(['repair', disk.root, '--json']);
      expectExitCode(ended, 0);
      expect(settingByHivexget(join(disk.folder, SOFTWARE))).toBe(0);
      expectExitCode(await program.run(['check', disk.root]), 0);
      expectExitCode(await program.run(['undo', disk.root]), 0);
      expect(withoutBackups(disk)).toEqual(before);
    }));

  it('takes a hive, a Windows folder or a folder with Japanese names as its target', () =>
    withDisk(program, async (disk) => {
      const places = ['マウント/イメージ (一)', 'plain', 'by hand'];
      for (const place of places) {
        fillSampleDisk(join(disk.folder, place));
      }
      const targets = [
        disk.nameOf(places[0] ?? ''),
        disk.nameOf(`${places[1]}/Windows`),
        disk.nameOf(`${places[2]}/${SOFTWARE}`),
      ];
      const ended = await program.run(['repair', ...targets, '--json']);
      expectExitCode(ended, 0);
      const { result } = documentOf(ended);
      expect(result.targets.map(({ target }: { target: string }) => target)).toEqual(targets);
      expect(places.map((place) => settingByHivexget(join(disk.folder, place, SOFTWARE)))).toEqual([0, 0, 0]);
      const forPeople = await program.run(['check', disk.nameOf(places[0] ?? ''), '--lang', 'ja']);
      expectExitCode(forPeople, 0);
      expect(forPeople.stdout).toContain('マウント');
      expect(forPeople.stdout).toContain('修復');
    }));

  it('finds names whatever their case', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      mkdirSync(dirname(join(disk.folder, 'WINDOWS/system32/Config')), { recursive: true });
      renameSync(join(disk.folder, 'Windows/System32/config'), join(disk.folder, 'WINDOWS/system32/Config'));
      renameSync(join(disk.folder, 'Windows'), join(disk.folder, 'elsewhere'));
      const ended = await program.run(['check', disk.root, '--json']);
      expectExitCode(ended, 3);
      expect(documentOf(ended).result.targets[0].result.hive).toMatch(
        program.flavour === 'windows' ? /SOFTWARE$/ : /WINDOWS.system32.Config.SOFTWARE$/,
      );
    }));

  it('keeps backups where it is told to', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      mkdirSync(join(disk.folder, '控え'));
      const where = ['--backup-dir', disk.nameOf('控え')];
      expectExitCode(await program.run(['repair', disk.root, ...where]), 0);
      expect([...snapshotOf(disk.folder).keys()].some((path) => path.startsWith(BACKUPS))).toBe(false);
      expect(
        [...snapshotOf(join(disk.folder, '控え')).keys()].some((path) => /manifest\.json$/.test(path)),
      ).toBe(true);
    }));
});
