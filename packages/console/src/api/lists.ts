// Lists of any length, page by page along the controller's cursors: what is there stays while more is on its way.

import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Answer, type Asking, STALE_MS, type Subject } from './answers.ts';
import { asked } from './api.ts';

/** Asking again asks for every page: somebody who has scrolled far wants to read on, not two hundred answers anew. */
const FRESH_PAGES_MAX = 4;

export interface Listed<Page, Item> {
  readonly answer: Answer<readonly Item[]>;
  /** What stands beside the items on the first page. */
  readonly first: Page | undefined;
  /** `null`: there is no more. */
  readonly more: (() => void) | null;
  readonly isAskingMore: boolean;
  /** What is shown answers the question before. */
  readonly isBefore: boolean;
}

export const useList = <Item, Page extends { readonly items: readonly Item[]; readonly next: string | null }>(
  subject: Subject,
  key: readonly unknown[],
  ask: (after: string | null, signal: AbortSignal) => ReturnType<Asking<Page>>,
  options: { readonly enabled?: boolean } = {},
): Listed<Page, Page['items'][number]> => {
  const query = useInfiniteQuery({
    queryKey: [subject, ...key],
    queryFn: async ({ pageParam, signal }) => await asked(ask(pageParam, signal)),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: Page) => next,
    enabled: options.enabled ?? true,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > FRESH_PAGES_MAX ? false : STALE_MS),
    placeholderData: (before) => before,
  });
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items), [pages]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return {
    answer: {
      data: items,
      error: query.error,
      at: query.dataUpdatedAt,
      again: () => void query.refetch(),
      asking: query.isFetching,
    },
    first: pages?.[0],
    more: hasNextPage ? () => void (isFetchingNextPage ? null : fetchNextPage()) : null,
    isAskingMore: isFetchingNextPage,
    isBefore: query.isPlaceholderData,
  };
};
