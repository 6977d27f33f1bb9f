import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests in two projects. `npm run unit` runs those that need no more than Node, the npm packages and build/hivex.wasm,
 * and that together take a minute or two on 2 cores; `scripts/test` runs both.
 *
 * What is no unit test is listed here, and not by an ending of its name, so that a test lies where its source lies.
 * test/test-groups.test.ts refuses a unit test that reaches for what has to be installed or packaged.
 */
export const THOROUGH = [
  // Start hivemend as it is handed out: executables, Wine, QEMU, terminals.
  'test/e2e/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/**/wine-*.test.ts',
  // Ask readers of hives and event logs that nobody here wrote.
  'test/**/native-*.test.ts',
  'test/evtx/judges.test.ts',
  'test/hivex/edits.property.test.ts',
  'test/hivex/upstream-hives.test.ts',
  // Mount volumes, as root.
  'test/files/node/windows-traits.test.ts',
  'test/imaging/*.test.ts',
  // Sweep: a fault at every call, a cut at every write, damage of every kind, every hive there is.
  'test/crash/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/property/**/*.test.ts',
  'test/**/*-fuzz.test.ts',
  'test/evtx/bounds.test.ts',
  'test/regf/structure-check.test.ts',
  // Write hives of megabytes, and of thousands of keys and values.
  'test/change/writer/free-cells.test.ts',
  'test/change/writer/subkeys-lists.test.ts',
  'test/change/writer/value-cells.test.ts',
  'test/real-hives*.test.ts',
];

/** They take minutes each with whole sweeps. One that begins last keeps one core alone at the end. */
export const LONGEST = [
  'test/crash/recovery-sweep.test.ts',
  'test/crash/repair-sweep.test.ts',
  'test/crash/wim-sweep.test.ts',
  'test/crash/killed-program.test.ts',
  'test/property/changes.test.ts',
  'test/crash/snapshot-sweep.test.ts',
  'test/crash/power-cuts.test.ts',
  'test/crash/together-sweep.test.ts',
  'test/property/mutated-hives.test.ts',
];

/** Without what earlier runs took, which a fresh clone does not know, Vitest begins with the largest files. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number =>
      LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`)) >>> 0;
    return others.sort((a, b) => rank(a) - rank(b));
  }
}

const INCLUDE = ['test/**/*.test.ts'];

/** See test/support/sweep-size.ts. */
const { HIVEMEND_SWEEPS } = process.env;
const isFull = HIVEMEND_SWEEPS === 'full';
const testTimeout = isFull ? 600_000 : 60_000;

export default defineConfig({
  test: {
    // By itself Vitest leaves one core to others, which is half of two.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      // A file that finds what earlier ones loaded takes a third less; no unit test changes what a module holds.
      {
        extends: true,
        test: { name: 'unit', include: INCLUDE, exclude: THOROUGH, testTimeout, isolate: false },
      },
      { extends: true, test: { name: 'thorough', include: THOROUGH, testTimeout } },
    ],
  },
});
