/** What manage-bde answers when it does not unlock. Microsoft: "COM Error Codes (TPM, PLA, FVE)". */
export type UnlockAnswer = 'still-locked' | 'wrong-key' | 'no-such-protector' | 'malformed' | 'access-denied';

const ANSWERS: ReadonlyMap<number, UnlockAnswer> = new Map([
  [0x8031_0000, 'still-locked'],
  [0x8031_0027, 'wrong-key'],
  [0x8031_0033, 'no-such-protector'],
  [0x8031_0035, 'malformed'],
  [0x8007_0005, 'access-denied'],
]);

/** @param exitCode a signed number of 32 bits */
export function unlockAnswer(exitCode: number): UnlockAnswer | undefined {
  return ANSWERS.get(exitCode >>> 0);
}

/** As Windows writes its codes: `0x80310027`; a small exit code is no such code. */
export function codeText(exitCode: number): string {
  return exitCode < 0
    ? `0x${(exitCode >>> 0).toString(16).toUpperCase().padStart(8, '0')}`
    : String(exitCode);
}
