import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../../scripts/packaging/shell/bash.ts';
import { fishCompletion } from '../../scripts/packaging/shell/fish.ts';
import { manualPage } from '../../scripts/packaging/shell/manual.ts';
import { allOptions, outlineOf } from '../../scripts/packaging/shell/outline.ts';
import { powershellCompletion } from '../../scripts/packaging/shell/powershell.ts';
import { zshCompletion } from '../../scripts/packaging/shell/zsh.ts';
import { HELP_PAGES } from '../../src/cli/argv/arguments.ts';
import { COMMON_OPTIONS, OPTION_NAMES, spellingOf } from '../../src/cli/argv/options.ts';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';
import { powershellMistakes } from '../support/powershell-grammar.ts';
import { runInTerminal } from '../support/terminal.ts';

/** Completion, as the shells themselves do it, and the manual page; both made from the tables of the command line. */

const folder = mkdtempSync(join(tmpdir(), 'hivemend-shell-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outline = outlineOf(en, '1.2.3');
const VERBS = COMMANDS.map(({ name }) => name);
const COMMON = COMMON_OPTIONS.map((name) => `--${name}`);

function put(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** How a terminal of paper was told to print bold. */
const OVERSTRUCK = new RegExp(`.${String.fromCharCode(8)}`, 'g');

put('a file', '');
put('b', '');

const run = (program: string, ...args: readonly string[]): string[] =>
  execFileSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder } })
    .split('\n')
    .filter((line) => line !== '');

/** Shells that are asked for what may follow a line; the last word is the one that is being typed. */
const SHELLS = {
  bash(words: readonly string[]): string[] {
    const script = put('hivemend.bash', bashCompletion(outline));
    const line = words.map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _hivemend; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run('bash', '--norc', '-c', `. ${script}; ${ask}`);
  },
  fish(words: readonly string[]): string[] {
    const script = put('hivemend.fish', fishCompletion(outline));
    const line = words.map((word) => word.replaceAll(' ', '\\\\ ')).join(' ');
    return run('fish', '--no-config', '-c', `source ${script}; complete -C '${line}'`).map((entry) =>
      entry.replace(/\t.*/, ''),
    );
  },
} as const;

describe.each(Object.entries(SHELLS))('completion in %s', (shell, complete) => {
  const offered = (...words: string[]) => complete(['hivemend', ...words]).sort();

  it('offers the verbs, those that begin as the word does', () => {
    expect(offered('')).toEqual(expect.arrayContaining([...VERBS, 'help']));
    expect(offered('li')).toEqual(['list', 'list-backups']);
    expect(offered('help', 'exi')).toEqual(['exit-codes']);
    expect(offered('help', '')).toEqual(expect.arrayContaining([...VERBS, ...HELP_PAGES]));
  });

  it.each(COMMANDS)('offers the options of $name, and no others', ({ name, options }) => {
    const own = options.map((option) => `--${spellingOf(option)}`);
    const found = offered(name, '--').map((option) => option.replace(/=$/, ''));
    expect(found.filter((option) => option !== '--version')).toEqual(
      [...new Set([...own, ...COMMON])].sort(),
    );
  });

  it('offers the values that an option takes', () => {
    expect(offered('check', '--lang', '')).toEqual(['en', 'ja']);
    expect(offered('check', '--lang', 'j')).toEqual(['ja']);
    expect(offered('repair', '--backup', 'wh')).toEqual(['whole']);
    expect(offered('query', '--find', '')).toEqual([]);
  });

  it('offers files for files, folders for folders, and neither for verbs', () => {
    expect(offered('check', 'a').map((name) => name.replaceAll('\\', ''))).toContain('a file');
    expect(offered('check', '--report', 'a').map((name) => name.replaceAll('\\', ''))).toContain('a file');
    expect(offered('repair', '--backup-dir', 'a')).toEqual([]);
    expect(offered('zz')).toEqual([]);
  });

  it('knows the file name of the Linux executable', () => {
    if (shell === 'bash')
      expect(bashCompletion(outline)).toMatch(/complete -F _hivemend hivemend hivemend-linux-x64/);
    else expect(fishCompletion(outline)).toContain('complete -c hivemend-linux-x64 -w hivemend');
  });
});

