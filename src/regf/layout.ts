import { layoutsOf } from '../ground/layout.ts';

/** Declares a structure of the hive format. */
export const layout = layoutsOf({ truncated: 'hive-truncated', signature: 'hive-signature' });
