import type { Schemas } from '../../api/index.ts';

export type Plan = Schemas['Plan'];
