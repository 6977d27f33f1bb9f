import type { DiskState } from '../../ground/errors.ts';

/** Words of the HTML report. */
export interface PageMessages {
  readonly title: string;
  readonly labels: {
    readonly started: string;
    readonly finished: string;
    readonly ticket: string;
    readonly technician: string;
    readonly computer: string;
    readonly program: string;
    readonly commandLine: string;
    readonly disk: string;
    readonly changedRanges: string;
    readonly changedKeys: string;
    readonly backupFiles: string;
  };
  readonly headings: {
    readonly run: string;
    readonly replay: string;
    readonly proof: string;
  };
  readonly disk: Readonly<Record<DiskState, string>>;
  readonly failed: string;
  readonly range: (offset: number, length: number) => string;
  readonly log: (facts: {
    readonly entries: number;
    readonly first: number;
    readonly last: number;
    readonly pages: number;
    readonly bytes: number;
  }) => string;
  readonly footer: string;
}
