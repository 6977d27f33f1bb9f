import type { ChangeTools } from '../change/apply.ts';
import type { InstallTools } from '../install/tools.ts';

/** What a job that writes is handed by whoever wires it. */
export type JobTools = InstallTools & ChangeTools;
