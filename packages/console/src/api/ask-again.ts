// What has changed is asked for again. A question that is under way is let end and then asked once more, instead of being begun anew
// each time: while something changes every second, an answer that takes two would never come.

import type { QueryClient, QueryKey } from '@tanstack/react-query';

export const askAgain = async (client: QueryClient, isMeant: (queryKey: QueryKey) => boolean): Promise<void> => {
  const filters = { predicate: ({ queryKey }: { readonly queryKey: QueryKey }) => isMeant(queryKey) };
  const underWay = client.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' });
  await client.invalidateQueries(filters, { cancelRefetch: false });
  if (underWay.length === 0) return;
  // Those may have been answered by what was before.
  await client.invalidateQueries({ predicate: (query) => underWay.includes(query) }, { cancelRefetch: false });
};
