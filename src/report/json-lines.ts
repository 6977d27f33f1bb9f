import type { DiskState, HiveError } from '../ground/errors.ts';
import type { InstallEvent, JobName, LINES_SCHEMA, TargetImage, TargetOutcome } from '../jobs/results.ts';

/**
 * What `--json-lines` writes about many targets: one of these in each line. The last line is the document, as with other
 * commands: see `documentLines`. The schema is in docs/json.md.
 */
export type OutputLine = {
  readonly schema: typeof LINES_SCHEMA;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly command: JobName;
} & LineContent;

export type LineContent = BeginLine | StepLine | ResultLine;

interface BeginLine {
  readonly event: 'begin';
  readonly target: string;
}

/** What happens to a target, but for the bytes of the running step. */
type StepLine = Exclude<InstallEvent, { readonly event: 'progress' }> & {
  readonly target: string;
  readonly image?: TargetImage;
};

/** How a target's turn ended; of an image with several Windows, one for each. */
export type ResultLine = {
  readonly event: 'result';
  readonly target: string;
  readonly image?: TargetImage;
  readonly outcome: TargetOutcome;
  readonly exitCode: number;
  readonly disk: DiskState;
  readonly dryRun: boolean;
} & ({ readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: HiveError });
