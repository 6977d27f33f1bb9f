import { layoutsOf } from '../ground/layout.ts';

/** How structures of images are declared. */
export const layout = layoutsOf({ truncated: 'image-truncated', signature: 'image-signature' });
