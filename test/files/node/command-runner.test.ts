import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { nodeCommandRunner } from '../../../src/files/node/command-runner.ts';
import { HiveError } from '../../../src/ground/errors.ts';

const run = (script: string, ...args: readonly string[]) =>
  nodeCommandRunner().run(process.execPath, ['-e', script, ...args]);

/** What ended is there until somebody asks how. */
function runs(processId: number): boolean {
  const file = `/proc/${processId}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}

describe('command runner', () => {
  it('gives exit code and both outputs, byte by byte', async () => {
    const result = await run(
      'process.stdout.write(Buffer.from([0x83, 0x7b, 0])); process.stderr.write("no"); process.exitCode = 7',
    );
    expect(result.exitCode).toBe(7);
    expect([...result.stdout]).toEqual([0x83, 0x7b, 0]);
    expect(new TextDecoder().decode(result.stderr)).toBe('no');
  });

  it('hands arguments over as they are, through no shell', async () => {
    const argument = 'a b & echo "c" $HOME %PATH%';
    const result = await run('process.stdout.write(process.argv[1])', argument);
    expect(new TextDecoder().decode(result.stdout)).toBe(argument);
  });

  it('waits for no input', async () => {
    expect(
      (await run('process.stdin.resume(); process.stdin.on("end", () => process.exit(4))')).exitCode,
    ).toBe(4);
  });

  it('tells a missing program, one that cannot be run, and one that was ended', async () => {
    const runner = nodeCommandRunner();
    await expect(runner.run('/nowhere/manage-bde', [])).rejects.toMatchObject({ code: 'command-missing' });
    await expect(runner.run('/etc/passwd', [])).rejects.toMatchObject({
      code: 'command-failed',
      details: { cause: 'EACCES' },
    });
    await expect(
      runner.run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 }),
    ).rejects.toMatchObject({ code: 'command-failed', details: { cause: 'SIGTERM' } });
  });

  it('ends a program that goes apart with all that it started', async () => {
    const script = `
      const sleep = 'setTimeout(() => {}, 60000)';
      const { pid } = require('node:child_process').spawn(process.execPath, ['-e', sleep], { stdio: 'inherit' });
      process.stderr.write(String(pid));
      if (process.argv[1] === 'waits') eval(sleep); else process.exit(0);`;
    const runner = nodeCommandRunner();
    const args = ['-e', script];
    await expect(
      runner.run(process.execPath, [...args, 'waits'], { timeoutMs: 500, isApart: true }),
    ).rejects.toMatchObject({ code: 'command-failed', details: { cause: 'SIGKILL' } });
    const stop = AbortSignal.timeout(500);
    await expect(
      runner.run(process.execPath, [...args, 'waits'], { stop, isApart: true }),
    ).rejects.toMatchObject({ code: 'command-failed' });
    const ended = await runner.run(process.execPath, [...args, 'leaves'], { timeoutMs: 3000, isApart: true });
    expect(ended.exitCode).toBe(0);
    const started = Number(Buffer.from(ended.stderr).toString());
    await vi.waitFor(() => expect(runs(started)).toBe(false), { timeout: 10_000 });
  });

  it('keeps arguments out of its errors', async () => {
    const secret = '111111-222222';
    for (const program of ['/nowhere/manage-bde', '/etc/passwd']) {
      const error: unknown = await nodeCommandRunner()
        .run(program, [secret])
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(HiveError);
      expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain(secret);
    }
  });
});
