import { describe, expect, it } from 'vitest';
import { diagnoseTarget } from '../../../src/jobs/diagnose.ts';
import type { DiagnosisResult } from '../../../src/jobs/results.ts';
import {
  GRADE_RULES,
  type GradeFacts,
  gradeOf,
  type RuleName,
} from '../../../src/windows/incident/grade-rules.ts';
import { type IncidentPc, incidentPc, ROOT, THE_INCIDENT } from '../../support/incident-pc.ts';
import { machineOn } from '../../support/machine-on.ts';

/**
 * Every rule of the grades with a made PC on either side of it: one that the rule fits, and the same with one thing changed, which
 * another rule fits.
 */

const without = (...names: readonly (keyof IncidentPc)[]): IncidentPc => ({
  ...THE_INCIDENT,
  ...Object.fromEntries(names.map((name) => [name, undefined])),
});

const SIDES: Readonly<
  Record<RuleName, { readonly fits: IncidentPc; readonly beside: IncidentPc; readonly other: RuleName }>
> = {
  'tpm-cleared': {
    fits: { ...THE_INCIDENT, tpmCleared: '2026-11-20T03:00:00Z' },
    // Cleared before Hello worked for the last time: it was set up again since.
    beside: { ...THE_INCIDENT, tpmCleared: '2026-11-10T03:00:00Z' },
    other: 'both-updates-then-failure',
  },
  'ess-off': {
    fits: { ...THE_INCIDENT, ess: 'off' },
    beside: { ...THE_INCIDENT, ess: 'unset' },
    other: 'both-updates-then-failure',
  },
  'ess-not-used': {
    fits: { ...THE_INCIDENT, ess: 'unset', sensors: 'plain' },
    beside: { ...THE_INCIDENT, ess: 'unset', sensors: 'none' },
    other: 'both-updates-ess-not-off',
  },
  'vbs-off': {
    fits: { ...THE_INCIDENT, vbs: 'off' },
    beside: { ...THE_INCIDENT, vbs: 'unset' },
    other: 'update-then-failure',
  },
  'no-logs': {
    fits: { ...THE_INCIDENT, logs: 'missing' },
    beside: without('dbx', 'firmware', 'failure'),
    other: 'ess-in-use-nothing-seen',
  },
  'both-updates-then-failure': {
    fits: THE_INCIDENT,
    beside: without('firmware'),
    other: 'update-then-failure',
  },
  'both-updates-ess-not-off': {
    // Nothing tells that it is used: the text does not say so.
    fits: { ...THE_INCIDENT, ess: 'unset', sensors: 'none' },
    beside: { ...THE_INCIDENT, ess: 'unset' },
    other: 'both-updates-then-failure',
  },
  'update-then-failure': {
    fits: without('dbx'),
    beside: without('dbx', 'firmware'),
    other: 'failure-without-update',
  },
  'update-without-failure': {
    fits: without('failure'),
    beside: without('failure', 'dbx', 'firmware'),
    other: 'ess-in-use-nothing-seen',
  },
  'failure-without-update': {
    fits: without('dbx', 'firmware'),
    beside: without('dbx', 'firmware', 'failure'),
    other: 'ess-in-use-nothing-seen',
  },
  'ess-in-use-nothing-seen': {
    fits: without('dbx', 'firmware', 'failure'),
    beside: { ...without('dbx', 'firmware', 'failure'), ess: 'unset', sensors: 'none' },
    other: 'nothing-points-to-it',
  },
  'ess-unknown': {
    fits: { ...without('dbx', 'firmware', 'failure'), sensors: 'none', withoutSystemHive: true },
    beside: { ...without('dbx', 'firmware', 'failure'), ess: 'unset', sensors: 'none' },
    other: 'nothing-points-to-it',
  },
  'nothing-points-to-it': {
    fits: { ...without('dbx', 'firmware', 'failure'), ess: 'unset', sensors: 'none' },
    beside: { ...without('dbx', 'firmware'), ess: 'unset', sensors: 'none' },
    other: 'failure-without-update',
  },
};

const diagnosed = (pc: IncidentPc): Promise<DiagnosisResult> =>
  diagnoseTarget(machineOn(incidentPc(pc)), ROOT, {});

describe('the rule', () => {
  it.each(GRADE_RULES.map(({ name, grade }) => [name, grade] as const))(
    '%s (%s) fits the PC that it is for, and not the one beside',
    async (name, grade) => {
      const { fits, beside, other } = SIDES[name];
      expect((await diagnosed(fits)).verdict).toEqual({ grade, because: name });
      expect((await diagnosed(beside)).verdict.because).toBe(other);
      expect(other).not.toBe(name);
    },
  );

  it('that decides is the first that holds', () => {
    const facts: GradeFacts = {
      logs: 'none',
      ess: 'off',
      vbs: 'off',
      tpm: 'cleared',
      failure: 'after-success',
      updates: 'both',
    };
    expect(gradeOf(facts).name).toBe('tpm-cleared');
    expect(gradeOf({ ...facts, tpm: 'not-cleared' }).name).toBe('ess-off');
    expect(gradeOf({ ...facts, tpm: 'not-cleared', ess: 'unknown', vbs: 'unknown' }).name).toBe('no-logs');
  });
});
