/**
 * hivemend's icon, drawn here: a honeycomb cell in amber, and a white tick in it. Uncompressed, so that the bytes don't
 * depend on a compressor's version. Format: ICO with 32-bit device-independent bitmaps, bottom row first, and a mask.
 */

const SIZES = [16, 24, 32, 48, 64];
/** Points per pixel and axis that are tested to smooth the edges. */
const SAMPLES = 4;

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];
type Point = readonly [x: number, y: number];

const AMBER: Rgba = [0xd9, 0x8a, 0x0b, 0xff];
const EDGE: Rgba = [0x8a, 0x4f, 0x00, 0xff];
const TICK: Rgba = [0xff, 0xff, 0xff, 0xff];
const NOTHING: Rgba = [0, 0, 0, 0];

/** Corners of the tick in the unit square, y downwards. */
const TICK_LINE: readonly Point[] = [
  [0.29, 0.52],
  [0.44, 0.67],
  [0.72, 0.36],
];

export function drawIcon(): Uint8Array {
  const images = SIZES.map((size) => bitmapOf(size));
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach((image, index) => {
    const entry = 6 + 16 * index;
    const size = SIZES[index] ?? 0;
    header.writeUInt8(size, entry);
    header.writeUInt8(size, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(image.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += image.length;
  });
  return Buffer.concat([header, ...images]);
}

function bitmapOf(size: number): Buffer {
  const maskRow = Math.ceil(size / 32) * 4;
  const bitmap = Buffer.alloc(40 + size * size * 4 + maskRow * size);
  bitmap.writeUInt32LE(40, 0);
  bitmap.writeInt32LE(size, 4);
  // The height counts the picture and its mask.
  bitmap.writeInt32LE(size * 2, 8);
  bitmap.writeUInt16LE(1, 12);
  bitmap.writeUInt16LE(32, 14);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [red, green, blue, alpha] = pixelAt(x, y, size);
      bitmap.set([blue, green, red, alpha], 40 + ((size - 1 - y) * size + x) * 4);
    }
  }
  return bitmap;
}

/** The mean of the samples in a pixel, colours weighed by how opaque they are. */
function pixelAt(x: number, y: number, size: number): Rgba {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const dx = ((sample % SAMPLES) + 0.5) / SAMPLES;
    const dy = (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
    const [red, green, blue, alpha] = colourAt((x + dx) / size, (y + dy) / size);
    [red * alpha, green * alpha, blue * alpha, alpha].forEach((part, index) => {
      sum[index] = (sum[index] ?? 0) + part;
    });
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sum;
  const mean = (part: number) => (alpha === 0 ? 0 : Math.round(part / alpha));
  return [mean(red), mean(green), mean(blue), Math.round(alpha / SAMPLES ** 2)];
}

function colourAt(x: number, y: number): Rgba {
  const fromEdge = 0.48 - hexagonDistance(x - 0.5, y - 0.5);
  if (fromEdge < 0) return NOTHING;
  if (TICK_LINE.slice(1).some((end, index) => distanceToLine([x, y], TICK_LINE[index] ?? end, end) < 0.065)) {
    return TICK;
  }
  return fromEdge < 0.05 ? EDGE : AMBER;
}

/** How large a hexagon with a corner on top must be to reach the point, measured from its centre to a corner. */
function hexagonDistance(x: number, y: number): number {
  const across = Math.abs(x);
  const along = Math.abs(y);
  return Math.max((across * 2) / Math.sqrt(3), along + across / Math.sqrt(3));
}

function distanceToLine([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}
