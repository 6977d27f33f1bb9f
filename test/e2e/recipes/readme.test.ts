import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { convertDisk, makeDisk, makeWindowsVolume, usualPlan } from '../../support/disk-image.ts';
import { haveImages, wimlib } from '../../support/image-place.ts';
import { commandsOnPath } from '../../support/on-path.ts';
import { fillSampleDisk } from '../../support/sample-disk.ts';
import { requireValidOutput } from '../../support/written-json.ts';

/** The lines that the READMEs show for an imaging pipeline, and the files to which they and docs/recipes lead. */

const commands = commandsOnPath();
afterAll(() => commands.remove());

/** By their order in the table. */
function linesOf(file: string, heading: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const part = text.slice(text.indexOf(`\n## ${heading}\n`) + 1).split('\n## ')[0] ?? '';
  return [...part.matchAll(/^\| [^|`-]+ \| `([^`]+)`/gm)].map(([, line = '']) => line);
}

const LINES = linesOf('README.md', 'In an imaging pipeline');
const lineWith = (word: string): string => LINES.find((line) => line.includes(word)) ?? '';

function run(line: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: commands.folder,
    encoding: 'utf8',
    env: { ...commands.environment, HIVEMEND_LANG: 'en' },
  });
  return { status, stdout, stderr };
}

describe('the lines for an imaging pipeline', () => {
  it('are the same in both languages', () => {
    expect(LINES).toHaveLength(5);
    expect(linesOf('README.ja.md', 'イメージの展開で使う')).toEqual(LINES);
  });

  it.runIf(haveImages)(
    'repair the Windows in a WIM',
    () => {
      const pc = join(commands.folder, 'pc');
      fillSampleDisk(pc);
      wimlib('capture', pc, join(commands.folder, 'install.wim'), 'Windows 11 Pro', '--compress=none');
      const { status, stdout, stderr } = run(lineWith('install.wim'));
      expect(status, stderr).toBe(0);
      expect(stdout).toContain('REPAIRED');
      expect(run('hivemend check install.wim').status).toBe(0);
    },
    120_000,
  );

  it.runIf(haveImages)(
    'repair the Windows on a disk image',
    async () => {
      const windows = await makeWindowsVolume(commands.folder);
      const disk = join(commands.folder, 'disk.raw');
      makeDisk(disk, 'gpt', usualPlan(windows).slice(0, 3));
      convertDisk(disk, 'qcow2', join(commands.folder, 'disk.qcow2'));
      const { status, stdout, stderr } = run(lineWith('disk.qcow2'));
      expect(status, stderr).toBe(0);
      expect(stdout).toContain('REPAIRED');
      expect(run('hivemend check disk.qcow2').status).toBe(0);
    },
    120_000,
  );

  it('repair many targets in a folder', () => {
    for (const name of ['one', 'two']) fillSampleDisk(join(commands.folder, 'images', name));
    const line = lineWith('--recursive');
    expect(line).toContain('D:\\images');
    expect(run(line.replace('D:\\images', 'images')).status).toBe(0);
    const results = readFileSync(join(commands.folder, 'results.jsonl'), 'utf8');
    requireValidOutput(['--json-lines'], results);
    expect(run('hivemend summary results.jsonl').stdout).toContain('2 repaired');
  });

  it('name recipes that are there, and the step of the task sequence as its file has it', () => {
    const recipes = LINES.flatMap((line) => line.match(/docs\/recipes\/\S+/g) ?? []);
    expect(recipes).toHaveLength(1);
    for (const recipe of recipes) expect(existsSync(recipe), recipe).toBe(true);
    const step = readFileSync('docs/recipes/imaging/mdt-step.xml', 'utf8').replace(
      'hivemend.cmd" repair',
      'hivemend.cmd repair',
    );
    expect(step).toContain(lineWith('OSDISK'));
  });
});

describe.each([
  'README.md',
  'README.ja.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'docs/recipes/README.md',
  'docs/recipes/powershell.md',
])('%s', (page) => {
  it('leads to files that are there', () => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#:]+)\)/g)].map(([, to = '']) => to);
    const dead = links.filter((to) => !existsSync(resolve(dirname(page), to)));
    expect(dead).toEqual([]);
  });
});
