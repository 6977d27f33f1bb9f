import {
  dwordFact,
  inSoftware,
  inSystem,
  type KeyPlace,
  type MachineRegistry,
  type RegistryFact,
} from './registry-fact.ts';

/**
 * What the registry configures: Enhanced Sign-in Security (ESS), virtualization-based security (VBS) and what stands on it.
 * Whether it runs, only logs and the running system know.
 */
export interface SecurityFeatures {
  readonly ess: EssConfiguration;
  readonly vbs: Switch;
  /** Memory integrity (HVCI). */
  readonly memoryIntegrity: Switch;
  readonly credentialGuard: Switch;
  /** Everything that was found, in the order in which it was looked for. */
  readonly facts: readonly RegistryFact[];
}

/** 'unset': no value says, and Windows decides by itself. 'unknown': the hive that would say can't be read. */
export interface Switch {
  readonly state: 'on' | 'off' | 'unset' | 'unknown';
  readonly decidedBy?: RegistryFact;
}

export interface EssConfiguration {
  /**
   * 'configured': a value turns it on. 'not-disabled': no value turns it off, which is what Windows starts from. 'off': a value
   * turns it off, for instance so that an external camera can be used.
   */
  readonly state: 'configured' | 'not-disabled' | 'off' | 'unknown';
  readonly decidedBy?: RegistryFact;
}

const WINBIO = inSoftware('Microsoft', 'Windows', 'CurrentVersion', 'WinBio');
const ESS_POLICY = inSoftware('Microsoft', 'Policies', 'PassportForWork', 'Biometrics');
const DEVICE_GUARD = inSystem('Control', 'DeviceGuard');
const SCENARIO = (name: string): KeyPlace => inSystem('Control', 'DeviceGuard', 'Scenarios', name);
const DEVICE_GUARD_POLICY = inSoftware('Policies', 'Microsoft', 'Windows', 'DeviceGuard');
const LSA = inSystem('Control', 'Lsa');

interface Row {
  readonly place: KeyPlace;
  readonly name: string;
  /** What the value means; undefined: nothing by itself. */
  readonly means: (value: number) => 'on' | 'off' | undefined;
}

const onUnlessZero = (value: number): 'on' | 'off' => (value === 0 ? 'off' : 'on');
const noMeaning = (): undefined => undefined;

/**
 * In the order in which Windows asks: the first that is there decides. Sources: Microsoft, "PassportForWork CSP",
 * EnableESSwithSupportedPeripherals (0 turns ESS off); "Windows Hello Enhanced Sign-in Security" for the rest.
 */
const ESS_ROWS: readonly Row[] = [
  {
    place: SCENARIO('SecureBiometrics'),
    name: 'Enabled',
    means: (value) => (value === 0 ? 'off' : undefined),
  },
  { place: ESS_POLICY, name: 'EnableESSwithSupportedPeripherals', means: onUnlessZero },
  { place: WINBIO, name: 'EnableESS', means: onUnlessZero },
  // Sign-in with an external camera or fingerprint reader, in Settings: on means that ESS is off.
  {
    place: WINBIO,
    name: 'SupportPeripheralsWithEnhancedSignInSecurity',
    means: (value) => (value === 1 ? 'off' : undefined),
  },
  { place: SCENARIO('SecureBiometrics'), name: 'Enabled', means: (value) => (value === 0 ? 'off' : 'on') },
];

const VBS_ROWS: readonly Row[] = [
  { place: DEVICE_GUARD_POLICY, name: 'EnableVirtualizationBasedSecurity', means: onUnlessZero },
  { place: DEVICE_GUARD, name: 'EnableVirtualizationBasedSecurity', means: onUnlessZero },
];
const MEMORY_INTEGRITY_ROWS: readonly Row[] = [
  { place: DEVICE_GUARD_POLICY, name: 'HypervisorEnforcedCodeIntegrity', means: onUnlessZero },
  { place: SCENARIO('HypervisorEnforcedCodeIntegrity'), name: 'Enabled', means: onUnlessZero },
];
const CREDENTIAL_GUARD_ROWS: readonly Row[] = [
  { place: DEVICE_GUARD_POLICY, name: 'LsaCfgFlags', means: onUnlessZero },
  { place: LSA, name: 'LsaCfgFlags', means: onUnlessZero },
  { place: LSA, name: 'LsaCfgFlagsDefault', means: onUnlessZero },
  { place: SCENARIO('CredentialGuard'), name: 'Enabled', means: onUnlessZero },
];
/** Told, and deciding nothing. */
const OTHER_ROWS: readonly Row[] = [
  { place: WINBIO, name: 'NonEssSensorsBlocked', means: noMeaning },
  { place: DEVICE_GUARD, name: 'RequirePlatformSecurityFeatures', means: noMeaning },
  { place: DEVICE_GUARD, name: 'Locked', means: noMeaning },
  { place: SCENARIO('WindowsHello'), name: 'Enabled', means: noMeaning },
];

/** @throws HiveError where the keys on the way are damaged. */
export function readSecurityFeatures(registry: MachineRegistry): SecurityFeatures {
  const ess = decide(registry, ESS_ROWS);
  const rows = [...ESS_ROWS, ...VBS_ROWS, ...MEMORY_INTEGRITY_ROWS, ...CREDENTIAL_GUARD_ROWS, ...OTHER_ROWS];
  const facts = rows.flatMap(({ place, name }) => dwordFact(registry, place, name) ?? []);
  return {
    ess: { ...ess, state: ESS_STATES[ess.state] },
    vbs: decide(registry, VBS_ROWS),
    memoryIntegrity: decide(registry, MEMORY_INTEGRITY_ROWS),
    credentialGuard: decide(registry, CREDENTIAL_GUARD_ROWS),
    facts: facts.filter((fact, index) => facts.findIndex((other) => isSame(fact, other)) === index),
  };
}

const ESS_STATES = { on: 'configured', off: 'off', unset: 'not-disabled', unknown: 'unknown' } as const;

function decide(registry: MachineRegistry, rows: readonly Row[]): Switch {
  for (const { place, name, means } of rows) {
    const fact = dwordFact(registry, place, name);
    const state = fact === undefined ? undefined : means(fact.content);
    if (fact !== undefined && state !== undefined) return { state, decidedBy: fact };
  }
  return { state: registry.system === undefined ? 'unknown' : 'unset' };
}

function isSame(one: RegistryFact, other: RegistryFact): boolean {
  return (
    one.hive === other.hive &&
    one.valueName === other.valueName &&
    one.keyPath.join('\\') === other.keyPath.join('\\')
  );
}
