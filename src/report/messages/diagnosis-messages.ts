import type {
  ConditionName,
  EventKind,
  FindingCode,
  Grade,
  LiveFacts,
  RuleName,
  Sensor,
  StepCode,
  ToldSource,
} from '../../jobs/results.ts';
import type { Offer } from './command-line.ts';

/** What stands in a finding or an event, by name. */
export type Details = Readonly<Record<string, string>>;

/** Words about what locked a PC's owner out. */
export interface DiagnosisMessages {
  readonly grade: Readonly<Record<Grade, string>>;
  /** What was asked, and how sure the answer is; one line of the guided repair. */
  readonly oneLine: (grade: string, because: string) => string;
  readonly because: Readonly<Record<RuleName, string>>;
  /** What no disk can prove. */
  readonly limits: string;
  readonly labels: {
    readonly lastGood: string;
    readonly firstFailure: string;
    readonly timeZone: string;
    readonly hello: string;
    readonly security: string;
    readonly secureBoot: string;
    readonly firmware: string;
    readonly sensors: string;
    readonly sensorsLogged: string;
    readonly encryption: string;
    readonly tasks: string;
    readonly live: string;
  };
  readonly headings: {
    readonly for: string;
    readonly against: string;
    readonly besides: string;
    readonly sources: string;
    readonly timeLine: string;
    readonly next: string;
    readonly more: string;
  };
  readonly finding: Readonly<Record<FindingCode, (details: Details) => string>>;
  readonly event: Readonly<Record<EventKind, (fields: Details) => string>>;
  readonly record: (file: string, recordId: string) => string;
  readonly source: Readonly<Record<ToldSource['what'], string>>;
  readonly sourceState: {
    readonly empty: string;
    readonly missing: string;
    readonly unreadable: (why: string) => string;
    readonly noControlSet: string;
    readonly period: (from: string, to: string) => string;
    readonly damaged: (chunks: number, records: number) => string;
  };
  readonly hello: (accounts: number, withBiometrics: number, containers: number | undefined) => string;
  readonly security: Readonly<Record<'vbs' | 'memoryIntegrity' | 'credentialGuard', string>>;
  /** 'unset': no value says. */
  readonly switchState: Readonly<Record<'on' | 'off' | 'unset' | 'unknown', string>>;
  readonly secureBoot: {
    readonly updates: (bits: string) => string;
    readonly certificates: (status: string) => string;
    readonly error: (code: string) => string;
  };
  readonly firmwareFailed: (id: string, version: string | undefined, status: string) => string;
  readonly sensor: (sensor: Sensor) => string;
  /** @param otherwiseAt when it last ran the other way */
  readonly sensorLogged: (
    sensor: string,
    isIsolated: boolean,
    at: string,
    otherwiseAt: string | undefined,
  ) => string;
  readonly encryption: {
    readonly likely: string;
    readonly unlikely: string;
    readonly unknown: string;
    readonly condition: Readonly<Record<ConditionName, string>>;
    readonly unmet: (conditions: string) => string;
    readonly open: (conditions: string) => string;
    /** Between the sentences. */
    readonly separator: string;
  };
  readonly task: (name: string, account: string, failedAt: string | undefined) => string;
  readonly tasksUnreadable: (count: number, first: string) => string;
  readonly tasksCut: (count: number) => string;
  readonly live: Readonly<Record<keyof LiveFacts, (value: boolean | number) => string>>;
  /** Steps to take; `target` is what the command was given. */
  readonly step: Readonly<Record<StepCode, (target: string) => string>>;
  readonly brief: BriefDiagnosis;
}

/** The same in fewer words, for one screen. */
export interface BriefDiagnosis {
  readonly limits: string;
  readonly logsLabel: string;
  /** @param since from when on all of them go, where any has events */
  readonly logs: (
    since: string | undefined,
    others: { readonly missing: number; readonly empty: number; readonly unreadable: number },
  ) => string;
  readonly unreadLabel: string;
  readonly unreadTasks: (count: number) => string;
  readonly tasksBeyond: (count: number) => string;
  readonly live: DiagnosisMessages['live'];
  readonly weighing: string;
  /** Findings without words here have their usual ones. */
  readonly finding: Readonly<Partial<Record<FindingCode, (details: Details) => string>>>;
  readonly tasks: (names: string) => string;
  readonly left: (count: number) => string;
  readonly step: Readonly<Record<StepCode, (target: string) => string>>;
  readonly more: (target: string) => Offer;
}
