// Lists of any length, page by page along the controller's cursors: what is there stays while more is on its way.

import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Answer, type Asking, STALE_MS, type Subject } from './answers.ts';
import { asked } from './api.ts';

/** Asking again asks for every page: somebody who has scrolled far wants to read on, not two hundred answers anew. */
const FRESH_PAGES_MAX = 4;

/** Rows of the first answer and of each further one. `show`: is told how many somebody wants to see. */
export interface Rows {
  readonly first: number;
  readonly further: number;
  readonly show?: (rows: number) => void;
}

/** As queries of lists have it. */
export interface Portion {
  readonly limit: number;
  readonly after?: string;
}

export interface Listed<Page, Item> {
  readonly answer: Answer<readonly Item[]>;
  /** What stands beside the items on the first page. */
  readonly first: Page | undefined;
  /** `null`: there is no more. */
  readonly more: (() => void) | null;
  readonly isAskingMore: boolean;
}

export const useList = <Item, Page extends { readonly items: readonly Item[]; readonly next: string | null }>(
  subject: Subject,
  key: readonly unknown[],
  ask: (portion: Portion, signal: AbortSignal) => ReturnType<Asking<Page>>,
  options: { readonly rows: Rows; readonly enabled?: boolean },
): Listed<Page, Page['items'][number]> => {
  const { first, further, show } = options.rows;
  const query = useInfiniteQuery({
    queryKey: [subject, ...key],
    queryFn: async ({ pageParam, signal }) => await asked(ask(pageParam, signal)),
    initialPageParam: { limit: first } as Portion,
    getNextPageParam: ({ next }: Page): Portion | null => (next === null ? null : { limit: further, after: next }),
    enabled: options.enabled ?? true,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > FRESH_PAGES_MAX ? false : STALE_MS),
    placeholderData: (before) => before,
  });
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items), [pages]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = (): void => {
    if (isFetchingNextPage) return;
    show?.((items?.length ?? 0) + further);
    void fetchNextPage();
  };
  return {
    answer: {
      data: items,
      error: query.error,
      at: query.dataUpdatedAt,
      again: () => void query.refetch(),
      asking: query.isFetching,
      isBefore: query.isPlaceholderData,
    },
    first: pages?.[0],
    more: hasNextPage ? more : null,
    isAskingMore: isFetchingNextPage,
  };
};
