export {};

/** Bytes that are no event log, or a damaged one. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'event-log-signature': FormatDetails;
    'event-log-version': FormatDetails;
    'event-log-truncated': FormatDetails;
    'event-log-structure': FormatDetails;
  }
}
