/** Self-relative security descriptors for tests. Source: [MS-DTYP] 2.4. */

export const SYSTEM = [5, 18] as const;
export const ADMINISTRATORS = [5, 32, 544] as const;
export const USERS = [5, 32, 545] as const;
export const EVERYONE = [1, 0] as const;

/** Authority, then the numbers behind it. */
export type SidParts = readonly [authority: number, ...rest: readonly number[]];

export interface AccessEntry {
  readonly sid: SidParts;
  readonly mask?: number;
  readonly type?: number;
  readonly flags?: number;
}

export const FULL_CONTROL = 0x001f_01ff;
/** CONTAINER_INHERIT_ACE and OBJECT_INHERIT_ACE. */
export const INHERITABLE = 0x03;

/** What Windows' own hives have, and inheritable what their folder has. */
export function systemAndAdministrators(flags = 0): Uint8Array {
  return securityDescriptor([
    { sid: SYSTEM, flags },
    { sid: ADMINISTRATORS, flags },
  ]);
}

/** Owned by the administrators. Without entries at all, there is no access list. */
export function securityDescriptor(entries: readonly AccessEntry[] | undefined): Uint8Array {
  const owner = sidBytes(ADMINISTRATORS);
  const group = sidBytes(SYSTEM);
  const list = entries === undefined ? Buffer.alloc(0) : accessList(entries);
  const header = Buffer.alloc(20);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(entries === undefined ? 0x8000 : 0x8004, 2);
  header.writeUInt32LE(20, 4);
  header.writeUInt32LE(20 + owner.length, 8);
  if (entries !== undefined) header.writeUInt32LE(20 + owner.length + group.length, 16);
  return new Uint8Array(Buffer.concat([header, owner, group, list]));
}

function accessList(entries: readonly AccessEntry[]): Buffer {
  const bytes = Buffer.concat(entries.map(accessEntry));
  const header = Buffer.alloc(8);
  header.writeUInt8(2, 0);
  header.writeUInt16LE(8 + bytes.length, 2);
  header.writeUInt16LE(entries.length, 4);
  return Buffer.concat([header, bytes]);
}

function accessEntry({ sid, mask = FULL_CONTROL, type = 0, flags = 0 }: AccessEntry): Buffer {
  const trustee = sidBytes(sid);
  const header = Buffer.alloc(8);
  header.writeUInt8(type, 0);
  header.writeUInt8(flags, 1);
  header.writeUInt16LE(8 + trustee.length, 2);
  header.writeUInt32LE(mask, 4);
  return Buffer.concat([header, trustee]);
}

function sidBytes([authority, ...rest]: SidParts): Buffer {
  const bytes = Buffer.alloc(8 + 4 * rest.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(rest.length, 1);
  bytes.writeUInt32BE(authority, 4);
  for (const [index, part] of rest.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}
