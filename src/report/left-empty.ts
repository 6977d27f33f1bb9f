/**
 * Whether a file without a byte is no loss: copies of hives that Setup made (`SOFTWARE.sav`), and those in RegBack, which Windows 10 leaves
 * empty since version 1803 (learn.microsoft.com, "The system registry is no longer backed up to the RegBack folder").
 */
export const isLeftEmpty = (path: string): boolean =>
  /\.sav$/i.test(path) || /[\\/]RegBack[\\/][^\\/]*$/i.test(path);
