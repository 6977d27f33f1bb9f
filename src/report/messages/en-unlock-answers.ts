import { codeText, type UnlockAnswer, unlockAnswer } from '../unlock-answer.ts';

const ANSWERS: Readonly<Record<UnlockAnswer, string>> = {
  'still-locked': 'it is locked as before',
  'wrong-key': 'this key does not open it',
  'no-such-protector': 'it is protected in another way than with such a key',
  malformed: 'such a key has another form',
  'access-denied': 'access is denied',
};

/** What manage-bde said, with its code for whoever looks it up. */
export function enUnlockAnswer(exitCode: number): string {
  const answer = unlockAnswer(exitCode);
  const code = `manage-bde: ${codeText(exitCode)}`;
  return answer === undefined ? code : `${ANSWERS[answer]} (${code})`;
}
