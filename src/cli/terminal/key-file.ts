import type { WritableFile, WritableFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { createOutput } from './create-output.ts';

/**
 * `--save-recovery-password FILE`: the text that a person keeps. It is made before anything is changed, so that a name that
 * can't be written is said at once, and is gone again when there was nothing to write.
 */
export class KeyFile {
  readonly path: FilePath;
  readonly #files: WritableFileSystem;
  readonly #file: WritableFile;
  #isWritten = false;

  private constructor(files: WritableFileSystem, path: FilePath, file: WritableFile) {
    this.#files = files;
    this.path = path;
    this.#file = file;
  }

  /**
   * @param systemRoot on the drive that the key opens: it would be locked together with the file.
   * @throws HiveError 'key-on-same-drive', 'output-folder-missing', and what create throws. A file that exists is never written over.
   */
  static async create(files: WritableFileSystem, given: FilePath, systemRoot: FilePath): Promise<KeyFile> {
    const path = files.resolve(given);
    const [folder, system] = await Promise.all([files.status(files.parent(path)), files.status(systemRoot)]);
    const volume = systemRoot.slice(0, 2);
    const hasItsLetter = path.slice(0, 2).toUpperCase() === volume.toUpperCase();
    // A letter of another name (subst), or a mount point, is no other drive.
    if (hasItsLetter || (folder !== undefined && folder.device === system?.device))
      throw new HiveError('key-on-same-drive', { path, volume });
    return new KeyFile(files, path, await createOutput(files, path));
  }

  /**
   * As Windows' own: UTF-16, so that every editor there reads it.
   * @throws HiveError what writing throws, 'verification-failed'
   */
  async write(text: string): Promise<void> {
    const bytes = new Uint8Array(Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'));
    await this.#file.write(bytes, 0);
    await this.#file.flush();
    const back = new Uint8Array(bytes.length);
    await this.#file.read(back, 0);
    if (Buffer.compare(back, bytes) !== 0)
      throw new HiveError('verification-failed', { path: this.path, differences: ['another text'] });
    this.#isWritten = true;
  }

  async close(): Promise<void> {
    await this.#file.close();
    if (!this.#isWritten) await this.#files.remove(this.path);
  }
}
