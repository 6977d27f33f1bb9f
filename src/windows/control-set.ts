import type { RegistryView } from '../regf/registry-view.ts';

/**
 * The name of the control set that the last start used, such as `ControlSet001`: `Select\Current` has its number. Windows
 * makes the key `CurrentControlSet` a link to it, which no hive on a disk has.
 * @param system a SYSTEM hive.
 * @returns undefined when the hive does not say.
 */
export function currentControlSet(system: RegistryView): string | undefined {
  const number = system.find(['Select'])?.value('Current')?.asDword();
  return number === undefined ? undefined : `ControlSet${String(number).padStart(3, '0')}`;
}

/** Whether a path in a SYSTEM hive begins with that link. */
export function isBelowControlSet([first]: readonly string[]): boolean {
  return first?.toUpperCase() === 'CURRENTCONTROLSET';
}
