// When a line of a log file was written, as each program writes it.

/**
 * `at`: milliseconds since 1970; `null`: the line has none and belongs to the one before. `noise`: for whoever works on the
 * program itself, and so are the lines that belong to it.
 */
export type Stamp = (line: string) => { readonly at: number; readonly noise: boolean } | null;

/** `2026-11-21 20:40:38 status installed …`: local time (dpkg 1.21). */
export const dpkgStamp: Stamp = (line) => localStamp(/^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) /.exec(line));

/** `Log started: 2026-11-21  20:40:38`: local time, one for a whole run (apt 2.6). */
export const termStamp: Stamp = (line) =>
  localStamp(/^Log (?:started|ended): (\d{4})-(\d\d)-(\d\d) {1,2}(\d\d):(\d\d):(\d\d)/.exec(line));

/** `2026-11-21T20:43:48+0000 WARNING …` (dnf 4.14); before 4.3 it wrote UTC with a `Z`. */
export const dnfStamp: Stamp = (line) => {
  const [, time, hours = '', minutes = '', level] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:Z|([+-]\d\d):?(\d\d)) ([A-Z]+) /.exec(line) ?? [];
  if (time === undefined) return null;
  const at = Date.parse(`${time}${hours === '' ? 'Z' : `${hours}:${minutes}`}`);
  if (Number.isNaN(at)) return null;
  return { at, noise: level !== undefined && /DEBUG$|^TRACE$/.test(level) };
};

/** In the zone of the host, as the program that wrote it; in the fold of an autumn night the earlier of the two. */
const localStamp = (found: RegExpExecArray | null): ReturnType<Stamp> => {
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return { at: new Date(year, month - 1, day, hour, minute, second).getTime(), noise: false };
};
