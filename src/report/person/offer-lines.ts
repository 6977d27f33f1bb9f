import type { Offer } from '../messages/command-line.ts';
import { type Printed, printable } from '../printed.ts';
import { textWidth, wrap } from '../text-layout.ts';

/** A command that is to be typed or pasted stays in one piece: where it does not fit behind its words, it gets a line. */
export function offerLines({ says, command }: Offer, width: number): Printed[] {
  const whole = printable(`${says} ${command}`);
  return textWidth(whole) <= width ? [whole] : [...wrap(says, width), printable(`  ${command}`)];
}
