import type { WritableFile, WritableFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { recordText } from '../../report/json.ts';
import { loadMessages, type Messages } from '../../report/messages/messages.ts';
import type { RunRecord } from '../../report/run-record.ts';
import { createOutput } from './create-output.ts';

const PAGE = /\.html?$/i;
const DOCUMENT = /\.json$/i;

/** `--report FILE`: a page for people when the name ends in .html or .htm, JSON when it ends in .json. */
export class ReportFile {
  readonly #file: WritableFile;
  readonly #isPage: boolean;

  private constructor(file: WritableFile, isPage: boolean) {
    this.#file = file;
    this.#isPage = isPage;
  }

  /**
   * @throws HiveError 'usage' for a name of another end: nobody should find JSON where a page was expected;
   *   'output-folder-missing', and what create throws. A file that exists is never written over.
   */
  static async create(files: WritableFileSystem, path: FilePath): Promise<ReportFile> {
    if (!PAGE.test(path) && !DOCUMENT.test(path)) {
      const expected = 'FILE.html, FILE.htm, FILE.json';
      throw new HiveError('usage', { kind: 'option-value', option: '--report', given: path, expected });
    }
    return new ReportFile(await createOutput(files, path), PAGE.test(path));
  }

  /** @param words for a page; JSON is never translated */
  async write(record: RunRecord, words: Messages): Promise<void> {
    try {
      const text = this.#isPage
        ? await this.#page(record, words)
        : recordText(record, await loadMessages('en'));
      await this.#file.write(new TextEncoder().encode(text), 0);
      await this.#file.flush();
    } finally {
      await this.#file.close();
    }
  }

  async #page(record: RunRecord, words: Messages): Promise<string> {
    const { reportPage } = await import('../../report/page/report-page.ts');
    return reportPage(record, words);
  }
}
