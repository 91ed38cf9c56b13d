// Questions of the API as queries: kept, asked again when the controller says that something changed, never thrown away
// while a newer answer is on its way.

import { QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { asked, problemOf } from './api.ts';
import { WHEN_ASKED } from './when-asked.ts';

/** What no event tells of (hosts that check in, exposures that are counted) is looked at again this often. */
export const STALE_MS = 30_000;
const RETRIES = 1;

export const queries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        refetchInterval: STALE_MS,
        // A refusal stays one; where nobody answered, once more.
        retry: (count, error) => problemOf(error).code === 'unreachable' && count < RETRIES,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });

/** What may change it: words of the controller's events, or `hosts`, `exposures` and others, which only time tells. */
export type Subject =
  | 'rollouts'
  | 'plans'
  | 'promotions'
  | 'policy'
  | 'switch'
  | 'hosts'
  | 'exposures'
  | 'session'
  | 'access'
  | 'knowledge';

export interface Answer<T> {
  /** The newest answer; `undefined` until there is one. */
  readonly data: T | undefined;
  readonly error: unknown;
  /** When `data` was answered, by this browser's clock. */
  readonly at: number;
  readonly again: () => void;
  readonly asking: boolean;
  /** `data` answers the question before; the answer to this one is on its way. */
  readonly isBefore: boolean;
}

export type Asking<T> = (
  signal: AbortSignal,
) => Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>;

export const useAnswer = <T>(
  subject: Subject,
  key: readonly unknown[],
  ask: Asking<T>,
  options: {
    readonly enabled?: boolean;
    readonly keep?: boolean;
    /** Looked at again only where somebody asks: an answer that is long in coming. */
    readonly again?: 'asked';
    /** Somebody watches it change: looked at again this often. */
    readonly everyMs?: number;
  } = {},
): Answer<T> => {
  const { data, error, dataUpdatedAt, refetch, isFetching, isPlaceholderData } = useQuery({
    queryKey: [subject, ...key],
    queryFn: async ({ signal }) => await asked(ask(signal)),
    enabled: options.enabled ?? true,
    ...(options.again === 'asked' ? WHEN_ASKED : {}),
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
    ...(options.keep === true ? { placeholderData: (before: T | undefined) => before as never } : {}),
  });
  // Who presses twice waits for the first answer: asked anew each time, one that is long in coming never comes.
  const again = (): void => void refetch({ cancelRefetch: false });
  return {
    data: data as T | undefined,
    error,
    at: dataUpdatedAt,
    again,
    asking: isFetching,
    isBefore: isPlaceholderData,
  };
};

/** Something a person does; afterwards whatever it may have changed is asked again. */
export const useAct = <Given>(
  act: (given: Given) => Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>,
) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (given: Given) => await asked(act(given)),
    onSettled: async () => await client.invalidateQueries(),
  });
};
