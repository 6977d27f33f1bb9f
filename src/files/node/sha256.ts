import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FilePath } from '../../ground/brand.ts';
import { APART, bulkMemory } from '../../ground/bulk-memory.ts';
import { letGo, system } from './calls.ts';
import { asking, hiveErrorFrom } from './error.ts';

/** Up to this size a hash is done before a thread has started: that takes some 30 ms, as long as hashing 50 MiB. */
const SMALL = 32 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/**
 * The thread's whole program. It is text because a bundle in one file, and a single executable even more so, has no
 * second file to start a thread from.
 */
const THREAD = `
const { createHash } = require('node:crypto');
const { openSync, readSync, closeSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
// As bulkMemory does it, which can't be imported here.
const chunk = new Uint8Array(workerData.chunk + workerData.apart).subarray(workerData.apart);
function hash(path) {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    for (;;) {
      const length = readSync(file, chunk, 0, chunk.length, null);
      if (length === 0) return hash.digest('hex');
      hash.update(length === chunk.length ? chunk : chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
parentPort.on('message', (path) => {
  try {
    parentPort.postMessage({ sha256: hash(path) });
  } catch (error) {
    parentPort.postMessage({ code: error.code, errno: error.errno, message: error.message });
  }
});
`;

interface ThreadAnswer {
  readonly sha256?: string;
  readonly code?: string;
  readonly errno?: number;
  readonly message?: string;
}

/**
 * SHA-256 of a file, lower-case hexadecimal. Big files are hashed in a thread, so that the caller can do something else
 * meanwhile; where no thread can be started (too little memory in a recovery system), here.
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

type Settle = (answer: ThreadAnswer | undefined) => void;

/** A thread with the questions that it has not answered yet, in their order. */
interface HashThread {
  readonly worker: Worker;
  readonly waiting: Settle[];
}

/** Kept for the next file. An idle thread does not keep the program from ending. */
let running: HashThread | undefined;

/** Undefined when there is no answer because the thread could not start or was ended by the system. */
function hashInThread(path: FilePath): Promise<ThreadAnswer | undefined> {
  return new Promise((settle) => {
    try {
      running ??= startThread();
    } catch {
      settle(undefined);
      return;
    }
    running.waiting.push(settle);
    running.worker.ref();
    running.worker.postMessage(path);
  });
}

function startThread(): HashThread {
  const worker = new Worker(THREAD, { eval: true, workerData: { chunk: CHUNK, apart: APART } });
  const waiting: Settle[] = [];
  const end = (): void => {
    running = undefined;
    for (const settle of waiting.splice(0)) settle(undefined);
  };
  worker.on('message', (answer: ThreadAnswer) => {
    waiting.shift()?.(answer);
    if (waiting.length === 0) worker.unref();
  });
  worker.once('error', end);
  worker.once('exit', end);
  return { worker, waiting };
}

async function hashHere(path: FilePath): Promise<string> {
  const file = await system.open(path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = bulkMemory(CHUNK);
    for (;;) {
      const { bytesRead } = await system.read(file, chunk, 0, chunk.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await letGo(file);
  }
}
