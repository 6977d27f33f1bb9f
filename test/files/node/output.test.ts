import { execFileSync } from 'node:child_process';
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
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeOutput, takesPlainBytes, writePlainBytes } from '../../../src/files/node/output.ts';

const folder = mkdtempSync(join(tmpdir(), 'hivemend-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A pipe that does not wait: a write that finds no room fails with EAGAIN. */
function openPipe(): number {
  const pipe = join(folder, 'pipe');
  rmSync(pipe, { force: true });
  execFileSync('mkfifo', [pipe]);
  return openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
}

function withDescriptor<Result>(descriptor: number, body: (descriptor: number) => Result): Result {
  try {
    return body(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

describe('an output of which Node can make no stream', () => {
  const open = () => {
    throw Object.assign(new Error('open EBADF'), { code: 'EBADF', syscall: 'open' });
  };

  it('is written to all the same where the system takes it, and is no terminal', () => {
    const failures: string[] = [];
    const file = join(folder, 'device');
    execFileSync('mkfifo', [file]);
    withDescriptor(openSync(file, constants.O_RDWR | constants.O_NONBLOCK), (descriptor) => {
      const output = nodeOutput(descriptor, open, (reason) => failures.push(reason));
      expect(output.isTerminal).toBe(false);
      expect(output.columns).toBeUndefined();
      expect(output.hasColors).toBe(false);
      output.write('text\n');
      expect(readSync(descriptor, Buffer.alloc(10))).toBe(5);
      expect(output.isDone()).toBe(true);
    });
    expect(failures).toEqual([]);
  });

  it('tells once that it can not be written, and goes on', () => {
    const failures: string[] = [];
    withDescriptor(openSync('/dev/full', 'w'), (descriptor) => {
      const output = nodeOutput(descriptor, open, (reason) => failures.push(reason));
      output.write('text\n');
      output.write('more\n');
    });
    expect(failures).toEqual(['EBADF']);
  });
});

describe('an output', () => {
  it('takes plain bytes when it is a file, a pipe, a socket or nothing', async () => {
    expect(withDescriptor(openSync(join(folder, 'file'), 'w'), takesPlainBytes)).toBe(true);
    expect(withDescriptor(openPipe(), takesPlainBytes)).toBe(true);
    expect(withDescriptor(openSync('/dev/null', 'w'), takesPlainBytes)).toBe(true);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((listening) => server.once('listening', listening));
    // Its descriptor, which Node keeps to itself.
    const { fd } = Reflect.get(server, '_handle');
    expect(takesPlainBytes(fd)).toBe(true);
    server.close();
  });

  it('is left to Node when it is a device, as terminals are, or closed', () => {
    expect(withDescriptor(openSync('/dev/zero', 'w'), takesPlainBytes)).toBe(false);
    const closed = openSync(join(folder, 'file'), 'r');
    closeSync(closed);
    expect(takesPlainBytes(closed)).toBe(false);
  });

  it('is written to at once', () => {
    const file = join(folder, 'text');
    withDescriptor(openSync(file, 'w'), (descriptor) => {
      expect(writePlainBytes(descriptor, 'パスワード\n')).toHaveLength(0);
      expect(writePlainBytes(descriptor, 'once more\n')).toHaveLength(0);
    });
    expect(readFileSync(file, 'utf8')).toBe('パスワード\nonce more\n');
  });

  it('gives back what a full pipe does not take', () => {
    withDescriptor(openPipe(), (descriptor) => {
      const text = 'x'.repeat(1024 * 1024);
      const rest = writePlainBytes(descriptor, text);
      expect(rest.length).toBeGreaterThan(0);
      expect(rest.length).toBeLessThan(text.length);
      const taken = Buffer.alloc(text.length);
      expect(readSync(descriptor, taken)).toBeGreaterThan(0);
    });
  });

  it('gives back everything when writing fails', () => {
    withDescriptor(openSync('/dev/full', 'w'), (descriptor) => {
      expect(() => writeSync(descriptor, 'x')).toThrow('ENOSPC');
      expect(Buffer.from(writePlainBytes(descriptor, 'text')).toString()).toBe('text');
    });
  });
});
