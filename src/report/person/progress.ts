import type { InstallEvent, Step } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printed } from '../printed.ts';
import { padEnd, textWidth } from '../text-layout.ts';

/** One line that tells what takes long, rewritten in place. Only for terminals: elsewhere it would be noise. */

interface Terminal {
  write(text: Printed): void;
}

/** What is done sooner needs no progress. */
const PATIENCE_MS = 1000;
const PAUSE_MS = 100;

export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #words: Messages;
  readonly #clock: () => Date;
  readonly #begunMs: number;
  #shownMs = 0;
  #step: Step | undefined;
  #shown = '';

  constructor(terminal: Terminal, words: Messages, clock: () => Date) {
    this.#terminal = terminal;
    this.#words = words;
    this.#clock = clock;
    this.#begunMs = clock().getTime();
  }

  tell(event: InstallEvent): void {
    if (event.event === 'step') {
      // However soon after the last one: the step may be a long one, and tell nothing for a while.
      if (this.#step !== event.step) this.#shownMs = 0;
      this.#step = event.step;
      this.#show(undefined);
    } else if (event.event === 'progress') {
      this.#step = event.step;
      this.#show(event.total === 0 ? undefined : event.done / event.total);
    }
  }

  /** Leaves an empty line for what is written next. */
  clear(): void {
    this.#replace('');
  }

  #show(fraction: number | undefined): void {
    const now = this.#clock().getTime();
    if (this.#step === undefined || now - this.#begunMs < PATIENCE_MS || now - this.#shownMs < PAUSE_MS) {
      return;
    }
    this.#shownMs = now;
    const percent = fraction === undefined ? '' : ` ${String(Math.floor(fraction * 100)).padStart(3)}%`;
    this.#replace(`${this.#words.results.step[this.#step]} ...${percent}`);
  }

  /** Without escape sequences, which an old console would show: the former text is written over with spaces. */
  #replace(text: string): void {
    if (text === this.#shown) {
      return;
    }
    const line = padEnd(text, textWidth(this.#shown));
    this.#terminal.write(text === '' ? printed`\r${line}\r` : printed`\r${line}`);
    this.#shown = text;
  }
}
