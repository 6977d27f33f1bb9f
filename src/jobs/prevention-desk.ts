import type { NewRecoveryPassword } from '../bitlocker/protection.ts';
import type { FilePath } from '../ground/brand.ts';
import { type HiveError, isHiveError } from '../ground/errors.ts';
import type { SignInSetting } from '../windows/setting.ts';
import type { Measure, PasswordMeasure, Proposal } from './prevention-result.ts';

/** Who decides what `prevent` does: a person, or `--yes`. */
export interface Desk {
  /** @throws HiveError 'cancelled' */
  agrees(proposal: Proposal): Promise<boolean>;
  /** Missing where nobody would see a recovery password and no file was named for it. */
  readonly handOver?: (key: HandedKey) => Promise<HandOver>;
}

export interface HandedKey extends NewRecoveryPassword {
  readonly volume: string;
}

/** Whether it was taken, and where it lies: in a file, or with the person who read it. */
export type HandOver = { readonly isTaken: false } | { readonly isTaken: true; readonly savedTo?: FilePath };

/**
 * Takes measures one after the other. What goes wrong with one does not keep the others from their turn; after Ctrl+C none is
 * begun any more.
 * @throws HiveError 'cancelled' where nothing had been done by then.
 */
export async function inTurn(turns: readonly (() => Promise<Measure>)[]): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  for (const turn of turns) {
    const measure = await turn();
    measures.push(measure);
    if (measure.error !== undefined && isHiveError(measure.error, 'cancelled')) {
      if (!measures.some(({ state }) => state === 'done')) throw measure.error;
      break;
    }
  }
  return measures;
}

/** A measure that fails says so in its own place. */
export async function orFailed<Told extends Measure>(begun: Told, body: () => Promise<Told>): Promise<Told> {
  try {
    return await body();
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return failed(begun, error);
  }
}

/**
 * The password is accepted: by a repair, where that is needed and agreed to.
 * @param place of the setting, as a person finds it.
 */
export function allowPassword(
  setting: SignInSetting,
  place: string,
  desk: Desk | undefined,
  repair: () => Promise<Pick<PasswordMeasure, 'setting' | 'outcome'>>,
): Promise<PasswordMeasure> {
  const told = { measure: 'password-allowed', setting } as const;
  return orFailed<PasswordMeasure>({ ...told, state: 'needed' }, async () => {
    if (setting.state === 'off') return { ...told, state: 'in-order' };
    if (desk === undefined) return { ...told, state: 'needed' };
    if (!(await desk.agrees({ ...told, place }))) return { ...told, state: 'declined' };
    return { ...told, state: 'done', ...(await repair()) };
  });
}

function failed<Told extends Measure>(begun: Told, error: HiveError): Told {
  return { ...begun, state: 'failed', error };
}
