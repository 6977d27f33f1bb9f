import { codeText, type UnlockAnswer, unlockAnswer } from '../unlock-answer.ts';

const ANSWERS: Readonly<Record<UnlockAnswer, string>> = {
  'still-locked': 'ロックされたままです',
  'wrong-key': 'この回復キーでは解除できません',
  'no-such-protector': 'このドライブは別の方法で保護されています',
  malformed: '回復キーの形式が正しくありません',
  'access-denied': 'アクセスが拒否されました',
};

/** What manage-bde said, with its code for whoever looks it up. */
export function jaUnlockAnswer(exitCode: number): string {
  const answer = unlockAnswer(exitCode);
  const code = `manage-bde: ${codeText(exitCode)}`;
  return answer === undefined ? code : `${ANSWERS[answer]} (${code})`;
}
