import type { QueriedKey, RegistryDifference } from '../jobs/registry-results.ts';
import type {
  CheckResult,
  InstallEvent,
  JobName,
  LINES_SCHEMA,
  RepairResult,
  TargetEnd,
  TargetImage,
  TargetOutcome,
  UndoOutcome,
} from '../jobs/results.ts';
import type { EndDocument } from './json.ts';

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
  readonly outcome: TargetOutcome;
  readonly dryRun: boolean;
} & TargetEnd<TargetResult>;

/** What a job says of one target that it was done for. */
export type TargetResult = CheckResult | RepairResult | UndoOutcome;

/** One of what `query` or `diff` found. */
export interface ItemLine {
  readonly event: 'item';
  /** Text: a line of a .reg file. */
  readonly item: QueriedKey | RegistryDifference | string;
}

/** The last line: the document. Of a list that was told item by item it has nothing. */
export type EndLine = { readonly event: 'end' } & EndDocument;
