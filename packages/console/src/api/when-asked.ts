/**
 * For an answer that is looked at again only where somebody asks: nor by coming back to the page, where an event has told
 * meanwhile that it may be another one. Somebody is reading it.
 */
export const WHEN_ASKED = {
  refetchInterval: false,
  refetchOnReconnect: false,
  refetchOnWindowFocus: false,
  staleTime: Number.POSITIVE_INFINITY,
} as const;
