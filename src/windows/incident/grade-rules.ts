/**
 * How sure it is that a Secure Boot update and a firmware update together locked the PC's owner out, on a PC with Enhanced Sign-in
 * Security. That the TPM's measurements stopped fitting can't be seen on a disk: the grades weigh what can. The rules are inferred
 * from the incident, not stated by Microsoft.
 */

export type Grade = 'established' | 'likely' | 'possible' | 'unlikely' | 'cannot-be-told';

/** What the evidence comes to. */
export interface GradeFacts {
  /** Whether the log that would show a failure holds events, or another shows one. */
  readonly logs: 'some' | 'none';
  /**
   * Enhanced Sign-in Security. 'in-use': configured, a sensor that can do it, or sensors that ran isolated. 'possible': nothing
   * speaks against it. 'not-used': sensors were logged, and none isolated. 'off': turned off.
   */
  readonly ess: 'in-use' | 'possible' | 'not-used' | 'off' | 'unknown';
  readonly vbs: 'on' | 'off' | 'unknown';
  /** In the window from the last good sign-in on. */
  readonly tpm: 'cleared' | 'not-cleared';
  readonly failure: 'after-success' | 'without-success' | 'none';
  /** Between the last good sign-in and the first failure. */
  readonly updates: 'both' | 'dbx' | 'firmware' | 'none';
}

export type RuleName =
  | 'tpm-cleared'
  | 'ess-off'
  | 'ess-not-used'
  | 'vbs-off'
  | 'no-logs'
  | 'both-updates-then-failure'
  | 'both-updates-ess-not-off'
  | 'update-then-failure'
  | 'update-without-failure'
  | 'failure-without-update'
  | 'ess-in-use-nothing-seen'
  | 'ess-unknown'
  | 'nothing-points-to-it';

export interface GradeRule {
  readonly name: RuleName;
  readonly grade: Grade;
  /** All of these must hold, each in one of the given ways. */
  readonly when: { readonly [Fact in keyof GradeFacts]?: readonly GradeFacts[Fact][] };
}

const SOME_UPDATE = ['both', 'dbx', 'firmware'] as const;
const SOME_FAILURE = ['after-success', 'without-success'] as const;

/** The first that holds decides. */
export const GRADE_RULES: readonly GradeRule[] = [
  // Another cause, which empties the TPM of everything that was sealed.
  { name: 'tpm-cleared', grade: 'unlikely', when: { tpm: ['cleared'] } },
  { name: 'ess-off', grade: 'unlikely', when: { ess: ['off'] } },
  { name: 'ess-not-used', grade: 'unlikely', when: { ess: ['not-used'] } },
  { name: 'vbs-off', grade: 'unlikely', when: { vbs: ['off'] } },
  { name: 'no-logs', grade: 'cannot-be-told', when: { logs: ['none'] } },
  {
    name: 'both-updates-then-failure',
    grade: 'established',
    when: { vbs: ['on'], ess: ['in-use'], updates: ['both'], failure: ['after-success'] },
  },
  {
    name: 'both-updates-ess-not-off',
    grade: 'established',
    when: { vbs: ['on'], ess: ['possible'], updates: ['both'], failure: ['after-success'] },
  },
  { name: 'update-then-failure', grade: 'likely', when: { updates: SOME_UPDATE, failure: SOME_FAILURE } },
  {
    name: 'update-without-failure',
    grade: 'possible',
    when: { ess: ['in-use', 'possible'], updates: SOME_UPDATE },
  },
  { name: 'failure-without-update', grade: 'possible', when: { failure: SOME_FAILURE } },
  { name: 'ess-in-use-nothing-seen', grade: 'possible', when: { ess: ['in-use'] } },
  { name: 'ess-unknown', grade: 'cannot-be-told', when: { ess: ['unknown'] } },
  { name: 'nothing-points-to-it', grade: 'unlikely', when: {} },
];

export function gradeOf(facts: GradeFacts): GradeRule {
  const rule = GRADE_RULES.find(({ when }) => holds(facts, when));
  if (rule === undefined) throw new RangeError('the last rule holds always');
  return rule;
}

function holds(facts: GradeFacts, when: GradeRule['when']): boolean {
  return Object.entries(when).every(([fact, ways]) => {
    const found = Object.entries(facts).find(([name]) => name === fact)?.[1];
    return ways.some((way) => way === found);
  });
}
