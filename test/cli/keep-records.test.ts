import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** The guided repair from a stick E:, of the Windows on D:, in a recovery system on X:. */

const CONFIG = 'D:\\Windows\\System32\\config';
const REPORTS = 'E:\\hivemend\\reports';

function pcWithStick(programFolder = 'E:\\hivemend'): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  files.put(`${CONFIG}\\SOFTWARE`, buildHive(software()).bytes);
  files.put(`${CONFIG}\\SYSTEM`, buildHive(system()).bytes);
  files.put(`${programFolder}\\SHA256SUMS`, Uint8Array.of(1));
  return files;
}

const guided = (
  files: MemoryFileSystem,
  typed: readonly string[],
  args: readonly string[] = [],
  programFolder = 'E:\\hivemend',
) => sit(args, { files, typed, programFolder, environment: { SystemRoot: 'X:\\Windows' } });

const textOf = (files: MemoryFileSystem, path: string): string =>
  new TextDecoder().decode(files.bytes(path) ?? new Uint8Array(0));

const reportsIn = (files: MemoryFileSystem): readonly string[] =>
  files.paths().filter((path) => path.startsWith(REPORTS) && !path.endsWith('\\'));

describe.each([
  ['en', 'Keep a log and a report of this run in E:\\hivemend\\reports?', 'Ticket'],
  ['ja', 'ログとレポートを E:\\hivemend\\reports に保存しますか?', '受付番号'],
])('a log and a report on the stick (%s)', (lang, question, ticket) => {
  it('are kept when Enter is pressed, with ticket and technician', async () => {
    const files = pcWithStick();
    const { exitCode, stderr } = await guided(files, ['y', '', 'T-4711', 'Suzuki <s>'], ['--lang', lang]);
    expect(exitCode).toBe(0);
    expect(stderr.replaceAll(/\s+/g, '')).toContain(question.replaceAll(' ', ''));
    const [page = '', log = '', ...more] = [...reportsIn(files)].sort();
    // The last that is told, so that it is still on the screen.
    expect(stderr.trimEnd().replaceAll(/\s+/g, '').slice(-150)).toContain(page);
    expect(more).toEqual([]);
    expect(page).toMatch(/\\reports\\20261123\d{6}-HANAKO-PC\.html$/);
    expect(textOf(files, page)).toContain(`<th>${ticket}</th><td>T-4711</td>`);
    expect(textOf(files, page)).toContain('Suzuki &lt;s&gt;');
    expect(textOf(files, log)).toContain('about {"ticket":"T-4711","technician":"Suzuki <s>"}');
    expect(textOf(files, log)).toMatch(/ end \{.*"command":"repair"/);
  });
});

describe('ticket and technician on the command line', () => {
  it('go into log and report of any command', async () => {
    const files = pcWithStick();
    const named = ['--ticket', 'T-1', '--technician', 'Ito', '--log', 'E:\\a.log', '--report', 'E:\\a.json'];
    expect((await sit(['repair', 'D:', ...named], { files })).exitCode).toBe(0);
    expect(textOf(files, 'E:\\a.log')).toContain('about {"ticket":"T-1","technician":"Ito"}');
    expect(JSON.parse(textOf(files, 'E:\\a.json'))).toMatchObject({ ticket: 'T-1', technician: 'Ito' });
  });

  it('are not asked for again', async () => {
    const files = pcWithStick();
    const { exitCode, stderr } = await guided(files, ['y', '', 'Ito'], ['--ticket', 'T-2']);
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('Ticket number');
    const [, log = ''] = [...reportsIn(files)].sort();
    expect(textOf(files, log)).toContain('about {"ticket":"T-2","technician":"Ito"}');
  });
});

describe('the offer to keep a log and a report', () => {
  it('is taken back by n', async () => {
    const files = pcWithStick();
    expect((await guided(files, ['y', 'n'])).exitCode).toBe(0);
    expect(reportsIn(files)).toEqual([]);
  });

  it('means no by itself in a folder of the running system', async () => {
    const files = pcWithStick('X:\\hivemend');
    const { exitCode, stderr } = await guided(files, ['y', ''], [], 'X:\\hivemend');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('(Enter alone: n)');
    expect(files.paths().filter((path) => path.includes('reports'))).toEqual([]);
  });

  it('is not made where hivemend lies in no folder of its own', async () => {
    const { stderr } = await guided(pcWithStick(), ['y'], [], 'F:\\');
    expect(stderr).not.toContain('Keep a log');
  });

  it('keeps nobody from a repair when the stick is write-protected', async () => {
    const files = pcWithStick();
    files.refuse('E:\\hivemend', { writing: 'read-only' });
    const { exitCode, stderr } = await guided(files, ['y', 'y', '', '']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('No log and no report will be kept');
  });

  it('is made for a Windows that needs nothing, or can not be repaired now', async () => {
    const files = pcWithStick();
    await guided(files, ['y', 'n']);
    expect((await guided(files, ['y', '', ''])).exitCode).toBe(0);
    expect(reportsIn(files)).toHaveLength(2);
    const hibernated = pcWithStick();
    hibernated.put('D:\\hiberfil.sys', new TextEncoder().encode('hibr'));
    expect((await guided(hibernated, ['y', '', ''])).exitCode).toBe(16);
    expect(
      reportsIn(hibernated)
        .map((path) => textOf(hibernated, path))
        .join(),
    ).toContain('windows-hibernated');
  });

  it('leaves a log that was named where it is', async () => {
    const files = pcWithStick();
    await guided(files, ['y', 'y', '', ''], ['--log', 'E:\\own.log']);
    expect(textOf(files, 'E:\\own.log')).toContain(' end {');
    expect(reportsIn(files)).toHaveLength(1);
  });
});
