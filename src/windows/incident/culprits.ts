import {
  dwordFact,
  findKey,
  inSoftware,
  inSystem,
  type MachineRegistry,
  type RegistryFact,
} from './registry-fact.ts';

/**
 * What tools that strip Windows leave behind where it keeps people out, and no update has to do with it: services that sign-in
 * needs are off or gone, security is removed.
 */
export interface Culprit {
  readonly culprit: 'service-off' | 'service-missing' | 'defender-off';
  /** Name of the service. */
  readonly service?: string;
  readonly fact?: RegistryFact;
  /** What it is needed for. */
  readonly neededFor: 'hello' | 'biometrics' | 'microsoft-account' | 'credentials' | 'protection';
}

/** Services by their keys, which Windows 10 and 11 all have. */
const SERVICES: readonly (readonly [service: string, neededFor: Culprit['neededFor']])[] = [
  ['NgcSvc', 'hello'],
  ['NgcCtnrSvc', 'hello'],
  ['WbioSrvc', 'biometrics'],
  ['wlidsvc', 'microsoft-account'],
  ['VaultSvc', 'credentials'],
];

const START_DISABLED = 4;

/** @throws HiveError where the keys on the way are damaged. */
export function readCulprits(registry: MachineRegistry): readonly Culprit[] {
  return [...servicesOff(registry), ...defenderOff(registry)];
}

function servicesOff(registry: MachineRegistry): readonly Culprit[] {
  const all = findKey(registry, inSystem('Services'));
  // Where not even the usual ones are, the hive is no whole one.
  if (all.key?.subkey('EventLog') === undefined) return [];
  return SERVICES.flatMap(([service, neededFor]): Culprit[] => {
    if (all.key?.subkey(service) === undefined) return [{ culprit: 'service-missing', service, neededFor }];
    const fact = dwordFact(registry, inSystem('Services', service), 'Start');
    return fact?.content === START_DISABLED ? [{ culprit: 'service-off', service, fact, neededFor }] : [];
  });
}

function defenderOff(registry: MachineRegistry): readonly Culprit[] {
  const policy = inSoftware('Policies', 'Microsoft', 'Windows Defender');
  const fact = dwordFact(registry, policy, 'DisableAntiSpyware');
  return fact?.content === 1 ? [{ culprit: 'defender-off', fact, neededFor: 'protection' }] : [];
}
