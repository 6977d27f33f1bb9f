import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Program, programs } from '../support/programs.ts';

/** Where standard output leads to something that is slow, full or gone. */

const folder = mkdtempSync(join(tmpdir(), 'hivemend-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ARGS = ['help', 'exit-codes', '--lang', 'ja'];

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Node gives its children only pipes that wait; Perl takes that back. */
const WITHOUT_WAITING = `use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK) or die; exec @ARGV;`;

function start(program: Program, output: number, before: readonly string[] = []): Promise<Ended> {
  const { program: file, args, environment } = program.commandLine(ARGS);
  const [first = file, ...rest] = [...before, file, ...args];
  const child = spawn(first, rest, { stdio: ['ignore', output, 'pipe'], env: environment });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((ended) => child.on('close', (exitCode) => ended({ exitCode, stderr })));
}

/** Everything that the pipe holds at this moment. */
function drain(pipe: number): Buffer {
  const pieces: Buffer[] = [];
  const piece = Buffer.alloc(64 * 1024);
  try {
    for (;;) {
      const length = readSync(pipe, piece);
      if (length === 0) break;
      pieces.push(Buffer.from(piece.subarray(0, length)));
    }
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN');
  }
  return Buffer.concat(pieces);
}

describe.each(programs().filter(({ flavour }) => flavour === 'posix'))('the output of: $name', (program) => {
  it('comes whole through a pipe that is full and does not wait', async () => {
    const name = join(folder, 'pipe');
    rmSync(name, { force: true });
    execFileSync('mkfifo', [name]);
    const reader = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK);
    const stuffing = 'x'.repeat(4096);
    let stuffed = 0;
    try {
      for (;;) stuffed += writeSync(writer, stuffing);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN');
    }
    const running = start(program, writer, ['perl', '-e', WITHOUT_WAITING]);
    closeSync(writer);
    // Not read before the program has found the pipe full.
    await new Promise((passed) => setTimeout(passed, 700));
    const pieces: Buffer[] = [];
    const reading = setInterval(() => pieces.push(drain(reader)), 20);
    const { exitCode } = await running;
    clearInterval(reading);
    pieces.push(drain(reader));
    closeSync(reader);
    const { stdout } = await program.run(ARGS);
    expect(exitCode).toBe(0);
    expect(Buffer.concat(pieces).subarray(stuffed).toString()).toBe(stdout);
  });

  it('is a failure when it can not be written, and none when nobody reads to its end', async () => {
    const full = openSync('/dev/full', 'w');
    expect(await start(program, full)).toEqual({ exitCode: 1, stderr: 'hivemend: stdout: ENOSPC\n' });
    closeSync(full);

    const name = join(folder, 'gone');
    rmSync(name, { force: true });
    execFileSync('mkfifo', [name]);
    const reader = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(name, constants.O_WRONLY);
    closeSync(reader);
    expect(await start(program, writer)).toEqual({ exitCode: 0, stderr: '' });
    closeSync(writer);
  });
});

describe.each(programs())('an output that Node can not open: $name', (program) => {
  /** Under Wine Node can open no Linux pipes; on Linux it opens a file that is for reading, and can't write. */
  it("ends the run as the run ends, without a word of Node's", async () => {
    const { program: file, args, environment } = program.commandLine(['chekc', '--lang', 'en']);
    const readOnly = openSync('/dev/null', 'r');
    const child = spawn(file, args, {
      stdio: ['ignore', 'ignore', program.flavour === 'windows' ? 'pipe' : readOnly],
      env: environment,
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    // Not the pipe's end: what Wine leaves running for the next program has it as well.
    const exitCode = await new Promise((ended) => child.on('exit', ended));
    if (program.flavour === 'windows') await expect.poll(() => said).toMatch(/--help/);
    child.stderr?.destroy();
    closeSync(readOnly);
    expect(exitCode).toBe(2);
    expect(said.replaceAll('\r', '')).toMatch(
      program.flavour === 'windows' ? /^hivemend: There is no command "chekc"/ : /^$/,
    );
    expect(said).not.toMatch(/node:|\bat /);
  });
});

describe.each(programs())('text that is piped: $name', (program) => {
  /** As hivemend.cmd starts it at a Japanese prompt, where `more` takes what it reads for the console's code page. */
  it("is in the code page of Windows' console, and UTF-8 elsewhere and in documents", async () => {
    const raw = async (...args: readonly string[]) => {
      const output = join(folder, `piped-${program.flavour}`);
      const { program: file, args: words, environment } = program.commandLine([...args, '--lang', 'ja']);
      const stream = openSync(output, 'w');
      const child = spawn(file, words, {
        stdio: ['ignore', stream, 'ignore'],
        env: { ...environment, HIVEMEND_CODE_PAGE: ' 932' },
      });
      await new Promise((ended) => child.on('close', ended));
      closeSync(stream);
      return readFileSync(output);
    };
    const text = await raw('help', 'exit-codes');
    const label = program.flavour === 'windows' ? 'shift_jis' : 'utf-8';
    expect(new TextDecoder(label, { fatal: true }).decode(text)).toContain('成功。');
    const document = await raw('check', 'パス', '--json');
    expect(JSON.parse(document.toString('utf8')).error.details.path).toContain('パス');
  });
});
