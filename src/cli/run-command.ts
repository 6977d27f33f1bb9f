import { HiveError } from '../ground/errors.ts';
import type { JobName } from '../jobs/results.ts';
import { type EndDocument, SCHEMA } from '../report/json.ts';
import { ProgressLine } from '../report/person/progress.ts';
import { printable } from '../report/printed.ts';
import { wrap } from '../report/text-layout.ts';
import type { Command, CommandArguments, CommandEnd } from './command.ts';
import type { Context } from './context.ts';
import { machineOf } from './machine.ts';
import type { Session } from './session.ts';

/** A command's end with its name. */
export interface NamedEnd<Name extends JobName> {
  readonly command: Name;
  readonly end: CommandEnd<Name>;
}

/**
 * Runs one command and tells its end.
 * @throws HiveError what the command could not continue from; 'cancelled' after Ctrl+C.
 */
export async function runCommand<Name extends JobName>(
  command: Command<Name>,
  args: CommandArguments,
  session: Session,
): Promise<number> {
  const { name, writes } = command;
  await session.openFiles(args.options);
  return runInContext(session, writes, async (context) => ({
    command: name,
    end: await command.run(context, args),
  }));
}

/** Gives `body` what it needs to ask, to tell and to be stopped, and tells its end. */
export async function runInContext<Name extends JobName>(
  session: Session,
  writes: boolean,
  body: (context: Context) => Promise<NamedEnd<Name>>,
): Promise<number> {
  const { words, surroundings } = session;
  let progress: ProgressLine | undefined;
  const interrupt = listenForInterrupt(session);
  const context: Context = {
    surroundings,
    machine: machineOf(surroundings),
    words,
    get style() {
      return session.messageStyle;
    },
    get resultStyle() {
      return session.resultStyle;
    },
    get canAsk() {
      return session.canAsk;
    },
    saysYes: session.saysYes,
    tell: (event) => {
      session.log(event.event, event);
      if (event.event === 'warning' && !session.wantsJson) {
        progress?.clear();
        session.showMessage(wrap(words.results.warning(event.warning), session.messageStyle.width));
      }
      if (session.loudness === 'verbose' && event.event === 'step') {
        progress?.clear();
        session.showMessage([printable(`${words.results.step[event.step]} ...`)]);
      }
      if (session.canAsk && session.loudness !== 'quiet') {
        progress ??= new ProgressLine(surroundings.stderr, words, surroundings.clock);
        progress.tell(event);
      }
    },
    log: (event, details) => session.log(event, details),
    isCancelled: interrupt.isCancelled,
  };
  try {
    const running = body(context);
    // What is mounted or taken out of an image is put away first.
    const cancelled = interrupt.cancelled.catch(async (error: unknown) => {
      if (context.machine.openImages.size > 0) await running.catch(() => undefined);
      throw error;
    });
    cancelled.catch(() => undefined);
    const { command, end } = await (writes ? running : Promise.race([running, cancelled]));
    progress?.clear();
    const goOn = () => {
      if (!writes && interrupt.isCancelled()) throw new HiveError('cancelled', {});
    };
    return await tellEnd(command, end, session, goOn);
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

async function tellEnd<Name extends JobName>(
  command: Name,
  { ok, disk, result, exitCode, isStreamed = false, closing = [] }: CommandEnd<Name>,
  session: Session,
  goOn: () => void,
): Promise<number> {
  const document = { schema: SCHEMA, command, ok, disk, result } as EndDocument;
  if (session.wantsJson) {
    await session.showDocument(document, goOn);
  } else {
    const { resultLines } = await import('../report/person/results.ts');
    const style = isStreamed ? session.messageStyle : session.resultStyle;
    const detail = session.loudness === 'verbose' ? 'full' : 'brief';
    const lines = await resultLines(command, result, session.words, style, detail);
    if (session.loudness === 'quiet') {
      const { failures } = await import('../report/person/failures.ts');
      session.showMessage(failures(result, session.words, session.messageStyle));
    }
    if (isStreamed) session.showMessage([...lines]);
    else await session.showLongResult(lines, goOn);
    session.showResult(closing);
  }
  await session.closeFiles(document);
  return exitCode;
}
