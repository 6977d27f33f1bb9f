import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sax from 'sax';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dist, haveDist } from '../../support/dist.ts';
import { type Disk, programs } from '../../support/programs.ts';
import { fillSampleDisk, SOFTWARE } from '../../support/sample-disk.ts';
import { makeWorkerPrefix } from '../../support/wine.ts';

/**
 * The recipes for task sequences, answer files and Windows PE, run as they stand by Wine's cmd.exe. What replaces a task
 * sequence's variables there are environment variables here, which cmd.exe replaces.
 */

const RECIPES = resolve('docs/recipes/imaging');
const read = (name: string): string => readFileSync(join(RECIPES, name), 'utf8');

const [windows] = haveDist ? programs().filter(({ flavour }) => flavour === 'windows') : [];

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Every element of the document, in the order in which they begin. */
function elementsOf(xml: string): readonly Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = sax.parser(true);
  parser.onopentag = ({ name, attributes }) => {
    const element: Element = { name, attributes: attributes as Record<string, string>, text: '' };
    found.push(element);
    open.push(element);
  };
  parser.ontext = (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  };
  parser.onclosetag = () => {
    open.pop();
  };
  parser.write(xml).close();
  return found;
}

const textOf = (elements: readonly Element[], name: string): string =>
  elements.find((element) => element.name === name)?.text ?? '';

describe.skipIf(windows === undefined)('at an imaging prompt', () => {
  if (windows === undefined) return;
  const cmd = windows.at('cmd');
  let stick: Disk;
  let pc: Disk;

  beforeEach(() => {
    [stick, pc] = [windows.addDisk(), windows.addDisk()];
    fillSampleDisk(pc.folder);
    const tools = join(stick.folder, 'My Share/Tools/hivemend');
    mkdirSync(tools, { recursive: true });
    mkdirSync(join(stick.folder, 'my logs'));
    for (const name of ['hivemend.cmd', 'hivemend-win-x64.exe'])
      symlinkSync(join(dist, name), join(tools, name));
  });

  afterEach(() => {
    stick.remove();
    pc.remove();
  });

  /** Lines that are typed; the last one's exit code is the answer. */
  async function type(lines: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const stdin = [...lines, 'exit %ERRORLEVEL%', ''].join('\r\n');
    return cmd.run([], { stdin, environment: { HIVEMEND_LANG: 'en', ...environment } });
  }

  const isRepaired = async (): Promise<boolean> =>
    (await windows.run(['check', pc.nameOf(SOFTWARE)])).exitCode === 0;

  it.each([
    ['MDT', () => textOf(elementsOf(read('mdt-step.xml')), 'action'), 'OSDISK'],
    ['Configuration Manager', () => read('cm-command.txt').trim(), 'OSDTargetSystemDrive'],
  ])(
    'the step of %s repairs, logs for its viewer, and fails only where a person is needed',
    async (_name, line, drive) => {
      const folder = stick.nameOf('My Share');
      const variables = {
        [drive]: pc.root.slice(0, 2),
        DEPLOYROOT: folder,
        _SMSTSLogPath: stick.nameOf('my logs'),
      };
      // Configuration Manager starts a step in the folder of its package.
      const lines = [stick.root.slice(0, 2), 'cd "\\My Share\\Tools\\hivemend"', line()];
      const first = await type(lines, variables);
      expect(first.stdout).toContain('REPAIRED');
      expect(first.exitCode).toBe(0);
      expect(await isRepaired()).toBe(true);
      expect(readFileSync(join(stick.folder, 'my logs/hivemend.log'), 'utf8')).toMatch(
        /^<!\[LOG\[.*component="hivemend"/m,
      );
      expect((await type(lines, variables)).exitCode).toBe(0);
      rmSync(join(pc.folder, SOFTWARE));
      expect((await type(lines, variables)).exitCode).toBe(1);
    },
  );

  it('startnet.cmd repairs every Windows and restarts, or says where to read why not', async () => {
    const root = join(makeWorkerPrefix().folder, 'dosdevices', 'x:');
    symlinkSync(join(stick.folder, 'My Share/Tools'), root);
    try {
      const tools = join(stick.folder, 'My Share/Tools');
      writeFileSync(join(tools, 'startnet.cmd'), read('startnet.cmd'));
      // What Windows PE has, and Wine has not: a program, and, where nothing comes after it, a script.
      await cmd.run(['/c', 'copy %SystemRoot%\\System32\\hostname.exe X:\\wpeinit.exe']);
      writeFileSync(join(tools, 'wpeutil.cmd'), '@echo wpeutil was told to %1\r\n');
      const first = await type(['X:', 'startnet.cmd']);
      expect(first.stdout).toContain('REPAIRED');
      expect(first.stdout).toContain('wpeutil was told to reboot');
      expect(await isRepaired()).toBe(true);
      rmSync(join(pc.folder, SOFTWARE));
      const second = await type(['X:', 'startnet.cmd']);
      expect(second.stdout).toContain('hivemend needs a person, see X:\\hivemend.log');
      expect(second.stdout).not.toContain('wpeutil was told');
      expect(readFileSync(join(tools, 'hivemend.log'), 'utf8')).toContain('repair');
    } finally {
      rmSync(root);
    }
  });

  it("the answer file's command repairs the running Windows", async () => {
    mkdirSync(join(stick.folder, 'Setup'));
    symlinkSync(join(stick.folder, 'My Share/Tools/hivemend'), join(stick.folder, 'Setup/hivemend'));
    const line = textOf(elementsOf(read('unattend.xml')), 'Path');
    const { exitCode, stdout, stderr } = await type([
      line.replaceAll('C:\\Windows\\Setup', stick.nameOf('Setup')),
    ]);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(readFileSync(join(stick.folder, 'Setup/hivemend.log'), 'utf8')).toContain('--online');
  });
});

describe('the recipes for Windows', () => {
  it('have the parts that a task sequence wants of a step', () => {
    const [step] = elementsOf(read('mdt-step.xml'));
    expect(step).toMatchObject({
      name: 'step',
      attributes: {
        type: 'SMS_TaskSequence_RunCommandLineAction',
        disable: 'false',
        successCodeList: '0 3010',
        runIn: 'WinPE',
      },
    });
  });

  it('have the parts that Setup wants of an answer file', () => {
    const elements = elementsOf(read('unattend.xml'));
    expect(elements.map(({ name }) => name)).toEqual([
      'unattend',
      'settings',
      'component',
      'RunSynchronous',
      'RunSynchronousCommand',
      'Order',
      'Description',
      'Path',
      'WillReboot',
    ]);
    expect(elements[1]?.attributes).toEqual({ pass: 'specialize' });
    expect(elements[2]?.attributes).toMatchObject({
      name: 'Microsoft-Windows-Deployment',
      publicKeyToken: '31bf3856ad364e35',
      language: 'neutral',
    });
    // Setup takes up to 259 characters.
    expect(textOf(elements, 'Path').length).toBeLessThan(260);
    expect(textOf(elements, 'WillReboot')).toBe('Never');
  });

  it('have lines that cmd.exe ends where they end', () => {
    expect(read('startnet.cmd').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});
