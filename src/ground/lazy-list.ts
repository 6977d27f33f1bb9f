/**
 * A list that is made while it is read, each time anew: for results that may hold more than a person reads or memory takes.
 * `JSON.stringify` leaves it out; who writes it as JSON does so item by item.
 */
export class LazyList<Item> implements Iterable<Item> {
  /** How many there are, where that is known without making them. */
  readonly count: number | undefined;
  readonly #make: () => Iterator<Item, void, void>;

  constructor(make: () => Iterator<Item, void, void>, count?: number) {
    this.#make = make;
    this.count = count;
  }

  [Symbol.iterator](): Iterator<Item, void, void> {
    return this.#make();
  }

  toJSON(): undefined {
    return undefined;
  }
}
