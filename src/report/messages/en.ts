import { enDiagnosis } from './en-diagnosis.ts';
import { enErrors } from './en-errors.ts';
import { enEvents } from './en-events.ts';
import { enGuided } from './en-guided.ts';
import { enHelp } from './en-help.ts';
import { enList } from './en-list.ts';
import { enLockedOut } from './en-locked-out.ts';
import { enMany } from './en-many.ts';
import { enPage } from './en-page.ts';
import { enPrevention } from './en-prevention.ts';
import { enRegistryWords } from './en-registry-words.ts';
import { enRemedies } from './en-remedies.ts';
import { enResults } from './en-results.ts';
import { enSnapshot } from './en-snapshot.ts';
import { enUsage } from './en-usage.ts';
import type { Messages } from './messages.ts';

export const en: Messages = {
  language: 'en',
  errors: enErrors,
  usage: enUsage,
  help: enHelp,
  results: enResults,
  list: enList,
  events: enEvents,
  diagnosis: enDiagnosis,
  prevention: enPrevention,
  remedies: enRemedies,
  guided: enGuided,
  lockedOut: enLockedOut,
  page: enPage,
  registry: enRegistryWords,
  many: enMany,
  snapshots: enSnapshot,
};
