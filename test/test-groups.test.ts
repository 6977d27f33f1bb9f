import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONGEST, THOROUGH } from '../vitest.config.ts';

/** Which tests are unit tests: vitest.config.ts lists the others. */

const ROOT = resolve(import.meta.dirname, '..');

/** Node itself, and what every Linux has. */
const EVERYWHERE = new Set(['process.execPath', "'mkfifo'", "'mount'", "'umount'"]);

const TEXTS: ReadonlyMap<string, string> = new Map(
  readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((path) => join('test', path))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
);

const TESTS = [...TEXTS.keys()].filter((path) => path.endsWith('.test.ts'));

/** `**` stands for any folders, and a star for letters of one name. */
function patternOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+]/g, '\\$&')
    .replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.*/)?'));
  return new RegExp(`^${source}$`);
}

/** What a file imports from `test/` to run it, and so on down, with itself. */
function reachedFrom(path: string, seen = new Set<string>()): ReadonlySet<string> {
  const text = TEXTS.get(path);
  if (text === undefined || seen.has(path)) return seen;
  seen.add(path);
  for (const [, specifier = ''] of text.matchAll(/^import (?!type\b)[^;]*?\bfrom '(\.[^']+)'/gm))
    reachedFrom(relative(ROOT, resolve(ROOT, dirname(path), specifier)), seen);
  return seen;
}

/** Programs, as they stand in the calls that start them. */
function programsStartedBy(text: string): string[] {
  const calls = text.matchAll(/\b(?:spawn|spawnSync|execFile|execFileSync)\(\s*([^\s,)]+)/g);
  return [...calls].map(([, program = '']) => program);
}

describe('the list of tests that are no unit tests', () => {
  it('names only tests that are there', () => {
    expect(THOROUGH.filter((glob) => !TESTS.some((path) => patternOf(glob).test(path)))).toEqual([]);
    expect(LONGEST.filter((path) => !TESTS.includes(path))).toEqual([]);
  });

  it('leaves unit tests that start nothing which has to be installed or packaged', () => {
    const unit = TESTS.filter((path) => !THOROUGH.some((glob) => patternOf(glob).test(path)));
    expect(unit.length).toBeGreaterThan(50);
    expect(unit.length).toBeLessThan(TESTS.length);
    const offences = unit.flatMap((path) =>
      [...reachedFrom(path)].flatMap((reached) =>
        programsStartedBy(TEXTS.get(reached) ?? '')
          .filter((program) => !EVERYWHERE.has(program))
          .map((program) => `${path}: starts ${program} in ${reached}`),
      ),
    );
    expect(offences).toEqual([]);
  });
});

describe('how long the groups take', () => {
  /** The paragraph of a README that tells it. */
  const told = (readme: string): string =>
    readFileSync(join(ROOT, readme), 'utf8')
      .split('\n\n')
      .find((paragraph) => paragraph.includes('`npm run unit`')) ?? '';

  it('is told with the same figures in both READMEs, and nowhere else', () => {
    const figures = ['README.md', 'README.ja.md'].map((readme) => told(readme).match(/\d+/g));
    expect(figures[0]).toHaveLength(4);
    expect(figures[1]).toEqual(figures[0]);
    expect(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')).not.toMatch(/\bminutes?\b/);
  });
});
