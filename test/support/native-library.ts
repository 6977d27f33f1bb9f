import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Program } from './programs.ts';

/** Libraries in C for the systems of the executables, made by the compiler that makes the WebAssembly module (LLVM 14). */

const LINUX = ['-shared', '-nostdlib', '-fPIC', '-fuse-ld=lld', '-Wl,-z,undefs', '-O1', '-w', '-fno-builtin'];

/** @param define a name of the source's and the string that it stands for */
export function compileLibrary(
  source: string,
  { flavour, architecture }: Program,
  output: string,
  [name, value]: readonly [string, string],
): void {
  const file = join(import.meta.dirname, source);
  const define = `-D${name}=${JSON.stringify(value)}`;
  if (flavour === 'windows') {
    compileForWindows(file, define, output);
    return;
  }
  const machine = architecture === 'arm64' ? 'aarch64' : 'x86_64';
  execFileSync('clang-14', [`--target=${machine}-linux-gnu`, ...LINUX, define, '-o', output, file]);
}

function compileForWindows(source: string, define: string, output: string): void {
  const folder = dirname(output);
  const [names, imports] = [join(folder, 'kernel32.def'), join(folder, 'kernel32.lib')];
  writeFileSync(names, 'LIBRARY kernel32.dll\nEXPORTS\nCreateFileA\n');
  execFileSync('llvm-dlltool-14', ['-m', 'i386:x86-64', '-d', names, '-l', imports]);
  const linker = ['-shared', '-nostdlib', '-fuse-ld=lld', '-Wl,/entry:DllMain', '-Wl,/nodefaultlib'];
  execFileSync('clang-14', [
    '--target=x86_64-pc-windows-msvc',
    ...linker,
    ...['-w', define, '-o', output, source, imports],
  ]);
}
