import { figure, fileSize } from '../figures.ts';
import type { ErrorMessages } from './messages.ts';
import type { RegFileErrorCode, RegFileProblem } from './reg-file-messages.ts';

/** What is wrong on a line of a .reg file. */
export const enRegFileProblems: Readonly<Record<RegFileProblem, string>> = {
  'line-unknown': 'neither a key, nor a value, nor a comment',
  'value-without-key': 'a value that no key is given for',
  'key-unclosed': 'the "]" behind the key is missing',
  'key-begins-blank': 'a space before the name of the key',
  'key-name-empty': 'a key without a name',
  'key-name-too-long': 'a key name of more than 255 characters',
  'value-name-unclosed': 'the quotation mark behind the name is missing',
  'value-name-too-long': 'a value name of more than 16,383 characters',
  'equals-missing': 'the "=" behind the name is missing',
  'data-unknown': 'data that are neither "text", dword:, hex:, hex(N): nor -',
  'text-unclosed': 'the quotation mark behind the text is missing',
  'escape-unknown': 'a single backslash in text; write it twice',
  'text-behind-data': 'something stands behind the data',
  'dword-digits': 'dword: takes 1 to 8 hexadecimal digits',
  'hex-type': 'hex(N): takes 1 to 8 hexadecimal digits as its type',
  'hex-digits': 'a byte that is not one or two hexadecimal digits',
  'hex-comma': 'bytes are separated by one comma each',
  'hex-continuation': 'a line is continued by a comma and a backslash at its end',
  'hex-text': 'text that is none in the code page of the file',
};

const COUNTED = {
  bytes: (limit: number) => `more than ${fileSize(limit)}`,
  'letters-in-a-line': (limit: number) => `a line of more than ${figure(limit)} characters`,
  entries: (limit: number) => `more than ${figure(limit)} keys and values`,
};

export const enRegFile: Pick<ErrorMessages, RegFileErrorCode> = {
  'reg-file-header': ({ path, found }) => ({
    what: `${path} is not a .reg file: its first line is "${found}".`,
    next: 'The first line has to be "Windows Registry Editor Version 5.00" or "REGEDIT4", exactly so and without a line before it.',
  }),
  'reg-file-undecodable': ({ path, line, column, encoding }) => ({
    what: `${path} is not text in ${encoding} (line ${line}, column ${column}).`,
    next: 'Save it as UTF-16 (little endian, with byte order mark) or as UTF-8, and try again.',
  }),
  'reg-file-code-page': ({ path, line, column, codePage }) => ({
    what: `${path} has letters beyond ASCII (line ${line}, column ${column}), and ${
      codePage === undefined ? 'its code page is not known' : `code page ${codePage} can't be read here`
    }.`,
    next: 'Name its code page with --code-page N (1252 in western Europe, 932 in Japan), or save the file as UTF-16 with the first line "Windows Registry Editor Version 5.00".',
  }),
  'reg-file-too-large': ({ path, counted, limit }) => ({
    what: `${path} is too large: it has ${COUNTED[counted](limit)}.`,
    next: 'Cut it into several files, each with the first line, and take one after the other.',
  }),
  'reg-file-unclear': ({ path, line, column, problem, count }) => ({
    what: `${path} has ${count === 1 ? 'a place' : `${figure(count)} places`} that would be skipped; line ${line}, column ${column}: ${enRegFileProblems[problem]}.`,
    next: 'Correct the file, or leave out --strict: then the rest of it is taken, and what was skipped is listed.',
  }),
};
