/** Between two requests of one line: agents near work come again at once. */
export const KEEP_ALIVE_MS_MAX = 30_000;
