import type { Hivex } from '../hivex/load.ts';
import type { InstallTools } from '../install/tools.ts';

/** What a job that writes is handed by whoever wires it. */
export interface JobTools extends InstallTools {
  /** Loads the WebAssembly module; called only when there is something to edit. */
  readonly loadHivex: () => Promise<Hivex>;
}
