/** What Windows calls the accounts that every PC has, in English and in Japanese alike, by their SIDs. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['S-1-1-0', 'Everyone'],
  ['S-1-5-4', 'INTERACTIVE'],
  ['S-1-5-7', 'ANONYMOUS LOGON'],
  ['S-1-5-11', 'Authenticated Users'],
  ['S-1-5-18', 'SYSTEM'],
  ['S-1-5-32-544', 'Administrators'],
  ['S-1-5-32-545', 'Users'],
  ['S-1-5-32-546', 'Guests'],
  ['S-1-15-2-1', 'ALL APPLICATION PACKAGES'],
]);

/** The account's name, or its SID where only its own PC knows the name. */
export const accountName = (sid: string): string => NAMES.get(sid) ?? sid;
