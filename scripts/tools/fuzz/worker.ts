import { readFileSync } from 'node:fs';
import { loadHivex } from '../../../src/hivex/load.ts';
import { compileStructureCheck } from '../../../src/regf/structure-check.ts';
import { loadCorpus } from './corpus.ts';
import { makeCase } from './fuzz-case.ts';

/** The process that runs the cases. It may hang or be ended by the system: another one watches it (watch.ts). */

export type Message =
  | { readonly began: number }
  | {
      readonly ended: number;
      readonly seed: string;
      readonly outcome: string;
      /** A finding; undefined when all is well. */
      readonly problem?: string;
      readonly cpuMs: number;
      /** Peak resident memory of this process so far. */
      readonly peakMiB: number;
    };

/** Runs the cases from `first` on, until it is stopped. */
export async function work(seed: number, first: number, count: number): Promise<void> {
  const tools = {
    hivex: loadHivex(readFileSync('build/hivex.wasm')),
    structure: compileStructureCheck(readFileSync('build/hive-check.wasm')),
  };
  const corpus = loadCorpus();
  for (let index = first; index < first + count; index += 1) {
    await send({ began: index });
    const started = process.cpuUsage();
    const fuzzCase = makeCase(corpus, seed, index);
    let outcome = 'finding';
    let problem: string | undefined;
    try {
      outcome = await fuzzCase.run(tools);
    } catch (error) {
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const { user, system } = process.cpuUsage(started);
    const peakMiB = process.resourceUsage().maxRSS / 1024;
    const facts = { ended: index, seed: fuzzCase.seed, outcome, cpuMs: (user + system) / 1000, peakMiB };
    await send(problem === undefined ? facts : { ...facts, problem });
  }
  process.disconnect?.();
}

function send(message: Message): Promise<void> {
  return new Promise((sent, failed) => {
    if (process.send === undefined) throw new Error('the worker is started by scripts/tools/fuzz.ts');
    process.send(message, (error: Error | null) => (error === null ? sent() : failed(error)));
  });
}
