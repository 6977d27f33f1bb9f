import { jaDiagnosis } from './ja-diagnosis.ts';
import { jaErrors } from './ja-errors.ts';
import { jaEvents } from './ja-events.ts';
import { jaGuided } from './ja-guided.ts';
import { jaHelp } from './ja-help.ts';
import { jaList } from './ja-list.ts';
import { jaLockedOut } from './ja-locked-out.ts';
import { jaMany } from './ja-many.ts';
import { jaPage } from './ja-page.ts';
import { jaPrevention } from './ja-prevention.ts';
import { jaRegistryWords } from './ja-registry-words.ts';
import { jaRemedies } from './ja-remedies.ts';
import { jaResults } from './ja-results.ts';
import { jaSnapshot } from './ja-snapshot.ts';
import { jaUsage } from './ja-usage.ts';
import type { Messages } from './messages.ts';

export const ja: Messages = {
  language: 'ja',
  errors: jaErrors,
  usage: jaUsage,
  help: jaHelp,
  results: jaResults,
  list: jaList,
  events: jaEvents,
  diagnosis: jaDiagnosis,
  prevention: jaPrevention,
  remedies: jaRemedies,
  guided: jaGuided,
  lockedOut: jaLockedOut,
  page: jaPage,
  registry: jaRegistryWords,
  many: jaMany,
  snapshots: jaSnapshot,
};
