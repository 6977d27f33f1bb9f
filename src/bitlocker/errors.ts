export {};

/** Keys that open nothing. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    /** `groups`: those that are mistyped, 1 to 8. The digits are in no error. */
    'recovery-password-malformed': { readonly groups: readonly number[]; readonly problem: string };
    'unlock-refused': { readonly volume: string; readonly exitCode: number };
  }
}
