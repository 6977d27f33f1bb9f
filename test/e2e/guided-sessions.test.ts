import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../src/report/text-layout.ts';
import { haveDist } from '../support/dist.ts';
import { type Disk, programs } from '../support/programs.ts';
import { fillSampleDisk } from '../support/sample-disk.ts';
import { runInTerminal, type Turn } from '../support/terminal.ts';

/**
 * The guided repair as somebody meets it who has only the stick: hivemend.cmd, started as README.txt says, at a terminal of
 * 80 columns and 25 rows under Wine. What the screen shows is kept in build/sessions; docs/sessions has a copy.
 */

const SESSIONS = join(import.meta.dirname, '../../build/sessions');
const DOCUMENTED = join(import.meta.dirname, '../../docs/sessions');
const FIXTURES = join(import.meta.dirname, '../../fixtures/hives');
const CONFIG = 'Windows/System32/config';
const ROWS = 25;

const WORDS = {
  en: {
    which: 'Which one?',
    instead: 'Take that one instead?',
    sure: 'Repair it now?',
    keep: 'Keep a log',
    ticket: 'Ticket number',
    technician: 'Technician',
    repaired: 'REPAIRED',
    healthy: 'nothing to repair',
    before: 'by hivemend on',
    restart: 'Power > Restart',
    unclean: 'switched off without shutting down',
    nothing: 'There is no Windows on any of the drives',
    more: 'Still no way to sign in',
  },
  ja: {
    which: 'どの Windows ですか',
    instead: 'そちらを選びますか',
    sure: '修復しますか',
    keep: 'ログとレポート',
    ticket: '受付番号',
    technician: '担当者',
    repaired: '修復しました',
    healthy: '修復は不要です',
    before: 'hivemend が修復',
    restart: '[電源] > [再起動]',
    unclean: 'シャットダウンされずに電源が切れて',
    nothing: '調べたドライブのどれにも Windows がありません',
    more: 'それでもパスワードで',
  },
} as const;

type Words = (typeof WORDS)[keyof typeof WORDS];

interface Scene {
  readonly name: string;
  /** Puts what is on the PC's drives; one for each that is asked for. */
  readonly drives: readonly ((folder: string) => void)[];
  /** Before the session, on the first drive. */
  readonly repairedBefore?: true;
  turns(words: Words): readonly Turn[];
  readonly exitCode: number;
  /** Which of the drives needs no repair any more. */
  readonly repairs?: number;
  /** What the end of the session says. */
  says(words: Words): readonly string[];
}

const fixture = (name: string): Uint8Array => readFileSync(join(FIXTURES, name));
const lockedOut = (folder: string): void => fillSampleDisk(folder);
const healthy = (folder: string): void =>
  fillSampleDisk(folder, new Map([[`${CONFIG}/SOFTWARE`, fixture('setting-0')]]));
const hibernated = (folder: string): void =>
  fillSampleDisk(folder, new Map([['hiberfil.sys', new TextEncoder().encode('hibr')]]));
const dirty = (folder: string): void =>
  fillSampleDisk(
    folder,
    new Map(
      ['', '.LOG1', '.LOG2'].map((end) => [`${CONFIG}/SOFTWARE${end}`, fixture(`dirty-two-logs${end}`)]),
    ),
  );

const SCENES: readonly Scene[] = [
  {
    name: 'healthy',
    drives: [healthy],
    turns: ({ keep }) => [{ see: keep, type: 'n\r' }],
    exitCode: 0,
    says: ({ healthy: fine, more }) => [fine, more, 'hivemend.cmd diagnose F:\\Windows'],
  },
  {
    name: 'hibernated',
    drives: [hibernated],
    turns: ({ keep }) => [{ see: keep, type: 'n\r' }],
    exitCode: 16,
    says: ({ restart }) => [restart, '[windows-hibernated]'],
  },
  {
    name: 'dirty',
    drives: [dirty],
    turns: ({ sure, keep }) => [
      { see: sure, type: 'y\r' },
      { see: keep, type: 'n\r' },
    ],
    exitCode: 0,
    repairs: 0,
    says: ({ unclean, repaired }) => [unclean, repaired],
  },
  {
    name: 'two-installations',
    drives: [healthy, lockedOut],
    turns: ({ which, instead, sure, keep, ticket, technician }) => [
      { see: which, type: '1\r' },
      { see: instead, type: 'y\r' },
      { see: sure, type: 'y\r' },
      { see: keep, type: '\r' },
      { see: ticket, type: 'INC-4711\r' },
      { see: technician, type: 'Suzuki\r' },
    ],
    exitCode: 0,
    repairs: 1,
    says: ({ repaired }) => [repaired, 'E:\\hivemend\\reports\\', 'hivemend.cmd undo G:\\Windows'],
  },
  {
    name: 'second-visit',
    drives: [lockedOut],
    repairedBefore: true,
    turns: ({ keep }) => [{ see: keep, type: 'n\r' }],
    exitCode: 0,
    says: ({ before, more }) => [before, more, 'hivemend.cmd undo F:\\Windows'],
  },
  {
    name: 'no-windows',
    drives: [(folder) => mkdirSync(join(folder, 'Photos'), { recursive: true })],
    turns: () => [],
    exitCode: 10,
    says: ({ nothing }) => [nothing, 'drvload'],
  },
];

