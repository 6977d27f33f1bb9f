import type { FilePath } from '../ground/brand.ts';
import type { HiveError } from '../ground/errors.ts';
import { fileTimeText } from '../ground/file-time.ts';
import type { LiveFacts } from '../online/live-facts.ts';
import type { Culprit } from '../windows/incident/culprits.ts';
import type { DeviceEncryption } from '../windows/incident/device-encryption.ts';
import type { Diagnosis } from '../windows/incident/diagnosis.ts';
import type { Evidence } from '../windows/incident/evidence.ts';
import type { Finding, FindingCode } from '../windows/incident/findings.ts';
import type { FirmwareState } from '../windows/incident/firmware-state.ts';
import type { Grade, GradeFacts, RuleName } from '../windows/incident/grade-rules.ts';
import type { HelloAccount } from '../windows/incident/hello-state.ts';
import type { EventKind } from '../windows/incident/incident-events.ts';
import type { IncidentEvent } from '../windows/incident/read-incident-logs.ts';
import type { TasksReading } from '../windows/incident/scheduled-tasks.ts';
import type { SecurityFeatures } from '../windows/incident/security-features.ts';
import { sensorIsolations } from '../windows/incident/sensor-isolation.ts';
import type { Sensor } from '../windows/incident/sensors.ts';
import { localTimeText, type TimeZone } from '../windows/time-zone.ts';
import { type LogSummary, logSummary } from './events.ts';
import type { CheckResult } from './results.ts';

/** What `diagnose` hands to the reports: times and places as texts. */
export interface DiagnosisResult {
  readonly windowsFolder: FilePath;
  readonly verdict: { readonly grade: Grade; readonly because: RuleName };
  /** What the rules were asked with. */
  readonly facts: GradeFacts;
  /** What `check` tells; missing where the SOFTWARE hive can't be read. */
  readonly check?: CheckResult;
  /** Windows' own name of the PC's time zone. */
  readonly timeZone?: string;
  readonly lastGood?: ToldIncident;
  readonly firstFailure?: ToldIncident;
  readonly findings: readonly ToldFinding[];
  /** The oldest first. */
  readonly timeLine: readonly ToldIncident[];
  readonly sources: readonly ToldSource[];
  readonly features: SecurityFeatures;
  readonly sensors: readonly Sensor[];
  /** How each ran when Windows last made it ready. */
  readonly sensorsLogged: readonly ToldIsolation[];
  readonly firmware: FirmwareState;
  readonly hello: { readonly accounts: readonly HelloAccount[]; readonly containers?: number };
  readonly encryption: DeviceEncryption;
  readonly culprits: readonly Culprit[];
  readonly tasks: ToldTasks;
  readonly live?: LiveFacts;
  readonly steps: readonly StepCode[];
}

export interface Moment {
  /** ISO 8601, to 100 ns. */
  readonly utc: string;
  /** On the PC's own clock, in seconds, with its distance from UTC; missing where its time zone is unknown. */
  readonly local?: string;
}

