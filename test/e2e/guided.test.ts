import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeSampleDisk } from '../../scripts/tools/sample-disk/files.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { type Disk, programs } from '../support/programs.ts';
import { runInTerminal, type Turn } from '../support/terminal.ts';

/** A person at a terminal, from the first key to the last. */

/** What the screen shows, without colours and movements. */
function shown(screen: string): string {
  return screen.replaceAll(new RegExp(`${String.fromCharCode(0x1b)}\\[[?0-9;]*[a-zA-Z]`, 'g'), '');
}

const SESSIONS = join(import.meta.dirname, '../../build/sessions');

/** Keeps the session for people to read (docs/sessions has a copy), and gives its lines as the screen showed them. */
function record(screen: string, name: string): readonly string[] {
  const lines = shown(screen)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter(
      (line, index, all) => !line.startsWith('wine:') && !(all[index + 1] ?? '').startsWith(`${line} `),
    );
  mkdirSync(SESSIONS, { recursive: true });
  writeFileSync(join(SESSIONS, `${name}.txt`), `${lines.join('\n')}\n`);
  return lines;
}

function fill(disk: Disk): void {
  for (const [path, contents] of makeSampleDisk()) {
    const file = join(disk.folder, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
}

const WORDS = {
  en: {
    which: 'Which one?',
    sure: 'Repair it now?',
    keep: 'Keep a log and a report',
    done: 'REPAIRED',
    next: 'What to do now:',
    no: 'Cancelled',
  },
  ja: {
    which: 'どの Windows ですか',
    sure: '修復しますか',
    keep: 'ログとレポートを',
    done: '修復しました',
    next: '次の手順',
    no: '取り消しました',
  },
} as const;

const all = programs();

describe.each(all)('without a terminal: $name', (program) => {
  it('never waits, and says what to type instead', async () => {
    const { exitCode, stderr } = await program.run([], { stdin: '', timeoutMs: 20_000 });
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll('\n', ' ')).toMatch(/"[^"]*hivemend[^"]*"? --help/);
  });
});

// Only Windows has drives that a test can make without mounting.
describe.each(all.filter(({ flavour }) => flavour === 'windows'))('guided repair: $name', (program) => {
  it.each(['en', 'ja'] as const)('repairs the second of two drives (%s)', async (language) => {
    const words = WORDS[language];
    const [first, second] = [program.addDisk(), program.addDisk()];
    try {
      fill(first);
      fill(second);
      const turns: Turn[] = [
        { see: words.which, type: '2\r' },
        { see: words.sure, type: 'y\r' },
        { see: words.keep, type: 'n\r' },
      ];
      const { exitCode, stdout } = await runInTerminal(program.commandLine(['--lang', language]), turns);
      expect(exitCode).toBe(0);
      expect(shown(stdout)).toContain(`1. ${first.root}Windows`);
      expect(shown(stdout)).toContain(words.done);
      expect(shown(stdout)).toContain(words.next);
      const lines = record(stdout, `guided-repair.${language}`);
      expect(lines.filter((line) => textWidth(line) > 80)).toEqual([]);
      expect((await program.run(['check', second.root])).exitCode).toBe(0);
      expect((await program.run(['check', first.root])).exitCode).toBe(3);
    } finally {
      first.remove();
      second.remove();
    }
  });

  it.each([
    ['no', 'n\r'],
    ['Ctrl+C', '\x03'],
  ])('changes nothing on %s', async (_name, type) => {
    const disk = program.addDisk();
    try {
      fill(disk);
      const { exitCode, stdout } = await runInTerminal(program.commandLine(['--lang', 'en']), [
        { see: WORDS.en.sure, type },
      ]);
      expect(exitCode).toBe(130);
      expect(shown(stdout)).toContain(WORDS.en.no);
      expect((await program.run(['check', disk.root])).exitCode).toBe(3);
    } finally {
      disk.remove();
    }
  });
});
