export {};

/** Keys that open nothing, and drives that stay as they are. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    /** `groups`: those that are mistyped, 1 to 8. The digits are in no error. */
    'recovery-password-malformed': { readonly groups: readonly number[]; readonly problem: string };
    'unlock-refused': { readonly volume: string; readonly exitCode: number };
    /** manage-bde did not do it. */
    'protection-refused': {
      readonly volume: string;
      readonly action: 'add-recovery-password' | 'remove-recovery-password' | 'suspend';
      readonly exitCode: number;
    };
    /** manage-bde was ended, or failed, and how the drive is now it does not tell. */
    'protection-uncertain': Pick<ErrorDetails['protection-refused'], 'volume' | 'action'>;
    /** A recovery password was added that nobody has got, and it could not be taken away again. */
    'recovery-password-lost': { readonly volume: string; readonly keyId: string };
  }
}
