import type { Accounts } from '../accounts.ts';
import { LOGON_FAILURE } from './incident-events.ts';
import type { IncidentEvent } from './read-incident-logs.ts';
import type { PasswordTask } from './scheduled-tasks.ts';

/** A task that keeps a password, and the last time that its account could not sign in for a task. */
export interface TaskToEnter extends PasswordTask {
  /** The account's name, where the file has only its SID. */
  readonly accountName: string;
  /** The log names no task, only the account: several tasks of one account have the same failure. */
  readonly failure: IncidentEvent | undefined;
}

export function tasksToEnter(
  tasks: readonly PasswordTask[],
  events: readonly IncidentEvent[],
  { accounts }: Accounts,
): readonly TaskToEnter[] {
  const failed = events.filter(
    ({ kind, fields }) => kind === 'task-sign-in-failed' && fields.get('ResultCode') === LOGON_FAILURE,
  );
  return tasks.map((task) => {
    const known = accounts.find(({ sid }) => sid.toUpperCase() === task.account.toUpperCase());
    const names = [task.account, known?.profileName, known?.identityName].flatMap((name) =>
      name === undefined ? [] : [plainName(name)],
    );
    const failure = failed.findLast(({ fields }) => names.includes(plainName(fields.get('UserName') ?? '')));
    return { ...task, accountName: known?.identityName ?? known?.profileName ?? task.account, failure };
  });
}

/** `PC\hanako`, `hanako` and `HANAKO` are one. */
function plainName(name: string): string {
  return name.replace(/^.*\\/, '').toLowerCase();
}
