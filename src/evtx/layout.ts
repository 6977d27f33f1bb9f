import { layoutsOf } from '../ground/layout.ts';

/** Declares a structure of the event log format. */
export const layout = layoutsOf({ truncated: 'event-log-truncated', signature: 'event-log-signature' });
