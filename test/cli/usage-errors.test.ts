import { describe, expect, it } from 'vitest';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

/** What somebody reads who typed something wrong, and what a script reads. */

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a mistake on the command line', () => {
  it.each([
    ['en', 'See "hivemend repair --help".'],
    ['ja', '「hivemend repair --help」を参照してください。'],
  ])("leads to the command's own help (%s)", async (lang, hint) => {
    for (const wrong of ['--vlaue', '--force', '--quiet=x']) {
      const { exitCode, stderr } = await sit(['repair', 'D:', wrong, '--lang', lang]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(hint);
    }
    const general = await sit(['repiar', '--lang', lang]);
    expect(general.stderr).toContain(hint.replace('repair ', ''));
  });

  it('names the command in JSON as far as it can be made out', async () => {
    const commandOf = async (...args: string[]) =>
      JSON.parse((await sit([...args, '--json'])).stdout).command;
    expect(await commandOf('undo', '--vlaue')).toBe('undo');
    expect(await commandOf('query', 'D:')).toBe('query');
    expect(await commandOf('repiar', 'D:')).toBeNull();
  });

  it.each(['D:', 'E:\\Windows', '/mnt/pc'])(
    'suggests what can be done with a target that stands alone: %s',
    async (target) => {
      for (const lang of ['en', 'ja']) {
        const { exitCode, stderr } = await sit([target, '--lang', lang]);
        expect(exitCode).toBe(2);
        expect(stderr).toContain(`\n  hivemend repair ${target}\n  hivemend check ${target}\n`);
      }
    },
  );
});

describe('several targets', () => {
  function threePcs(): MemoryFileSystem {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    for (const [name, hive] of [
      ['a', 'setting-2'],
      ['b', 'setting-0'],
      ['c', 'setting-2'],
    ])
      files.put(`/mnt/${name}/Windows/System32/config/SOFTWARE`, fixture(hive ?? ''));
    return files;
  }

  it('are summed up in a last line', async () => {
    const files = threePcs();
    const targets = ['/mnt/a', '/mnt/b', '/mnt/c', '/mnt/d'];
    const checked = await sit(['check', ...targets], { files });
    expect(checked.stdout).toMatch(/\n\n2 in need of a repair, 1 with nothing to repair, 1 not done\n$/);
    const repaired = await sit(['repair', ...targets], { files });
    expect(repaired.stdout).toMatch(/\n\n2 repaired, 1 right already, 1 not done\n$/);
    const japanese = await sit(['check', '/mnt/a', '/mnt/b', '--lang', 'ja'], { files });
    expect(japanese.stdout.trimEnd().split('\n').at(-1)).toContain('2');
  });

  it('need no sum where there is one', async () => {
    const { stdout } = await sit(['repair', '/mnt/a'], { files: threePcs() });
    expect(flat(stdout)).not.toContain('1 repaired');
  });

  it('name no backup that is not there', async () => {
    const files = threePcs();
    const dry = await sit(['repair', '/mnt/a', '--dry-run', '--json'], { files });
    expect(JSON.parse(dry.stdout).result.targets[0].result.outcome).not.toHaveProperty('backup');
    await sit(['repair', '/mnt/a'], { files });
    const undo = await sit(['undo', '/mnt/a', '--dry-run', '--json'], { files });
    expect(JSON.parse(undo.stdout).result).toMatchObject({ dryRun: true });
    expect(JSON.parse(undo.stdout).result).not.toHaveProperty('backup');
  });
});

describe('help', () => {
  it('says where undo and list-backups look', async () => {
    const looks: Readonly<Record<string, RegExp>> = {
      en: /look for backups in DIR/,
      ja: /DIR からバックアップを探/,
    };
    for (const [lang, words] of Object.entries(looks)) {
      for (const command of ['undo', 'list-backups'])
        expect((await sit(['help', command, '--lang', lang])).stdout).toMatch(words);
      expect((await sit(['help', 'repair', '--lang', lang])).stdout).not.toMatch(words);
    }
  });

  it('marks options as what may be given', async () => {
    expect((await sit(['help', 'repair'])).stdout).toContain(
      'Usage: hivemend repair [TARGET...] [OPTION...]',
    );
  });
});
