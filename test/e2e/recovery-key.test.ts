import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RIGHT_PASSWORD } from '../support/locked-pc.ts';
import { runInTerminal, type Turn } from '../support/terminal.ts';

/** The guided repair at a locked drive, whose recovery key a person types at a terminal. Debian: expect. */

const ROOT = resolve(import.meta.dirname, '../..');
const DRIVER = ['scripts/building/run-ts.mjs', 'test/support/recovery-prompt.ts'];

const WORDS = {
  en: {
    unlock: 'y (yes) or n (no)',
    key: 'Recovery key: ',
    wrong: 'Group 2 is mistyped',
    sure: 'd (details)',
  },
  ja: {
    unlock: 'y (はい) または n',
    key: '回復キー: ',
    wrong: '2 番目のグループに入力の誤り',
    sure: 'd (原因の詳細)',
  },
} as const;

const [FIRST = '', SECOND = '', ...REST] = RIGHT_PASSWORD.split('-');
const MISTYPED = '222223';

/** Two groups of the key that can be read side by side. */
const SECRET = /\d{6}\W?\d{6}/;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hivemend-recovery-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @returns the screen, carriage returns and all, and what manage-bde was asked. */
async function play(language: keyof typeof WORDS, turns: readonly Turn[]) {
  const environment = { ...process.env, TMPDIR: folder, HIVEMEND_LANG: language, NO_COLOR: '1' };
  const args = DRIVER.map((path) => join(ROOT, path));
  const { exitCode, stdout } = await runInTerminal({ program: process.execPath, args, environment }, turns);
  const [standIn = ''] = readdirSync(folder);
  const calls = readFileSync(join(folder, standIn, 'calls'), 'utf8');
  // A name of a backup has digits, too.
  const screen = stdout.replaceAll(/hivemend-backups\\\d{8}-\d{6}/g, '');
  return { exitCode, screen, calls };
}

describe.each(['en', 'ja'] as const)('a recovery key that is typed at a terminal (%s)', (language) => {
  const { unlock, key, wrong, sure } = WORDS[language];

  it('is taken group by group, and a wrong one asked for again at its sixth digit', async () => {
    const { exitCode, screen, calls } = await play(language, [
      { see: unlock, type: 'y\r' },
      { see: `${key}______`, type: FIRST },
      { see: `${FIRST}-______`, type: MISTYPED },
      // Nobody pressed Enter.
      { see: wrong, type: SECOND },
      ...REST.map((group, index) => ({ see: `${[SECOND, ...REST][index]}-______`, type: `-${group}` })),
      { see: `-${REST.at(-1)}`, type: '\r' },
      { see: sure, type: 'y\r' },
    ]);
    expect(exitCode).toBe(0);
    expect(calls).toContain(`\n${RIGHT_PASSWORD}\n`);
    expect(calls).not.toContain(MISTYPED);
    expect(screen.split(wrong)).toHaveLength(2);
    expect(screen).not.toMatch(SECRET);
  });

  it('shows its groups on request, and hides them again', async () => {
    const { exitCode, screen, calls } = await play(language, [
      { see: unlock, type: 'y\r' },
      { see: `${key}______`, type: `${FIRST}${SECOND}` },
      { see: `******-${SECOND}-______`, type: 's' },
      { see: `${FIRST}-${SECOND}-______`, type: 's' },
      { see: `******-${SECOND}-______`, type: '\x03' },
    ]);
    expect(exitCode).toBe(130);
    expect(screen).toMatch(SECRET);
    expect(calls).not.toContain('-unlock');
  });

  it('is taken where yes or no is asked for, and no digit of it shown', async () => {
    const { exitCode, screen, calls } = await play(language, [
      { see: unlock, type: `${RIGHT_PASSWORD}\r` },
      { see: sure, type: 'n\r' },
    ]);
    expect(exitCode).toBe(130);
    expect(calls).toContain(`\n${RIGHT_PASSWORD}\n`);
    expect(screen).not.toContain(key);
    const [question = ''] = screen.split('1. D:\\Windows');
    expect(question).toContain('******-******-******');
    expect(question).not.toMatch(/\d{4}/);
  });
});
