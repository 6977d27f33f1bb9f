/** A target before what is said of it. A drive, `D:`, ends in a colon already. */
export function heading(target: string): string {
  return target.endsWith(':') ? target : `${target}:`;
}
