import type { ErrorCode, ErrorDetails } from '../../ground/errors.ts';
import type { DiagnosisMessages } from './diagnosis-messages.ts';
import type { EventMessages } from './event-messages.ts';
import type { GuidedMessages } from './guided-messages.ts';
import type { HelpMessages } from './help-messages.ts';
import type { ListMessages } from './list-messages.ts';
import type { LockedOutMessages } from './locked-out-messages.ts';
import type { ManyMessages } from './many-messages.ts';
import type { PageMessages } from './page-messages.ts';
import type { PreventionMessages } from './prevention-messages.ts';
import type { RegistryMessages } from './registry-messages.ts';
import type { RemedyMessages } from './remedy-messages.ts';
import type { ResultMessages } from './result-messages.ts';
import type { SnapshotMessages } from './snapshot-messages.ts';

/** All words of one language. A language that lacks one does not compile. */
export interface Messages {
  readonly language: Language;
  readonly errors: ErrorMessages;
  readonly usage: UsageMessages;
  readonly help: HelpMessages;
  readonly results: ResultMessages;
  readonly list: ListMessages;
  readonly events: EventMessages;
  readonly diagnosis: DiagnosisMessages;
  readonly prevention: PreventionMessages;
  readonly remedies: RemedyMessages;
  readonly guided: GuidedMessages;
  readonly lockedOut: LockedOutMessages;
  readonly page: PageMessages;
  readonly registry: RegistryMessages;
  readonly many: ManyMessages;
  readonly snapshots: SnapshotMessages;
}

export type Language = 'en' | 'ja';

/** One sentence that says what is wrong, and what to do about it. */
export interface Advice {
  readonly what: string;
  readonly next: string;
  /** Command lines that carry `next` out, in their order, to be pasted. */
  readonly commands?: readonly string[];
  /** Whether it is a mistake of hivemend's that should be reported. */
  readonly isToReport?: true;
}

export type ErrorMessages = {
  readonly [Code in ErrorCode]: (details: ErrorDetails[Code]) => Advice;
};

/** What can be wrong with the command line, which declares it. */
export type UsageProblem = ErrorDetails['usage'];

export type UsageMessages = {
  readonly [Kind in UsageProblem['kind']]: (
    problem: Extract<UsageProblem, { readonly kind: Kind }>,
  ) => string;
};

/** Loads the words of one language only. */
export async function loadMessages(language: Language): Promise<Messages> {
  return language === 'ja' ? (await import('./ja.ts')).ja : (await import('./en.ts')).en;
}
