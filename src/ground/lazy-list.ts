/**
 * A list that is made while it is read, each time anew: for results that may hold more than a person reads or memory takes.
 * `JSON.stringify` leaves it out; who writes it as JSON does so item by item.
 */
export class LazyList<Item> implements Iterable<Item> {
  readonly #make: () => Iterator<Item, void, void>;

  constructor(make: () => Iterator<Item, void, void>) {
    this.#make = make;
  }

  [Symbol.iterator](): Iterator<Item, void, void> {
    return this.#make();
  }

  toJSON(): undefined {
    return undefined;
  }
}
