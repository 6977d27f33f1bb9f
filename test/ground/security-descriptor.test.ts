import { describe, expect, it } from 'vitest';
import { openTo } from '../../src/ground/security-descriptor.ts';
import {
  ADMINISTRATORS,
  EVERYONE,
  SYSTEM,
  securityDescriptor,
  systemAndAdministrators,
  USERS,
} from '../support/security-descriptor.ts';

const READ_DATA = 0x01;
const WRITE_DATA = 0x02;
const READ_ATTRIBUTES = 0x80;
const WRITE_DAC = 0x0004_0000;
const GENERIC_READ = 0x8000_0000;
const DENY = 1;
const AUDIT = 2;
const CONDITIONAL = 9;
const INHERIT_ONLY = 8;

const opened = (entries: Parameters<typeof securityDescriptor>[0]) => [
  ...(openTo(securityDescriptor(entries)) ?? ['malformed']),
];

describe('who may open a file', () => {
  it('is read from the access list', () => {
    expect([...(openTo(systemAndAdministrators()) ?? [])]).toEqual(['S-1-5-18', 'S-1-5-32-544']);
    expect(opened([{ sid: EVERYONE }])).toEqual(['S-1-1-0']);
    expect(opened([{ sid: [5, 21, 4_000_000_000, 2, 3, 1001] }])).toEqual(['S-1-5-21-4000000000-2-3-1001']);
  });

  it.each([
    ['reading', READ_DATA],
    ['writing', WRITE_DATA],
    ['setting the access list', WRITE_DAC],
    ['a generic right', GENERIC_READ],
  ])('counts %s', (_, mask) => {
    expect(opened([{ sid: USERS, mask }])).toEqual(['S-1-5-32-545']);
  });

  it('counts a permission under a condition', () => {
    expect(opened([{ sid: USERS, type: CONDITIONAL }])).toEqual(['S-1-5-32-545']);
  });

  it('leaves out what opens nothing, audits, or is for children only', () => {
    expect(opened([{ sid: USERS, mask: READ_ATTRIBUTES }])).toEqual([]);
    expect(opened([{ sid: USERS, type: AUDIT }])).toEqual([]);
    expect(opened([{ sid: USERS, flags: INHERIT_ONLY }])).toEqual([]);
    expect(opened([])).toEqual([]);
  });

  it('lets the first entry decide', () => {
    const [deny, allow] = [{ sid: USERS, type: DENY }, { sid: USERS }];
    expect(opened([deny, allow])).toEqual([]);
    expect(opened([allow, deny])).toEqual(['S-1-5-32-545']);
    expect(opened([{ sid: SYSTEM }, { sid: EVERYONE, type: DENY }, { sid: ADMINISTRATORS }])).toEqual([
      'S-1-5-18',
    ]);
  });

  it('is everyone without an access list', () => {
    expect(opened(undefined)).toEqual(['S-1-1-0']);
  });

  it('is unknown where the bytes are no whole descriptor, at whatever length they end', () => {
    const whole = systemAndAdministrators();
    for (let length = 0; length < whole.length; length += 1)
      expect(openTo(whole.subarray(0, length)), `${length} bytes`).toBeUndefined();
  });

  it('is unknown where an entry is shorter than its own header, or than its SID', () => {
    const list = 48;
    for (const length of [0, 7, 12]) {
      const bytes = systemAndAdministrators();
      bytes[list + 8 + 2] = length;
      expect(openTo(bytes), `${length} bytes`).toBeUndefined();
    }
    const manySubAuthorities = systemAndAdministrators();
    manySubAuthorities[list + 8 + 8 + 1] = 200;
    expect(openTo(manySubAuthorities)).toBeUndefined();
  });
});
