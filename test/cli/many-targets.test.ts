import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture } from '../support/repair-scene.ts';
import { type Sitting, sit } from '../support/sitting.ts';
import { requireValid } from '../support/written-json.ts';

const config = (pc: string): string => `/pcs/${pc}/Windows/System32/config`;

/** Two PCs that want a repair, one that is right already, one with a damaged hive, and a bare hive beside them. */
function pcs(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  for (const pc of ['a', 'b']) {
    files.put(`${config(pc)}/SOFTWARE`, buildHive(software()).bytes);
    files.put(`${config(pc)}/SYSTEM`, buildHive(system()).bytes);
  }
  files.put(`${config('c')}/SOFTWARE`, fixture('setting-0'));
  files.put(`${config('d')}/SOFTWARE`, fixture('cell-overruns'));
  files.put('/pcs/bare/pc17.hiv', buildHive(software()).bytes);
  files.put('/pcs/bare/SYSTEM', buildHive(system()).bytes);
  files.put('/pcs/bare/notes.txt', new TextEncoder().encode('nothing'));
  return files;
}

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const resultsOf = (text: string) => lines(text).filter(({ event }) => event === 'result');

async function repairAll(files: MemoryFileSystem, ...args: string[]) {
  return sit(['repair', '/pcs', '--recursive', ...args], { files });
}

