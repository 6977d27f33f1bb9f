export {};

/** What hivex answers, and a module that is none. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'hivex-call': { readonly call: string; readonly errno: number; readonly message: string };
    'hivex-trap': { readonly call: string; readonly message: string };
    'hivex-module': { readonly reason: string };
  }
}
