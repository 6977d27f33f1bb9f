import { HiveError } from '../errors.ts';
import { type EndDocument, SCHEMA } from '../report/json.ts';
import { ProgressLine } from '../report/person/progress.ts';
import type { Results } from '../report/results.ts';
import type { Command, CommandArguments, CommandEnd } from './command.ts';
import type { Context } from './context.ts';
import type { Session } from './session.ts';

/**
 * Runs one command and tells its end.
 * @throws HiveError what the command could not continue from; 'cancelled' after Ctrl+C.
 */
export async function runCommand<Name extends keyof Results>(
  command: Command<Name>,
  args: CommandArguments,
  session: Session,
): Promise<number> {
  await session.openFiles(args.options);
  const { words, surroundings, canAsk } = session;
  const { stderr, clock } = surroundings;
  const progress = canAsk ? new ProgressLine(stderr, words, clock) : undefined;
  const interrupt = listenForInterrupt(session);
  const context: Context = {
    surroundings,
    words,
    style: session.messageStyle,
    canAsk,
    tell: (event) => {
      session.log(event.event, event);
      progress?.tell(event);
    },
    isCancelled: interrupt.isCancelled,
  };
  try {
    const running = command.run(context, args);
    const end = await (command.writes ? running : Promise.race([running, interrupt.cancelled]));
    progress?.clear();
    return await tellEnd(command.name, end, session);
  } finally {
    progress?.clear();
    interrupt.stopListening();
  }
}

/**
 * Ctrl+C ends a command that only reads at once. One that writes looks at `isCancelled` where stopping leaves nothing
 * half done, which is before the write begins.
 */
function listenForInterrupt({ surroundings }: Session) {
  let isCancelled = false;
  let stopListening = (): void => undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    stopListening = surroundings.onInterrupt(() => {
      isCancelled = true;
      reject(new HiveError('cancelled', {}));
    });
  });
  cancelled.catch(() => undefined);
  return { cancelled, isCancelled: () => isCancelled, stopListening: () => stopListening() };
}

async function tellEnd<Name extends keyof Results>(
  command: Name,
  { ok, disk, result, exitCode }: CommandEnd<Name>,
  session: Session,
): Promise<number> {
  const document = { schema: SCHEMA, command, ok, disk, result } as EndDocument;
  if (session.wantsJson) {
    await session.showDocument(document);
  } else {
    const { resultLines } = await import('../report/person/results.ts');
    session.showResult(resultLines(command, result, session.words, session.resultStyle));
  }
  await session.closeFiles(document);
  return exitCode;
}