describe('many targets', () => {
  it('are found in folders, told one by one, and summed up', async () => {
    const files = pcs();
    const { exitCode, stdout, stderr } = await repairAll(files);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^REPAIRED +\/pcs\/a\/Windows$/m);
    expect(stdout).toMatch(/^REPAIRED +\/pcs\/bare\/pc17\.hiv$/m);
    expect(stdout).toMatch(/^right already +\/pcs\/c\/Windows$/m);
    expect(stdout).toMatch(/^NOT DONE +\/pcs\/d\/Windows\n {4}The/m);
    expect(stdout).toContain('\n3 repaired, 1 right already, 1 not done\n');
    expect(stdout).not.toContain('notes.txt');
    expect(exitCode).toBe(3);
    // Backups are no targets.
    const again = await repairAll(files);
    expect(again.stdout).toContain('\n4 right already, 1 not done\n');
    expect(files.openHandles()).toBe(0);
  });

  it('are told in Japanese', async () => {
    const { stdout } = await repairAll(pcs(), '--lang', 'ja');
    expect(stdout).toContain('修復済み 3 件');
  });

  it('give a line of JSON for each thing as it becomes known', async () => {
    const { exitCode, stdout, stderr } = await repairAll(pcs(), '--json-lines', '--jobs', '2');
    expect(exitCode).toBe(3);
    expect(stderr).toBe('');
    const all = lines(stdout);
    expect(new Set(all.slice(0, -1).map(({ schema }) => schema))).toEqual(new Set(['hivemend-lines/1']));
    expect(all.filter(({ event }) => event === 'begin')).toHaveLength(5);
    expect(all.filter(({ event }) => event === 'step').length).toBeGreaterThan(5);
    const results = resultsOf(stdout);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual([
      'not-done',
      'repaired',
      'repaired',
      'repaired',
      'right-already',
    ]);
    expect(results.find(({ target }) => target === '/pcs/a/Windows')).toMatchObject({
      command: 'repair',
      ok: true,
      exitCode: 0,
      disk: 'changed',
      dryRun: false,
      result: { outcome: { method: 'log' } },
    });
    expect(results.find(({ target }) => target === '/pcs/d/Windows')).toMatchObject({
      ok: false,
      exitCode: 12,
      disk: 'unchanged',
      error: { code: 'hive-damaged', message: expect.stringContaining('damaged') },
    });
    expect(all.at(-1)).toMatchObject({
      event: 'end',
      schema: 'hivemend/2',
      command: 'repair',
      ok: false,
      disk: 'changed',
      result: { targets: [], summary: { counts: { repaired: 3, 'right-already': 1, 'not-done': 1 } } },
    });
  });

  it('give one JSON document with all of them where that is asked for', async () => {
    const { stdout } = await repairAll(pcs(), '--json');
    const { ok, result } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(result.targets).toHaveLength(5);
    expect(result.summary.counts).toEqual({ repaired: 3, 'right-already': 1, 'not-done': 1 });
    const failed = result.summary.targets.find(
      ({ target }: { target: string }) => target === '/pcs/d/Windows',
    );
    expect(failed.error).toMatchObject({ code: 'hive-damaged' });
  });

  it('are checked and put back, too', async () => {
    const files = pcs();
    const checked = await sit(['check', '--recursive', '/pcs'], { files });
    expect(checked.stdout).toContain('3 in need of a repair, 1 with nothing to repair, 1 not done');
    await repairAll(files);
    const undone = await sit(['undo', '--recursive', '/pcs'], { files });
    expect(undone.stdout).toContain('3 put back, 2 not done');
    expect(undone.stdout).toMatch(/^PUT BACK +\/pcs\/a\/Windows$/m);
    const dry = await repairAll(files, '--dry-run');
    expect(dry.stdout).toContain('3 would be repaired (dry run)');
    const several = await sit(['undo', '/pcs/a', '/pcs/b'], { files });
    expect(several.stdout).toContain('2 as before already');
  });

  it('make a page', async () => {
    const files = pcs();
    await repairAll(files, '--report', '/r.html');
    const page = new TextDecoder().decode(files.bytes('/r.html'));
    expect(page).toContain('<h2>3 repaired, 1 right already, 1 not done</h2>');
    expect(page).toContain('<th>/pcs/a/Windows</th><td>REPAIRED</td>');
  });

  it('are met by patterns', async () => {
    const { stdout } = await sit(['check', '/pcs/[ab]/Windows', '/pcs/**/*.hiv'], { files: pcs() });
    expect(stdout).toContain('3 in need of a repair');
    const none = await sit(['check', '/pcs/x*'], { files: pcs() });
    expect(none.exitCode).toBe(10);
    expect(none.stderr.replace(/\s+/g, ' ')).toContain('nothing to work on in /pcs/x*');
  });

  it('are worked on once, however often they are named', async () => {
    const { stdout } = await sit(['check', '/pcs/a', '/pcs/b/../a', '/pcs/a', '--jobs', '4'], {
      files: pcs(),
    });
    expect(stdout).toContain('\n1 in need of a repair\n');
  });

  it('do not get in the way of each other under several names', async () => {
    const files = pcs();
    const args = ['repair', '/pcs/a', '/pcs/a/Windows', '--jobs', '4', '--json-lines'];
    const { stdout } = await sit(args, { files });
    const results = resultsOf(stdout);
    const ends = results.map(({ outcome }) => outcome);
    expect(ends).toContain('repaired');
    expect(['hive-locked', 'file-changed', undefined]).toContain(
      results.map(({ error }) => Object(error).code).find((code) => code !== undefined),
    );
    expect(files.paths().filter((path) => /lock/.test(path))).toEqual([]);
    expect((await sit(['check', '/pcs/a'], { files })).exitCode).toBe(0);
  });

  it('may be all Windows on this PC', async () => {
    const files = pcs();
    for (const pc of ['a', 'b']) files.put(`/pcs/${pc}/Windows/System32/ntoskrnl.exe`, Uint8Array.of(1));
    const mounts = ['a', 'b'].map((pc) => `/dev/x /pcs/${pc} ext4 rw 0 0\n`).join('');
    const { stdout } = await sit(['repair', '--all', '--jobs', '2'], { files, mounts });
    expect(stdout).toContain('\n2 repaired\n');
  });

  it('stop at the first failure only where that is asked for', async () => {
    const { exitCode, stdout } = await sit(
      ['repair', '/pcs/d', '/pcs/a', '/pcs/b', '--fail-fast', '--jobs', '1'],
      { files: pcs() },
    );
    expect(stdout).toContain('\n1 not done, 2 not begun\n');
    expect(exitCode).toBe(12);
  });

  it('stop at Ctrl+C', async () => {
    const { exitCode, stdout } = await sit(['repair', '--recursive', '/pcs'], {
      files: pcs(),
      interrupted: true,
    });
    expect(exitCode).toBe(130);
    expect(stdout).toContain('5 not begun');
  });

  it('say when a folder can not be looked into, and when nothing is there', async () => {
    const files = pcs();
    files.refuse('/pcs/b', { reading: 'access-denied' });
    expect((await sit(['check', '--recursive', '/pcs/b'], { files })).exitCode).toBe(15);
    files.putFolder('/empty');
    const { exitCode, stdout } = await sit(['check', '--recursive', '/empty', '--json-lines'], { files });
    expect(exitCode).toBe(10);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'end', ok: false, error: { code: 'targets-nowhere' } });
  });

  it('do not follow links', async () => {
    const files = pcs();
    files.putFolder('/links');
    files.putLink('/links/a', '/pcs/a');
    files.putLink('/links/self', '/links');
    expect((await sit(['check', '--recursive', '/links'], { files })).exitCode).toBe(10);
  });
});

