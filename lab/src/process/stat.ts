export interface ProcessStat {
  readonly pid: number;
  /** One letter of proc(5): R, S, D, Z, … */
  readonly state: string;
  readonly parentPid: number;
  /** Clock ticks between boot and the start of the process. */
  readonly startTicks: number;
}

/** Reads /proc/PID/stat (proc(5)). The second field is the program's name in brackets and may itself hold brackets. */
export function parseProcessStat(text: string): ProcessStat | null {
  const nameEnd = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  if (nameEnd < 0 || !Number.isSafeInteger(pid)) return null;
  const fields = text
    .slice(nameEnd + 1)
    .trim()
    .split(' ');
  const state = fields[0];
  const parentPid = Number(fields[1]);
  const startTicks = Number(fields[19]);
  if (state === undefined || !Number.isSafeInteger(parentPid) || !Number.isSafeInteger(startTicks)) return null;
  return { pid, state, parentPid, startTicks };
}
