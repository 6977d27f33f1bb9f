import { readFileSync } from 'node:fs';
import { asking } from './error.ts';

/** Standard input, which a parent may have closed, or given in a form that Node can't make a stream of. */
export interface NodeInput {
  readonly isTerminal: boolean;
  /** @throws HiveError 'file-read' when it can't be read at all */
  readAll(): Promise<Uint8Array>;
}

/** @param open gives Node's stream, or throws where it can make none */
export function nodeInput(descriptor: number, open: () => NodeJS.ReadStream): NodeInput {
  const stream = (): NodeJS.ReadStream | undefined => {
    try {
      return open();
    } catch {
      return undefined;
    }
  };
  return {
    get isTerminal() {
      return stream()?.isTTY === true;
    },
    readAll: () =>
      asking('-', 'read', async () => {
        const input = stream();
        if (input === undefined) return readFileSync(descriptor);
        const chunks: Buffer[] = [];
        for await (const chunk of input) chunks.push(Buffer.from(chunk));
        return Buffer.concat(chunks);
      }),
  };
}
