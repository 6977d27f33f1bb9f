import type { Desk, HandedKey, HandOver } from '../jobs/prevention-desk.ts';
import { linesOf, printable } from '../report/printed.ts';
import { wrap } from '../report/text-layout.ts';
import type { Context } from './context.ts';
import type { KeyFile } from './terminal/key-file.ts';
import { askYesOrNo } from './terminal/prompt.ts';
import { confirm } from './terminal/questions.ts';

/** A person at the terminal, or `--yes`, as `prevent` asks them. */
export function deskOf(context: Context, keyFile: KeyFile | undefined): Desk {
  const { words, canAsk } = context;
  const handOver =
    keyFile !== undefined
      ? (key: HandedKey) => saved(context, keyFile, key)
      : canAsk
        ? (key: HandedKey) => shown(context, key)
        : undefined;
  return {
    agrees: (proposal) => confirm(context, words.prevention.question(proposal)),
    ...(handOver === undefined ? {} : { handOver }),
  };
}

async function saved({ words }: Context, file: KeyFile, key: HandedKey): Promise<HandOver> {
  await file.write(words.prevention.keyText(key.volume, key.keyId, key.password.reveal()));
  return { isTaken: true, savedTo: file.path };
}

/** Once, on the screen alone: past the log, and never as a part of the result. */
async function shown(context: Context, key: HandedKey): Promise<HandOver> {
  const { words, surroundings, style, saysYes } = context;
  const { prevention } = words;
  const rows = prevention.keyRows(key.keyId, key.password.reveal());
  const lines = [
    ...wrap(prevention.keyShown(key.volume), style.width),
    ...rows.map((row) => printable(`  ${row}`)),
  ];
  surroundings.stderr.write(linesOf(lines));
  if (saysYes) return { isTaken: true };
  return { isTaken: await askYesOrNo(surroundings, prevention.keptQuestion, style) };
}
