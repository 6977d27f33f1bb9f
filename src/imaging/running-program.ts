import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { stopIfCancelled } from '../install/tools.ts';
import { ENVIRONMENT, explained, LONG_MS, type ProgramName, QUICK_MS, refuseFailure } from './programs.ts';
import type { ImagingTools } from './tools.ts';

/** A program that serves for as long as it runs: a driver of a file system, a server of blocks. */
export interface Server {
  readonly program: ProgramName;
  readonly args: readonly string[];
  /** The image, for errors. */
  readonly path: FilePath;
  /** Whether it serves. */
  isReady(): Promise<boolean>;
  /** Makes it end, if it serves; `ask` is the signal to do so. May be called again and again. */
  end(ask: () => void): Promise<unknown>;
}

const LOOK_MS = 20;

/**
 * Runs `body` while another program serves it. Afterwards the program has ended by itself, and has written all that it had.
 * @throws HiveError 'program-missing', 'program-failed', 'cancelled' before `body` is run; 'image-uncertain' when it did not end well
 *   after it, where `body` told of a change.
 */
export async function whileServed<Result extends { readonly isChanged: boolean }>(
  tools: ImagingTools,
  server: Server,
  body: () => Promise<Result>,
): Promise<Result> {
  const running = startServer(tools, server);
  try {
    await running.untilReady();
    const result = await body();
    await running.end(result.isChanged);
    return result;
  } catch (error) {
    // What went wrong first is the one to tell.
    await running.end(false).catch(() => undefined);
    throw error;
  }
}

type Ending = { readonly failure?: unknown };

function startServer(tools: ImagingTools, server: Server) {
  const { program, path, args } = server;
  const [ask, stop] = [new AbortController(), new AbortController()];
  let ending: Ending | undefined;
  let hasServed = false;
  const options = { isApart: true, ask: ask.signal, stop: stop.signal, environment: ENVIRONMENT };
  const ended = tools.commands
    .run(program, args, options)
    .then((result): Ending => {
      try {
        refuseFailure(program, path, result);
        return {};
      } catch (failure) {
        return { failure };
      }
    })
    .catch((error: unknown): Ending => ({ failure: explained(program, path, error) }))
    .then((found) => {
      ending = found;
      return found;
    });

  const until = async (isSo: () => Promise<boolean>, usualMs = QUICK_MS): Promise<boolean> => {
    const limitMs = tools.timeLimitMs ?? usualMs;
    for (let waited = 0; waited < limitMs; waited += LOOK_MS) {
      if (await isSo()) return true;
      await tools.pause(LOOK_MS);
    }
    return isSo();
  };

  return {
    async untilReady(): Promise<void> {
      const isReady = await until(async () => {
        stopIfCancelled(tools);
        return ending !== undefined || (await server.isReady());
      });
      if (ending !== undefined) throw ending.failure ?? failed('ended');
      if (!isReady) throw failed('ETIMEDOUT');
      hasServed = true;
    },
    async end(isChanged: boolean): Promise<void> {
      if (!hasServed) ask.abort();
      const hasEnded = await until(
        async () => {
          // It may begin to serve in this moment.
          if (ending === undefined) await server.end(() => ask.abort());
          return ending !== undefined;
        },
        // What was changed may still be on its way to a slow disk.
        isChanged ? LONG_MS : QUICK_MS,
      );
      if (!hasEnded) stop.abort();
      const { failure } = await ended;
      if (failure !== undefined && isChanged)
        throw new HiveError('image-uncertain', { path, program }, { cause: failure });
    },
  };

  function failed(cause: string): HiveError {
    return new HiveError('program-failed', { program, path, cause });
  }
}
