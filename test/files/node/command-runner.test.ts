import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nodeCommandRunner } from '../../../src/files/node/command-runner.ts';
import { HiveError } from '../../../src/ground/errors.ts';

const run = (script: string, ...args: readonly string[]) =>
  nodeCommandRunner().run(process.execPath, ['-e', script, ...args]);

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
