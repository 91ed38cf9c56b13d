// The package store of the controllers, on a file system that can be full.

import { openContentMemory } from '@slipway/controller/content/memory';
import type { Content } from '@slipway/controller/ports';
import { refuse } from '@slipway/core/reasons';

export interface PackageStore extends Content {
  setFull(isFull: boolean): void;
}

export const packageStore = (): PackageStore => {
  const content = openContentMemory();
  let isFull = false;
  const full = (neededBytes: number) => refuse('disk-full', { path: '/content', freeBytes: 0, neededBytes });
  return {
    ...content,
    setFull: (next) => {
      isFull = next;
    },
    put: async (file, chunks) => (isFull ? full(file.sizeBytes) : await content.put(file, chunks)),
    putBytes: async (bytes) => (isFull ? full(bytes.length) : await content.putBytes(bytes)),
  };
};