/** Without times, which differ from run to run, and empty lines, which this terminal leaves out at times. */
const timeless = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.replaceAll(/\d+/g, '0')]));

/** What the screen shows, without colours and movements. */
function shown(screen: string): string {
  return screen.replaceAll(new RegExp(`${String.fromCharCode(0x1b)}\\[[?0-9;]*[a-zA-Z]`, 'g'), '');
}

/** Wine ends a question's line at the first key, and then writes it again. */
function isBegun(line: string, next = ''): boolean {
  return line !== '' && line !== next && next.replaceAll(' ', '') === line.replaceAll(' ', '');
}

/** Of a line that is written again at each key, what stays. */
function linesOf(screen: string): readonly string[] {
  return shown(screen)
    .split('\n')
    .map((line) => {
      // The terminal ends a line with a carriage return, too.
      const parts = line.replace(/\r$/, '').split('\r');
      const isCleared = parts.at(-1) === '' && parts.at(-2)?.trim() === '';
      return isCleared ? '' : (parts.findLast((part) => part.trim() !== '') ?? '').trimEnd();
    })
    .filter((line, index, all) => !line.startsWith('wine:') && !isBegun(line, all[index + 1]));
}

const [windows] = haveDist ? programs().filter(({ flavour }) => flavour === 'windows') : [];

describe.skipIf(windows === undefined)('the guided repair from a stick', () => {
  let stick: Disk | undefined;

  beforeAll(async () => {
    stick = windows?.addDisk();
    const made = await windows?.run(['make-media', `${stick?.nameOf('hivemend')}`]);
    expect(made?.exitCode).toBe(0);
  });

  afterAll(() => stick?.remove());

  describe.each(['en', 'ja'] as const)('in %s', (language) => {
    it.each(SCENES)('$name', async ({ name, drives, repairedBefore, turns, exitCode, repairs, says }) => {
      if (windows === undefined || stick === undefined) throw new Error('no Wine');
      const words = WORDS[language];
      // README.txt names E:, and so does Wine.
      expect(stick.root).toBe('E:\\');
      const disks = drives.map((fill) => {
        const disk = windows.addDisk();
        fill(disk.folder);
        return disk;
      });
      try {
        if (repairedBefore === true) await windows.run(['repair', disks[0]?.root ?? '']);
        const line = windows.at('cmd').commandLine(['/c', 'E:\\hivemend\\hivemend.cmd']);
        // Wine counts what colours a line as a part of it.
        const environment = { ...line.environment, HIVEMEND_LANG: language, NO_COLOR: '1' };
        const { exitCode: ended, stdout } = await runInTerminal({ ...line, environment }, turns(words));
        const lines = ['X:\\>E:\\hivemend\\hivemend.cmd', ...linesOf(stdout)];
        mkdirSync(SESSIONS, { recursive: true });
        const file = `${name}.${language}.txt`;
        writeFileSync(join(SESSIONS, file), `${lines.join('\n').trimEnd()}\n`);
        expect(ended).toBe(exitCode);
        const documented = readFileSync(join(DOCUMENTED, file), 'utf8');
        expect(timeless(lines.join('\n')), 'docs/sessions').toEqual(timeless(documented));
        if (repairs !== undefined)
          expect((await windows.run(['check', disks[repairs]?.root ?? ''])).exitCode).toBe(0);
        const flat = (text: string): string => text.replaceAll(/\s+/g, '');
        for (const text of says(words)) expect(flat(lines.join(''))).toContain(flat(text));
        expect(lines.filter((one) => textWidth(one) > 80)).toEqual([]);
        // Behind the last answer nothing scrolls away before it is read.
        const last = Math.max(
          0,
          lines.findLastIndex((one) => /: *\S{0,8}$/.test(one)),
        );
        expect(lines.length - last).toBeLessThanOrEqual(ROWS + 2);
      } finally {
        for (const disk of disks) disk.remove();
        rmSync(join(stick.folder, 'hivemend', 'reports'), { recursive: true, force: true });
      }
    });
  });
});
