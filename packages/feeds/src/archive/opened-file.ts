import type { FeedFile } from '../format.ts';

/** What archives hand out: its bytes can be passed over once. */
export type OpenedFile = Pick<FeedFile, 'name' | 'chunks'>;
