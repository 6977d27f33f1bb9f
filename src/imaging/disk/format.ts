import type { ReadOnlyFile } from '../../files/file-system.ts';
import { bytesAt, textOf } from './partitions.ts';

export type DiskFormat = 'raw' | 'qcow2' | 'vhd' | 'vhdx' | 'vmdk';

/** Why a disk image can only be read, or not even that. */
export type FormatLimit =
  /** What the guest sees lies in another file, which whoever made the image chose. */
  | 'external-data'
  /** A stream-optimized VMDK: compressed once, as appliances are handed out. */
  | 'compressed'
  /** A VHD or VHDX that holds only what differs from another one. */
  | 'differencing';

export interface FoundFormat {
  readonly format: DiskFormat;
  readonly limit?: FormatLimit;
  /** Files beside it that hold the disk. */
  readonly extents?: readonly string[];
}

const BEGINNING = 64 * 1024;
/** Of a VHD: at its end, and where it can grow at its beginning, too. Microsoft: "Virtual Hard Disk Image Format Specification". */
const FOOTER = 512;

/** The format of a disk image by its own bytes; undefined where it is none that can be opened. */
export async function readDiskFormat(file: ReadOnlyFile): Promise<FoundFormat | undefined> {
  const beginning = await bytesAt(file, 0, BEGINNING);
  const signature = textOf(beginning.subarray(0, 8));
  if (signature.startsWith('QFI\xfb')) return qcow2(beginning);
  if (signature === 'vhdxfile') return { format: 'vhdx' };
  if (signature.startsWith('KDMV')) return sparseVmdk(beginning);
  if (signature === 'conectix') return vhd(beginning);
  if (isVmdkDescriptor(beginning)) return describedVmdk(textOf(beginning));
  const footer = await bytesAt(file, Math.max(0, file.length - FOOTER), FOOTER);
  if (textOf(footer.subarray(0, 8)) === 'conectix') return vhd(footer);
  return isRawDisk(beginning) ? { format: 'raw' } : undefined;
}

/** A partition table or a volume of Windows stands at the beginning. */
function isRawDisk(bytes: Uint8Array): boolean {
  const isBootSector = bytes[510] === 0x55 && bytes[511] === 0xaa;
  const isGpt = [512, 4096].some((at) => textOf(bytes.subarray(at, at + 8)) === 'EFI PART');
  const isLocked = textOf(bytes.subarray(3, 11)) === '-FVE-FS-';
  return isBootSector || isGpt || isLocked;
}

const QCOW_EXTERNAL_DATA = 1n << 2n;

/** Numbers are big-endian. QEMU: "qcow2", header, incompatible_features; version 2 has none. */
function qcow2(bytes: Uint8Array): FoundFormat | undefined {
  if (bytes.length < 80) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const hasFeatures = view.getUint32(4) >= 3;
  const isElsewhere = hasFeatures && (view.getBigUint64(72) & QCOW_EXTERNAL_DATA) !== 0n;
  return { format: 'qcow2', ...(isElsewhere && { limit: 'external-data' }) };
}

const VHD_DIFFERENCING = 4;

function vhd(footer: Uint8Array): FoundFormat {
  const isDifferencing = footer.length >= 64 && footer[63] === VHD_DIFFERENCING;
  return { format: 'vhd', ...(isDifferencing && { limit: 'differencing' }) };
}

const VMDK_COMPRESSED = 1 << 16;

/** VMware: "Virtual Disk Format", SparseExtentHeader, flags. */
function sparseVmdk(bytes: Uint8Array): FoundFormat | undefined {
  if (bytes.length < 512) return undefined;
  const flags = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  const described = describedVmdk(textOf(bytes));
  if (described.limit !== undefined) return described;
  // Its descriptor names itself.
  return { format: 'vmdk', ...((flags & VMDK_COMPRESSED) !== 0 && { limit: 'compressed' }) };
}

function isVmdkDescriptor(bytes: Uint8Array): boolean {
  return /^# Disk DescriptorFile/i.test(textOf(bytes.subarray(0, 64)));
}

/** VMware: "Virtual Disk Format", the descriptor: RW 4192256 FLAT "disk-flat.vmdk" 0 */
const EXTENT = /^\s*(?:RW|RDONLY|NOACCESS)\s+\d+\s+(\w+)(?:\s+"([^"]*)")?/gim;

/** Files that hold the disk lie beside the descriptor; a name that leads elsewhere, or to a device, is nothing to write to. */
function describedVmdk(descriptor: string): FoundFormat {
  const extents = [...descriptor.matchAll(EXTENT)];
  const isElsewhere = extents.some(
    ([, kind = '', name = '']) =>
      /[\\/:]/.test(name) || !/^(?:FLAT|SPARSE|ZERO|VMFS|VMFSSPARSE)$/i.test(kind),
  );
  const names = extents.map(([, , name = '']) => name).filter((name) => name !== '');
  return { format: 'vmdk', extents: names, ...(isElsewhere && { limit: 'external-data' }) };
}
