/**
 * Takes what `source` gives, at most `jobs` at a time, until it has no more or `isOver` says so. What is left then is
 * counted, not worked on.
 * @param turn never throws: how it ended is its own to tell.
 * @returns how many were left.
 */
export async function sideBySide<Item>(
  source: AsyncIterator<Item>,
  jobs: number,
  isOver: () => boolean,
  turn: (item: Item) => Promise<void>,
): Promise<number> {
  let left = 0;
  const take = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await source.next();
      if (done === true) return;
      if (isOver()) left += 1;
      else await turn(value);
    }
  };
  await Promise.all(Array.from({ length: jobs }, take));
  return left;
}
