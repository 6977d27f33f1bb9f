import type { ChunkBytes } from './chunk-bytes.ts';
import { MOST_CHARACTERS, MOST_PARTS } from './limits.ts';

/** What is left of an event's bounds while it is put together. */
export class ExpansionBudget {
  readonly #chunk: ChunkBytes;
  #parts = MOST_PARTS;
  #characters = MOST_CHARACTERS;

  constructor(chunk: ChunkBytes) {
    this.#chunk = chunk;
  }

  /** @throws HiveError 'event-log-structure' when the event becomes too large */
  spend(parts: number, characters: number, at: number): void {
    this.#parts -= parts;
    this.#characters -= characters;
    if (this.#parts < 0) throw this.#chunk.damage('event', at, `at most ${MOST_PARTS} parts`, 'more');
    if (this.#characters < 0)
      throw this.#chunk.damage('event', at, `at most ${MOST_CHARACTERS} characters`, 'more');
  }
}
