import { PAGE_LIMIT_DEFAULT } from '@slipway/protocol/api';
import type { PageRequest } from '../../ports/index.ts';

export const pageRequest = (query: { readonly after?: string; readonly limit?: number }): PageRequest => ({
  after: query.after ?? null,
  limit: query.limit ?? PAGE_LIMIT_DEFAULT,
});
