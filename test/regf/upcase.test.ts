import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { upcaseUnit } from '../../src/regf/upcase.ts';

// SHA-256 of what RtlUpcaseUnicodeChar of Windows 10 returns for 0 .. 0xffff, as UTF-16LE; the table is in msuhanov/yarp.
const WINDOWS_10 = '41c26bc7a12bdaeb26025c93118697c7e3ef81ee048b00fe5cce2a472e0e0742';

it('is the table of Windows 10, unit by unit', () => {
  const table = Buffer.alloc(0x20000);
  for (let unit = 0; unit < 0x10000; unit++) table.writeUInt16LE(upcaseUnit(unit), unit * 2);
  expect(createHash('sha256').update(table).digest('hex')).toBe(WINDOWS_10);
});