describe('completion in zsh', () => {
  it('offers verbs, options and values', async () => {
    put('_hivemend', zshCompletion(outline));
    // What stands for hivemend tells what it got.
    const got = `hivemend() { print -r -- "[$*]" }`;
    const setUp = `cd ${folder}; fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u -D; ${got}`;
    const typed = [
      ['hivemend vers\t', '[version]'],
      ['hivemend check --fol\t', '[check --follow-links]'],
      ['hivemend check --lang=j\t', '[check --lang=ja]'],
      ['hivemend undo --backup-\t.', '[undo --backup-dir=.]'],
      ['hivemend check a\t', '[check a file]'],
      ['hivemend help still\t', '[help still-locked-out]'],
      ['exit', ''],
    ] as const;
    // Only then does zsh read keys one by one: it has told the terminal how to mark what is pasted.
    const listens = '[?2004h';
    const ended = await runInTerminal(
      { program: 'zsh', args: ['-f'], environment: { ...process.env, HOME: folder } },
      [
        { see: listens, type: `${setUp}\r` },
        ...typed.flatMap(([keys, answer]) => [
          { see: listens, type: `${keys}\r` },
          { see: answer === '' ? keys : answer, type: '' },
        ]),
      ],
    );
    expect(ended.exitCode).toBe(0);
  }, 60_000);

  it('has every verb and option', () => {
    const text = zshCompletion(outline);
    expect(run('zsh', '-n', put('_hivemend', text))).toEqual([]);
    for (const verb of VERBS) expect(text).toContain(`        ${verb}) _arguments`);
    for (const { typed } of allOptions(outline)) expect(text).toMatch(new RegExp(`'${typed}=?\\[`));
  });
});

describe('completion in PowerShell', () => {
  /** PowerShell is not to be had here: the text is parsed, and looked at. */
  const text = powershellCompletion(outline);

  it('is PowerShell', async () => {
    expect(await powershellMistakes(text.slice(1))).toEqual([]);
  });

  it('begins with the mark by which Windows PowerShell 5.1 knows UTF-8', () => {
    expect(text.startsWith('\uFEFF#')).toBe(true);
  });

  it('closes what it opens, outside of strings', () => {
    const bare = text
      .split('\n')
      .filter((line) => !/^\uFEFF?\s*#/.test(line))
      .join('\n')
      .replace(/'(?:[^']|'')*'/g, '');
    expect(bare).not.toContain("'");
    for (const [open, close] of ['()', '{}', '[]']) {
      const count = (mark: string | undefined) => bare.split(mark ?? '').length;
      expect(count(open)).toBe(count(close));
    }
  });

  it('has every verb, option and value', () => {
    for (const verb of VERBS) expect(text).toMatch(new RegExp(`'${verb}' = \\[ordered\\]@\\{`));
    for (const { typed } of allOptions(outline)) expect(text).toContain(`'${typed}' = '`);
    expect(text).toContain("'--lang' = @('en', 'ja')");
    for (const page of HELP_PAGES) expect(text).toContain(`'${page}'`);
  });
});

describe.each([
  ['English', en, 'SYNOPSIS'],
  ['Japanese', ja, '書式'],
] as const)('the manual page in %s', (_language, words, heading) => {
  const page = manualPage(outlineOf(words, '1.2.3'), { date: '2026-11-28', reports: 'Reports go to X' });
  const file = put(`hivemend.${words.language}.1`, page);

  it('is one that manual readers have nothing to say against', () => {
    expect(run('mandoc', '-T', 'lint', '-W', 'warning', file)).toEqual([]);
  });

  it('has every verb, option, exit code and example', () => {
    const shown = run('mandoc', '-T', 'utf8', '-O', 'width=200', file).join('\n').replace(OVERSTRUCK, '');
    expect(shown).toContain(heading);
    for (const verb of VERBS) expect(shown).toContain(`hivemend ${verb}`);
    for (const name of OPTION_NAMES) expect(shown).toContain(`--${spellingOf(name)}`);
    for (const [code] of words.help.exitCodes) expect(shown).toMatch(new RegExp(`^ +${code} `, 'm'));
    expect(shown).toContain('hivemend unlock E: --recovery-key F:\\key.bek');
    expect(shown).toContain('Reports go to X');
  });
});

it('two options that are typed alike take values of one kind', () => {
  const [first] = outline.commands;
  const clash = { typed: '--log', does: '', argument: '', value: { kind: 'none' } } as const;
  expect(first).toBeDefined();
  expect(() =>
    allOptions({ ...outline, commands: first === undefined ? [] : [{ ...first, options: [clash] }] }),
  ).toThrow('--log is two options');
});
