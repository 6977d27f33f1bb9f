import type { Evidence } from './evidence.ts';
import { type Finding, findingsOf } from './findings.ts';
import { gradeFacts } from './grade-facts.ts';
import { type GradeFacts, type GradeRule, gradeOf } from './grade-rules.ts';
import { findWindow, type IncidentWindow } from './incident-window.ts';
import type { IncidentEvent } from './read-incident-logs.ts';
import { type TaskToEnter, tasksToEnter } from './tasks-to-enter.ts';
import { timeLine } from './time-line.ts';

/** What the evidence says, judged. */
export interface Diagnosis {
  readonly rule: GradeRule;
  readonly facts: GradeFacts;
  readonly window: IncidentWindow;
  readonly findings: readonly Finding[];
  readonly timeLine: readonly IncidentEvent[];
  readonly tasks: readonly TaskToEnter[];
}

export function diagnose(evidence: Evidence): Diagnosis {
  const isCredentialGuardOn = evidence.features.credentialGuard.state === 'on';
  const window = findWindow(evidence.events, isCredentialGuardOn);
  const facts = gradeFacts(evidence, window);
  return {
    rule: gradeOf(facts),
    facts,
    window,
    findings: findingsOf(evidence, window, facts),
    timeLine: timeLine(evidence, window),
    tasks: tasksToEnter(evidence.tasks.withPassword, evidence.events, evidence.accounts),
  };
}
