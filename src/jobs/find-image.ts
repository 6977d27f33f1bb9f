/** Apart from `images.ts`, which takes time to load, and is needed where there is one. */
export { findImage } from '../imaging/find-image.ts';
