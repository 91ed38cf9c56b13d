// From when on what was is known: before that, that nothing is told of says nothing.

/** Of a period that begins there. `null`: no host was looked at yet. */
export const isRecorded = (since: string | null, begin: string): boolean => since !== null && since <= begin;