export interface ToldIncident extends Moment {
  readonly kind: EventKind;
  readonly provider: string;
  readonly eventId: number;
  readonly file: FilePath;
  readonly recordId: bigint;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ToldIsolation {
  readonly sensor: string;
  readonly isIsolated: boolean;
  readonly last: ToldIncident;
  /** The newest event before it that says otherwise. */
  readonly otherwise?: ToldIncident;
}

export interface ToldFinding {
  readonly code: FindingCode;
  readonly weight: Finding['weight'];
  readonly details: Readonly<Record<string, string>>;
  readonly time?: Moment;
  readonly source?: FindingSource;
}

/** A record of a log, or a key of the registry and perhaps one of its values. */
export type FindingSource =
  | { readonly file: FilePath; readonly recordId: bigint }
  | { readonly key: string; readonly value?: string };

export interface ToldSource {
  readonly what: 'software' | 'system' | 'log' | 'tasks' | 'hello-containers';
  readonly path: FilePath;
  readonly state: 'read' | 'empty' | 'missing' | 'unreadable';
  /** Of a log: from when to when. */
  readonly period?: { readonly from: Moment; readonly to: Moment };
  readonly log?: LogSummary;
  readonly error?: HiveError;
  /** A SYSTEM hive that does not say which control set is in use, or has not got that one. */
  readonly problem?: 'no-control-set';
}

export interface ToldTasks extends Pick<TasksReading, 'state' | 'count' | 'unreadable' | 'isCut'> {
  readonly withPassword: readonly {
    readonly name: string;
    readonly file: FilePath;
    readonly account: string;
    readonly logonType: string;
    readonly failure?: ToldIncident;
  }[];
}

export type StepCode =
  | 'repair'
  | 'sign-in-with-password'
  | 'set-up-hello-again'
  | 'see-remedies'
  | 'enter-task-passwords'
  | 'find-recovery-key'
  | 'turn-service-on'
  | 'diagnose-online'
  | 'check-live';

export interface DiagnosisParts {
  readonly windowsFolder: FilePath;
  readonly check: CheckResult | undefined;
  readonly evidence: Evidence;
  readonly diagnosis: Diagnosis;
  readonly timeZone: TimeZone | undefined;
  readonly sources: readonly ToldSource[];
  readonly containers: number | undefined;
  readonly live?: LiveFacts;
}

export function diagnosisResult(parts: DiagnosisParts): DiagnosisResult {
  const { evidence, diagnosis, timeZone, check, containers, live } = parts;
  const { window, rule, facts } = diagnosis;
  const told = (event: IncidentEvent): ToldIncident => toldIncident(event, timeZone);
  const { tasks } = evidence;
  return {
    windowsFolder: parts.windowsFolder,
    verdict: { grade: rule.grade, because: rule.name },
    facts,
    ...(check === undefined ? {} : { check }),
    ...(timeZone?.name === undefined ? {} : { timeZone: timeZone.name }),
    ...(window.lastGood === undefined ? {} : { lastGood: told(window.lastGood) }),
    ...(window.firstFailure === undefined ? {} : { firstFailure: told(window.firstFailure) }),
    findings: diagnosis.findings.map((finding) => toldFinding(finding, timeZone)),
    timeLine: diagnosis.timeLine.map(told),
    sources: [...parts.sources, ...evidence.logs.map((log) => logSource(log, timeZone))],
    features: evidence.features,
    sensors: evidence.sensors,
    sensorsLogged: sensorIsolations(evidence.events).map(({ sensor, isIsolated, last, otherwise }) => ({
      sensor,
      isIsolated,
      last: told(last),
      ...(otherwise === undefined ? {} : { otherwise: told(otherwise) }),
    })),
    firmware: evidence.firmware,
    hello: { accounts: evidence.helloAccounts, ...(containers === undefined ? {} : { containers }) },
    encryption: evidence.encryption,
    culprits: evidence.culprits,
    tasks: {
      state: tasks.state,
      count: tasks.count,
      unreadable: tasks.unreadable,
      isCut: tasks.isCut,
      withPassword: diagnosis.tasks.map(({ name, file, accountName, logonType, failure }) => ({
        name,
        file,
        account: accountName,
        logonType,
        ...(failure === undefined ? {} : { failure: told(failure) }),
      })),
    },
    ...(live === undefined ? {} : { live }),
    steps: stepsOf(parts),
  };
}

function stepsOf({ check, diagnosis, evidence, live }: DiagnosisParts): readonly StepCode[] {
  const { rule, window, tasks } = diagnosis;
  const isHelloLost = window.firstFailure?.kind === 'container-failed' && window.recovery === undefined;
  const isLockedOut = isHelloLost || rule.grade === 'established' || rule.grade === 'likely';
  const steps: readonly (readonly [StepCode, boolean])[] = [
    ['repair', check?.needsRepair === true && live === undefined],
    ['see-remedies', (check?.otherCauses.length ?? 0) > 0 && live === undefined],
    ['sign-in-with-password', isLockedOut],
    ['set-up-hello-again', isLockedOut],
    ['enter-task-passwords', tasks.some(({ failure }) => failure !== undefined)],
    ['turn-service-on', evidence.culprits.some(({ culprit }) => culprit !== 'defender-off')],
    ['find-recovery-key', evidence.encryption.likelihood === 'likely'],
    ['diagnose-online', rule.grade === 'cannot-be-told' && live === undefined],
    ['check-live', live !== undefined],
  ];
  return steps.flatMap(([step, isNeeded]) => (isNeeded ? [step] : []));
}

export function momentOf(time: bigint, zone: TimeZone | undefined): Moment {
  return { utc: fileTimeText(time), ...(zone === undefined ? {} : { local: localTimeText(zone, time) }) };
}

function toldIncident(event: IncidentEvent, zone: TimeZone | undefined): ToldIncident {
  const { kind, provider, eventId, file, recordId, time } = event;
  const fields = Object.fromEntries(event.fields);
  return { ...momentOf(time, zone), kind, provider, eventId, file, recordId, fields };
}

function toldFinding(finding: Finding, zone: TimeZone | undefined): ToldFinding {
  const { code, weight, details, event } = finding;
  const source = sourceOf(finding);
  return {
    code,
    weight,
    details,
    ...(event === undefined ? {} : { time: momentOf(event.time, zone) }),
    ...(source === undefined ? {} : { source }),
  };
}

function sourceOf({ event, fact, systemKey }: Finding): FindingSource | undefined {
  if (event !== undefined) return { file: event.file, recordId: event.recordId };
  if (fact !== undefined)
    return { key: ['HKLM', fact.hive, ...fact.keyPath].join('\\'), value: fact.valueName };
  return systemKey === undefined ? undefined : { key: ['HKLM', 'SYSTEM', ...systemKey].join('\\') };
}

function logSource(log: Evidence['logs'][number], zone: TimeZone | undefined): ToldSource {
  const place = { what: 'log', path: log.file } as const;
  if (log.state === 'missing') return { ...place, state: 'missing' };
  if (log.state === 'unreadable') return { ...place, state: 'unreadable', error: log.error };
  const { oldest, newest, records } = log.account;
  const period =
    oldest === undefined || newest === undefined
      ? {}
      : { period: { from: momentOf(oldest, zone), to: momentOf(newest, zone) } };
  return { ...place, state: records === 0 ? 'empty' : 'read', ...period, log: logSummary(log.account) };
}
