import { expect, it } from 'vitest';
import type { ToldEvent } from '../../src/jobs/events.ts';
import { NewestEvents } from '../../src/jobs/newest-events.ts';

const event = (recordId: number, value = ''): ToldEvent => ({
  time: '2026-11-01T10:00:00.0000000Z',
  provider: 'Made',
  id: 1,
  recordId: BigInt(recordId),
  data: [{ name: 'D', type: 'string', value }],
});

it('keeps all of a few', () => {
  const newest = new NewestEvents();
  for (let id = 0; id < 10; id++) newest.add(event(id));
  expect(newest.leftOut).toBe(0);
  expect(newest.events).toHaveLength(10);
});

it('drops the oldest when there are too many', () => {
  const newest = new NewestEvents();
  for (let id = 0; id < 120_000; id++) newest.add(event(id));
  expect(newest.leftOut).toBe(70_000);
  expect(newest.events).toHaveLength(50_000);
  expect(newest.events[0]?.recordId).toBe(70_000n);
  expect(newest.events.at(-1)?.recordId).toBe(119_999n);
});

it('drops the oldest when they are too large', () => {
  const newest = new NewestEvents();
  for (let id = 0; id < 100; id++) newest.add(event(id, 'x'.repeat(1024 * 1024)));
  expect(newest.events.length).toBeLessThan(32);
  expect(newest.leftOut + newest.events.length).toBe(100);
  expect(newest.events.at(-1)?.recordId).toBe(99n);
});
