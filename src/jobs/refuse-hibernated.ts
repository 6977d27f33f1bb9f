import type { Hibernation } from '../disk/hibernation.ts';
import { HiveError } from '../ground/errors.ts';

/**
 * A hibernated Windows would lose the change, or be damaged by it.
 * @param found undefined where the hive lies outside a Windows folder.
 * @throws HiveError 'windows-hibernated'
 */
export function refuseHibernated(found: Hibernation | undefined): void {
  if (found?.state === 'hibernated') {
    throw new HiveError('windows-hibernated', { path: found.path, signature: found.signature });
  }
}
