/** Numbers as people read them, the same in both languages. Intl would do it too, and costs start-up time. */

/** 1234567 as '1,234,567'. */
export function figure(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Bytes as '84.2 MB' (1 MB = 1,048,576 bytes). */
export function fileSize(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1000 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
