import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/report/text-layout.ts';
import { type IncidentPc, putIncidentPc, THE_INCIDENT, taskXml } from '../support/incident-pc.ts';
import { LockedPc, RIGHT_PASSWORD } from '../support/locked-pc.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { ProtectedPc } from '../support/protected-pc.ts';
import { type Ending, sit } from '../support/sitting.ts';

/** Sessions at a console of 80 columns, as docs/sessions has them; `-u` records them anew. */

const SESSIONS = resolve(import.meta.dirname, '../../docs/sessions');
const PC: IncidentPc = {
  ...THE_INCIDENT,
  credentialGuard: true,
  taskFailure: '2026-11-21T03:00:00Z',
  tasks: { Backup: taskXml('Password', 'S-1-5-21-1004336348-1177238915-682003330-1001') },
};

/** What stays on the screen of a line that is written again at each key. */
const kept = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const parts = line.split('\r');
      const isCleared = parts.at(-1) === '' && parts.at(-2)?.trim() === '';
      return isCleared ? '' : (parts.findLast((part) => part.trim() !== '') ?? '');
    })
    .join('\n');

function session(line: string, { stderr, stdout }: Ending): string {
  const text = `> ${`hivemend ${line}`.trim()}\n${kept(stderr)}${stdout}`;
  expect(Math.max(...text.split('\n').map(textWidth))).toBeLessThan(80);
  return text;
}

describe.each(['en', 'ja'])('a session in %s', (language) => {
  const environment = { SystemRoot: 'C:\\Windows', HIVEMEND_LANG: language };

  it('of diagnose is a screen, which the README shows', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    putIncidentPc(files, 'E:\\Windows', PC);
    const lines = ['diagnose E:', 'diagnose E: --verbose'];
    const texts: string[] = [];
    for (const line of lines) texts.push(session(line, await sit(line.split(' '), { files, environment })));
    await expect(texts.join('\n')).toMatchFileSnapshot(`${SESSIONS}/diagnose.${language}.txt`);
    const readme = readFileSync(
      resolve(SESSIONS, `../../README${language === 'ja' ? '.ja' : ''}.md`),
      'utf8',
    );
    const screen = (texts[0] ?? '').trimEnd().split('\n');
    expect(readme).toContain(screen.map((line) => `    ${line}`).join('\n'));
    // Without the command itself.
    expect(screen.length - 1).toBeLessThanOrEqual(24);
  });

  it('of the guided repair at a locked drive asks again for the group that is wrong', async () => {
    const pc = await LockedPc.start({ language: language === 'ja' ? 'ja' : 'en' });
    const { files, commands } = pc;
    for (const name of ['sources\\recovery\\RecEnv.exe', 'Windows\\System32\\wpeinit.exe'])
      files.put(`X:\\${name}`, Uint8Array.of(1));
    const end = await sit([], {
      files,
      commands,
      environment: { ...environment, SystemRoot: 'X:\\Windows' },
      calledAs: 'E:\\hivemend\\hivemend.cmd',
      typed: ['y', RIGHT_PASSWORD.replace('222222', '222223'), '222222', 'y'],
    });
    const calls = await pc.calls();
    await pc.end();
    expect(end.exitCode).toBe(0);
    expect(calls).toContain(RIGHT_PASSWORD);
    const text = session('', end)
      .replace('> hivemend\n', 'X:\\>E:\\hivemend\\hivemend.cmd\n')
      // How often the clock was asked before is no matter of what a person sees.
      .replace(/(hivemend-backups\\\d{8}-\d{4})\d\d/, '$100');
    expect(text).not.toMatch(/333333|444444/);
    await expect(text).toMatchFileSnapshot(`${SESSIONS}/locked.${language}.txt`);
  });

  it('of prevent asks once for each', async () => {
    const pc = await ProtectedPc.start({ language: language === 'ja' ? 'ja' : 'en' });
    const line = 'prevent --before-firmware-update';
    const end = await sit(line.split(' '), { ...pc, environment, typed: ['y', 'y', 'y', 'y'] });
    const check = 'prevent --check';
    const after = await sit(check.split(' '), { ...pc, environment });
    await pc.end();
    await expect(`${session(line, end)}\n${session(check, after)}`).toMatchFileSnapshot(
      `${SESSIONS}/prevent.${language}.txt`,
    );
  });
});
