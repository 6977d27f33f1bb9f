/** Words of the guided repair. */
export interface GuidedMessages {
  readonly question: string;
}