describe('a list of targets', () => {
  const listed = async (list: string, args: string[] = [], sitting: Sitting = {}) => {
    const files = pcs();
    files.put('/list', new TextEncoder().encode(list));
    return { files, ...(await sit(['repair', '--targets-from', '/list', ...args], { files, ...sitting })) };
  };

  it('has one in each line, or JSON with options', async () => {
    const { files, stdout } = await listed(
      '# two PCs\r\n/pcs/a\r\n\r\n{"target": "/pcs/b", "value": 2, "backup-dir": "/backups"}\r\n',
    );
    expect(stdout).toContain('1 repaired, 1 right already');
    expect((await sit(['check', '/pcs/a'], { files })).exitCode).toBe(0);
    expect((await sit(['check', '/pcs/b'], { files })).exitCode).toBe(3);
  });

  it('may be what PowerShell writes', async () => {
    const files = pcs();
    files.put('/list', new Uint8Array(Buffer.from('\ufeff/pcs/a\r\n/pcs/b\r\n', 'utf16le')));
    const { stdout } = await sit(['check', '--targets-from', '/list'], { files });
    expect(stdout).toContain('2 in need of a repair');
  });

  it.each([
    ['{"target": "/pcs/a"', 'line 1'],
    ['\n{"value": 1}', 'line 2'],
    ['{"target": "/pcs/a", "colour": 1}', 'colour'],
    ['{"target": "/pcs/a", "value": "x"}', 'value'],
    ['{"target": "/pcs/a", "dry-run": "yes"}', 'dry-run'],
    ['{"target": "/pcs/a", "report": "x.html"}', 'report'],
  ])('is refused before anything is begun: %s', async (list, words) => {
    const { exitCode, stderr, files } = await listed(`${list}\n`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect((await sit(['check', '/pcs/a'], { files })).exitCode).toBe(3);
  });

  it('may be empty or missing', async () => {
    expect((await listed('# nothing\n')).exitCode).toBe(10);
    expect((await sit(['check', '--targets-from', '/nowhere'], { files: pcs() })).exitCode).toBe(10);
  });
});

describe('a run that is taken up again', () => {
  it('leaves out what is done, and repeats what was not', async () => {
    const files = pcs();
    const first = await sit(['repair', '/pcs/a/Windows', '/pcs/d/Windows', '--json-lines'], { files });
    // Killed within a line.
    files.put('/run.jsonl', new TextEncoder().encode(`${first.stdout}{"schema":"hivem`));
    const second = await repairAll(files, '--json-lines', '--resume', '/run.jsonl');
    expect(second.stdout.startsWith('\n{')).toBe(true);
    expect(lines(second.stdout.trimStart()).at(-1)).toMatchObject({
      result: { summary: { counts: { repaired: 2, 'right-already': 1, 'not-done': 1 }, skipped: 1 } },
    });
    files.put('/run.jsonl', new TextEncoder().encode(`${first.stdout}{"schema":"hivem${second.stdout}`));
    const summary = await sit(['summary', '/run.jsonl', '--report', '/s.json'], { files });
    expect(summary.exitCode).toBe(3);
    expect(summary.stdout).toContain('3 repaired, 1 right already, 1 not done');
    expect(summary.stdout).toContain('/pcs/d/Windows');
    const report = new TextDecoder().decode(files.bytes('/s.json'));
    requireValid('report', report);
    expect(JSON.parse(report).end.result.counts.repaired).toBe(3);
  });

  it('does not take a dry run, or another command, for done', async () => {
    const files = pcs();
    const { stdout } = await repairAll(files, '--dry-run', '--json-lines');
    files.put('/dry.jsonl', new TextEncoder().encode(stdout));
    expect((await repairAll(files, '--resume', '/dry.jsonl')).stdout).toContain('3 repaired');
    files.put('/dry.jsonl', new TextEncoder().encode(stdout.replaceAll('"dryRun":true', '"dryRun":false')));
    expect(
      (await sit(['check', '/pcs', '--recursive', '--resume', '/dry.jsonl'], { files })).stdout,
    ).toContain('4 with nothing to repair');
  });

  it('refuses a file that is something else', async () => {
    const files = pcs();
    files.put('/other', new TextEncoder().encode('{"a":1}\nhello\n'));
    for (const args of [
      ['repair', '/pcs/a', '--resume', '/other'],
      ['summary', '/other'],
    ]) {
      expect((await sit(args, { files })).exitCode).toBe(2);
    }
    files.put('/empty', new Uint8Array());
    expect((await sit(['summary', '/empty'], { files })).stdout).toContain('nothing was to be done');
  });
});

describe('the command line of many targets', () => {
  it.each([
    [['repair', '--recursive'], 'needs a TARGET'],
    [['undo'], 'needs a TARGET'],
    [['check', '/a', '--jobs', '0'], '--jobs does not take "0"'],
    [['check', '/a', '--jobs', 'many'], '--jobs does not take "many"'],
    [['check', '/a', '--json', '--json-lines'], "can't be used together"],
    [['check', '--online', '--recursive'], "can't be used together"],
    [['check', '/a', '--exit-codes', 'x'], 'full, simple'],
  ])('%j is refused', async (args, words) => {
    const { exitCode, stdout, stderr } = await sit(args, { files: pcs() });
    expect(exitCode).toBe(2);
    expect((stdout + stderr).replace(/\s+/g, ' ')).toContain(words);
  });

  it('has simple exit codes for who gives codes a meaning of their own', async () => {
    const files = pcs();
    const simple = async (...args: string[]) =>
      (await sit([...args, '--exit-codes', 'simple'], { files })).exitCode;
    expect(await simple('check', '/pcs/a')).toBe(1);
    expect(await simple('repair', '/pcs/a')).toBe(0);
    expect(await simple('repair', '/pcs/a')).toBe(0);
    expect(await simple('repair', '/pcs/d')).toBe(1);
    expect(await simple('repair', '/nowhere')).toBe(1);
    expect(await simple('repiar')).toBe(1);
  });
});
