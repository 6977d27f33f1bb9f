import type { ToldEvent } from './events.ts';

/** What one document may hold: a log can be larger than the memory of the PC. */
const MOST_EVENTS = 50_000;
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** The newest of the events that it is told, as many as one document may hold. */
export class NewestEvents {
  #events: ToldEvent[] = [];
  /** Of the list; those before it are dropped already. */
  #first = 0;
  #dropped = 0;
  #characters = 0;

  add(event: ToldEvent): void {
    this.#events.push(event);
    this.#characters += charactersOf(event);
    while (this.#events.length - this.#first > MOST_EVENTS || this.#characters > MOST_CHARACTERS)
      this.#drop();
  }

  /** How many were dropped. */
  get leftOut(): number {
    return this.#dropped + this.#first;
  }

  get events(): readonly ToldEvent[] {
    return this.#events.slice(this.#first);
  }

  #drop(): void {
    const event = this.#events[this.#first];
    if (event === undefined) return;
    this.#characters -= charactersOf(event);
    this.#first += 1;
    if (this.#first < MOST_EVENTS) return;
    this.#events = this.#events.slice(this.#first);
    this.#dropped += this.#first;
    this.#first = 0;
  }
}

/** About 500 go into the names and the rest of a small event. */
function charactersOf({ data }: ToldEvent): number {
  return data.reduce((sum, { name, value }) => sum + name.length + value.length + 50, 500);
}
