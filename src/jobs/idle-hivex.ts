import type { Hivex } from '../hivex/load.ts';
import type { Machine } from './machine.ts';
import type { JobTools } from './tools.ts';

/** An instance keeps the memory of the largest hive that it ever held; one that holds more is let go. Bytes. */
const WORTH_KEEPING = 64 * 1024 * 1024;

/**
 * Runs `body` with tools that take an instance of hivex which an earlier target of this run is done with. Compiling one
 * and giving it memory takes longer than all else that a small hive needs, and the memory is garbage afterwards.
 */
export async function withIdleHivex<Result>(
  { idleHivex }: Machine,
  tools: JobTools,
  body: (tools: JobTools) => Promise<Result>,
): Promise<Result> {
  if (idleHivex === undefined) return body(tools);
  const taken: Hivex[] = [];
  const loadHivex = async (): Promise<Hivex> => {
    const hivex = idleHivex.pop() ?? (await tools.loadHivex());
    taken.push(hivex);
    return hivex;
  };
  try {
    return await body({ ...tools, loadHivex });
  } finally {
    idleHivex.push(...taken.filter(({ memorySize }) => memorySize <= WORTH_KEEPING));
  }
}
