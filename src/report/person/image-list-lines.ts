import type { ListedImage, ListedPart, ListResult, WimWindows } from '../../jobs/results.ts';
import { describeError } from '../error-text.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printable, printed } from '../printed.ts';
import { hang } from '../text-layout.ts';
import type { windowsName } from './check-lines.ts';
import type { Style } from './console.ts';
import { listRows } from './list-lines.ts';
import { type Row, rowLines } from './rows.ts';

/** What images hold, under those that a PC's volumes do. Numbers are those of `--image`. */
export function imageListLines(
  { images = [], withDetails }: ListResult,
  words: Messages,
  style: Style,
): readonly Printed[] {
  return images.flatMap((image) => imageLines(image, withDetails === true, words, style));
}

function imageLines(
  { path, kind, parts }: ListedImage,
  withDetails: boolean,
  words: Messages,
  style: Style,
): Printed[] {
  return [
    ...hang(`${path}  `, words.list.image(kind, parts.length), style.width),
    ...parts.flatMap((part) => partLines(part, withDetails, words, style)),
  ];
}

function partLines(part: ListedPart, withDetails: boolean, words: Messages, style: Style): Printed[] {
  const { list } = words;
  const { index, name, noted, found, error } = part;
  const heading = printed`${printable(`${index}. `)}${style.bold(name)}`;
  const lines = (rows: readonly Row[]) => (rows.length === 0 ? [] : rowLines(rows, words, style));
  if (error !== undefined) {
    const { what } = describeError(error, words);
    return [printed`${heading}  ${style.bad(list.unreadable)}`, ...hang('   ', what, style.width)];
  }
  if (found === undefined) {
    const edition = notedText(noted, words);
    const rows: readonly Row[] = edition === '' ? [] : [['edition', edition]];
    return [printed`${heading}  ${printable(list.partWithoutWindows)}`, ...lines(rows)];
  }
  const need = found.needsRepair ? style.bad(list.needsRepair) : style.good(list.nothingToRepair);
  const edition = notedText(noted ?? editionOf(found.windows), words);
  const rows = listRows(found, words);
  const told = withDetails ? rows : rows.filter(([label]) => label === 'windows' || label === 'setting');
  const edited: readonly Row[] = edition === '' ? told : [['edition', edition], ...told];
  return [printed`${heading}  ${need}`, ...lines(edited)];
}

/** Such as "Professional, 10.0.26100.4349, ja-JP, en-US". */
function notedText(noted: WimWindows | undefined, { results }: Messages): string {
  if (noted === undefined) return '';
  const { edition, version, languages } = noted;
  return [edition, version, ...languages].filter((text) => text !== undefined).join(results.listSeparator);
}

/** Where nobody noted anything, the hive tells. */
function editionOf({ edition, build, revision }: Parameters<typeof windowsName>[0]): WimWindows {
  const version = build === undefined ? undefined : [10, 0, build, revision ?? 0].join('.');
  return {
    ...(edition === undefined ? {} : { edition }),
    ...(version === undefined ? {} : { version }),
    languages: [],
  };
}
