import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { FilePath } from '../brand.ts';
import { asking, hiveErrorFrom } from './node-error.ts';

/** Up to this size a hash is done before a thread has started. */
const SMALL = 4 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/**
 * The thread's whole program. It is text because a bundle in one file, and a single executable even more so, has no
 * second file to start a thread from.
 */
const THREAD = `
const { createHash } = require('node:crypto');
const { openSync, readSync, closeSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
let answer;
try {
  const file = openSync(workerData.path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(workerData.chunk);
    for (;;) {
      const length = readSync(file, chunk, 0, chunk.length, null);
      if (length === 0) break;
      hash.update(length === chunk.length ? chunk : chunk.subarray(0, length));
    }
    answer = { sha256: hash.digest('hex') };
  } finally {
    closeSync(file);
  }
} catch (error) {
  answer = { code: error.code, errno: error.errno, message: error.message };
}
parentPort.postMessage(answer);
`;

interface ThreadAnswer {
  readonly sha256?: string;
  readonly code?: string;
  readonly errno?: number;
  readonly message?: string;
}

/**
 * SHA-256 of a file, lower-case hexadecimal. A big file is hashed in a thread of its own, so that the caller can do
 * something else meanwhile; where no thread can be started (too little memory in a recovery system), here.
 * @throws HiveError as reading a file does
 */
export async function sha256OfFile(path: FilePath, size: number): Promise<string> {
  if (size > SMALL) {
    const answer = await hashInThread(path);
    if (answer?.sha256 !== undefined) return answer.sha256;
    if (answer?.code !== undefined) {
      const { code, errno, message } = answer;
      const error: NodeJS.ErrnoException = new Error(message);
      error.code = code;
      if (errno !== undefined) error.errno = errno;
      throw hiveErrorFrom(error, path, 'read');
    }
  }
  return asking(path, 'read', () => hashHere(path));
}

/** Undefined when there is no answer because the thread could not start or was ended by the system. */
function hashInThread(path: FilePath): Promise<ThreadAnswer | undefined> {
  return new Promise((settle) => {
    let thread: Worker;
    try {
      thread = new Worker(THREAD, { eval: true, workerData: { path, chunk: CHUNK } });
    } catch {
      settle(undefined);
      return;
    }
    thread.once('message', (answer: ThreadAnswer) => settle(answer));
    thread.once('error', () => settle(undefined));
    thread.once('exit', () => settle(undefined));
  });
}

async function hashHere(path: FilePath): Promise<string> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
