import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Answer, api, asked, type Schemas } from '../../api/index.ts';

export type Host = Schemas['HostSummary'];

/** More than any screen has, few enough to be there at once. */
const PAGE = 100;

export interface Hosts {
  readonly answer: Answer<readonly Host[]>;
  /** `null`: there is no more. */
  readonly more: (() => void) | null;
  readonly isAskingMore: boolean;
  /** Seen on these hosts, for completion: values by label. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

export const useHosts = (wanted: {
  readonly selector: string;
  readonly environment: string | undefined;
  readonly isEnabled: boolean;
}): Hosts => {
  const { selector, environment, isEnabled } = wanted;
  const query = useInfiniteQuery({
    queryKey: ['hosts', 'list', selector, environment ?? ''],
    queryFn: async ({ pageParam, signal }) =>
      await asked(
        api.GET('/api/v1/hosts', {
          params: {
            query: {
              limit: PAGE,
              ...(selector === '' ? {} : { selector }),
              ...(environment === undefined ? {} : { environment }),
              ...(pageParam === null ? {} : { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: isEnabled,
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data]);
  const labels = useMemo(() => labelsOf(rows ?? []), [rows]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return {
    answer: {
      data: rows,
      error: query.error,
      at: query.dataUpdatedAt,
      again: () => void query.refetch(),
      asking: query.isFetching,
    },
    more: hasNextPage ? () => void (isFetchingNextPage ? null : fetchNextPage()) : null,
    isAskingMore: isFetchingNextPage,
    labels,
  };
};

const labelsOf = (hosts: readonly Host[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { labels } of hosts) {
    for (const [label, value] of Object.entries(labels)) {
      const values = found.get(label) ?? new Set();
      found.set(label, values.add(value));
    }
  }
  return found;
};
