import type { Survey } from '../jobs/list.ts';
import { runIdentity } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';

/** This machine, as a place to look for Windows. */
export async function surveyPlace(surroundings: Surroundings): Promise<Survey> {
  const systemRoot =
    surroundings.system.flavour === 'windows' ? surroundings.environment('SystemRoot') : undefined;
  return {
    files: await surroundings.files(),
    ...(systemRoot === undefined ? {} : { systemRoot }),
    mounts: await surroundings.mounts(),
    run: runIdentity(surroundings),
  };
}
