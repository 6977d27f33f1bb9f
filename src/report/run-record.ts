import type { EndDocument } from './json.ts';

/** By what people find a run again. */
export interface RunAbout {
  readonly ticket?: string;
  readonly technician?: string;
}

/** What a report file tells of one run. */
export interface RunRecord extends RunAbout {
  readonly schema: 'hivemend-report/1';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly program: {
    readonly version: string;
    readonly commit: string;
    readonly hivex: string;
    readonly node: string;
    readonly architecture: string;
  };
  readonly host: string;
  /** The command line's words. None of them is ever a secret: those come from files or are typed. */
  readonly arguments: readonly string[];
  readonly end: EndDocument;
}
