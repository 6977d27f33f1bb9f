/**
 * Who may open a file, by its self-relative security descriptor. Source: [MS-DTYP] 2.4.6 (SECURITY_DESCRIPTOR), 2.4.5
 * (ACL), 2.4.4 (ACE) and 2.4.2 (SID).
 */

/** Where the fields lie, from the start of their structure. */
const Descriptor = { size: 20, control: 2, dacl: 16 } as const;
const AccessList = { size: 8, count: 4 } as const;
const Entry = { type: 0, flags: 1, length: 2, mask: 4, sid: 8 } as const;
const Sid = { size: 8, count: 1, authority: 2, subAuthority: 8 } as const;

const DACL_PRESENT = 0x0004;
const INHERIT_ONLY = 0x08;
/** ACCESS_ALLOWED_ACE_TYPE and the one with a condition, ACCESS_ALLOWED_CALLBACK_ACE_TYPE. */
const ALLOWING = new Set([0x00, 0x09]);
const DENYING = 0x01;

/** Reading, writing and appending data, WRITE_DAC and WRITE_OWNER, which lead to these, and the generic rights. */
const OPENS = 0x0001 | 0x0002 | 0x0004 | 0x0004_0000 | 0x0008_0000 | 0x1000_0000 | 0x4000_0000 | 0x8000_0000;

/** Everybody, guests and people without an account on this PC included. */
export const EVERYONE = 'S-1-1-0';

/**
 * The accounts and groups that may read the file, write it, or give themselves the right to, as SIDs. A file without an
 * access list is open to everyone. Undefined when the bytes are no whole descriptor.
 */
export function openTo(descriptor: Uint8Array): ReadonlySet<string> | undefined {
  if (descriptor.length < Descriptor.size) return undefined;
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength);
  const list = view.getUint32(Descriptor.dacl, true);
  const hasList = (view.getUint16(Descriptor.control, true) & DACL_PRESENT) !== 0 && list !== 0;
  return hasList ? openByList(view, list) : new Set([EVERYONE]);
}

function openByList(view: DataView, list: number): ReadonlySet<string> | undefined {
  if (list + AccessList.size > view.byteLength) return undefined;
  const allowed = new Set<string>();
  const denied = new Set<string>();
  let at = list + AccessList.size;
  for (let left = view.getUint16(list + AccessList.count, true); left > 0; left -= 1) {
    if (at + Entry.sid > view.byteLength) return undefined;
    const length = view.getUint16(at + Entry.length, true);
    if (length < Entry.sid || at + length > view.byteLength) return undefined;
    const type = view.getUint8(at + Entry.type);
    const counts = (view.getUint8(at + Entry.flags) & INHERIT_ONLY) === 0;
    const opens = (view.getUint32(at + Entry.mask, true) & OPENS) !== 0;
    if (counts && opens && (ALLOWING.has(type) || type === DENYING)) {
      const sid = sidAt(view, at + Entry.sid, at + length);
      if (sid === undefined) return undefined;
      // The first entry that speaks of a right decides it.
      if (type === DENYING) denied.add(sid);
      else if (!denied.has(sid) && !denied.has(EVERYONE)) allowed.add(sid);
    }
    at += length;
  }
  return allowed;
}

/** As people write it: `S-1-5-32-544`. */
function sidAt(view: DataView, at: number, end: number): string | undefined {
  if (at + Sid.size > end) return undefined;
  const count = view.getUint8(at + Sid.count);
  if (at + Sid.subAuthority + 4 * count > end) return undefined;
  // Six bytes, big-endian; the upper two are zero in every authority that Windows knows.
  const parts = [view.getUint8(at), view.getUint32(at + Sid.authority + 2)];
  for (let index = 0; index < count; index += 1)
    parts.push(view.getUint32(at + Sid.subAuthority + 4 * index, true));
  return `S-${parts.join('-')}`;
}
