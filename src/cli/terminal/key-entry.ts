/** The digits of a recovery key as they are typed, group by group; knows no terminal. */

const GROUPS = 8;
const GROUP_DIGITS = 6;
const DIGITS = GROUPS * GROUP_DIGITS;

/** What hides a digit, and what stands where one is missing. */
const HIDDEN = '*';
const MISSING = '_';

export class KeyEntry {
  readonly #isGroup: (digits: string) => boolean;
  #groups: readonly string[] = noGroups();
  /** Of the group that is being typed; GROUPS behind the last one. */
  #at = 0;
  /** Of the group that got the last digit, which stays to be read. */
  #last = 0;
  /** Digits since the last pause: a whole key that is pasted replaces what was there. */
  #sincePause = '';
  #isShown = false;

  /** @param isGroup whether six digits can be a group. */
  constructor(isGroup: (digits: string) => boolean) {
    this.#isGroup = isGroup;
  }

  get isEmpty(): boolean {
    return this.#groups.every((group) => group === '');
  }

  /** Whether a group has all its digits and they can't be right. */
  get hasMistyped(): boolean {
    return this.#mistyped().length > 0;
  }

  /** Takes the digits of `text`, of any width; what else is in it separates groups. */
  type(text: string): void {
    for (const digit of digitsOf(text)) {
      this.#sincePause += digit;
      if (this.#sincePause.length === DIGITS) {
        this.#groups = this.#sincePause.match(/.{6}/g) ?? noGroups();
        this.#at = GROUPS;
        this.#last = GROUPS - 1;
      } else if (this.#at < GROUPS) {
        this.#put(this.#at, this.#group(this.#at) + digit);
        this.#last = this.#at;
        if (this.#group(this.#at).length === GROUP_DIGITS) this.#at = this.#nextUnfinished(this.#at);
      }
    }
  }

  /** Takes the last digit back. */
  erase(): void {
    this.#sincePause = '';
    if (this.#group(this.#at) === '' && this.#at > 0) this.#at -= 1;
    this.#put(this.#at, this.#group(this.#at).slice(0, -1));
    this.#last = this.#at;
  }

  clear(): void {
    this.#groups = noGroups();
    this.#at = 0;
    this.#last = 0;
    this.#sincePause = '';
  }

  /** The next digit comes later than those of something that is pasted. */
  pause(): void {
    this.#sincePause = '';
  }

  /** Shows all digits, or hides them again. */
  toggle(): void {
    this.#isShown = !this.#isShown;
  }

  /**
   * Empties the groups that can't be right, and goes to the first one that is to be typed.
   * @returns those that were emptied and those that lack digits, from 1.
   */
  look(): { readonly mistyped: readonly number[]; readonly unfinished: readonly number[] } {
    this.#sincePause = '';
    const mistyped = this.#mistyped();
    for (const index of mistyped) this.#put(index, '');
    this.#at = this.#nextUnfinished(-1);
    this.#last = this.#at;
    const unfinished = this.#groups.flatMap((group, index) =>
      group.length < GROUP_DIGITS && !mistyped.includes(index) ? [index] : [],
    );
    return { mistyped: mistyped.map(fromOne), unfinished: unfinished.map(fromOne) };
  }

  /** The key, once `look` finds nothing. */
  get text(): string {
    return this.#groups.join('-');
  }

  /** For the screen: the group that is being typed can be read, the others only on request. */
  get shown(): string {
    const touched = this.#groups.findLastIndex((group) => group !== '');
    return this.#groups
      .slice(0, Math.max(touched, Math.min(this.#at, GROUPS - 1)) + 1)
      .map((group, index) => {
        const isRead = this.#isShown || index === this.#at || index === this.#last;
        return (isRead ? group : HIDDEN.repeat(group.length)).padEnd(GROUP_DIGITS, MISSING);
      })
      .join('-');
  }

  #group(index: number): string {
    return this.#groups[index] ?? '';
  }

  #put(index: number, digits: string): void {
    this.#groups = this.#groups.map((group, each) => (each === index ? digits : group));
  }

  #mistyped(): readonly number[] {
    return this.#groups.flatMap((group, index) =>
      group.length === GROUP_DIGITS && !this.#isGroup(group) ? [index] : [],
    );
  }

  #nextUnfinished(after: number): number {
    const next = this.#groups.findIndex((group, index) => index > after && group.length < GROUP_DIGITS);
    return next === -1 ? GROUPS : next;
  }
}

const noGroups = (): readonly string[] => Array.from({ length: GROUPS }, () => '');

const fromOne = (index: number): number => index + 1;

/** The digits of a text, as plain ones. */
export function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/[^0-9]/g, '');
}
