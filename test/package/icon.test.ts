import { Data } from 'resedit';
import { expect, it } from 'vitest';
import { drawIcon } from '../../scripts/packaging/icon.ts';

it('draws the icon in the sizes that Windows shows, with a clear corner and a white tick', () => {
  const icons = Data.IconFile.from(drawIcon()).icons;
  expect(icons.map(({ width, height, bitCount }) => [width, height, bitCount])).toEqual(
    [16, 24, 32, 48, 64].map((size) => [size, size, 32]),
  );
  const bytes = drawIcon();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The last of the five entries: 64 pixels.
  const bitmap = view.getUint32(6 + 4 * 16 + 12, true);
  const pixel = (x: number, y: number) =>
    bytes.subarray(bitmap + 40 + ((63 - y) * 64 + x) * 4).subarray(0, 4);
  expect([...pixel(0, 0)]).toEqual([0, 0, 0, 0]);
  expect([...pixel(28, 43)]).toEqual([255, 255, 255, 255]);
});
