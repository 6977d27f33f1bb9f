/** What a WIM's XML data tells of an image's contents after a change. What it does not tell is not added. */
export interface XmlChange {
  readonly index: number;
  /** Bytes that the image's files became more or less. */
  readonly grownBy: number;
  /** FILETIME */
  readonly time: bigint;
  /** Of the file, without the XML data. */
  readonly totalBytes: number;
}

export function changedXml(xml: string, { index, grownBy, time, totalBytes }: XmlChange): string {
  const image = new RegExp(`<IMAGE\\b[^>]*\\bINDEX\\s*=\\s*"${index}"[^>]*>[\\s\\S]*?</IMAGE>`).exec(xml);
  if (image === null) return xml;
  const [told] = image;
  const changed = withTime(told, time).replace(
    /(<TOTALBYTES>)(\d{1,15})(<\/TOTALBYTES>)/,
    (_, start, bytes, end) => `${start}${Math.max(0, Number(bytes) + grownBy)}${end}`,
  );
  const [before, after] = [xml.slice(0, image.index), xml.slice(image.index + told.length)];
  const inFile = (part: string): string =>
    // Of the file, not of another image.
    part.replace(/<IMAGE\b[\s\S]*?<\/IMAGE>|(<TOTALBYTES>)\d+(<\/TOTALBYTES>)/g, (whole, start, end) =>
      start === undefined ? whole : `${start}${totalBytes}${end}`,
    );
  return inFile(before) + changed + inFile(after);
}

const withTime = (image: string, time: bigint): string =>
  image.replace(
    /(<LASTMODIFICATIONTIME>\s*<HIGHPART>)\w+(<\/HIGHPART>\s*<LOWPART>)\w+(<\/LOWPART>)/,
    (_, start, middle, end) => `${start}${hex(time >> 32n)}${middle}${hex(time & 0xffff_ffffn)}${end}`,
  );

const hex = (half: bigint): string => `0x${half.toString(16).toUpperCase().padStart(8, '0')}`;
