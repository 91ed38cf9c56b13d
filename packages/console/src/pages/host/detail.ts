import type { Schemas } from '../../api/index.ts';

/** Everything known of one host, but its packages. */
export type Detail = Schemas['HostDetail'];
