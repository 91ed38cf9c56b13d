import { exec, type LabHost } from '../../host/index.ts';
import { LabError } from '../../lab-error.ts';

const QUESTION_TIMEOUT_MS = 30_000;
/** USER_HZ, as the kernel tells every program (time(7)). */
const TICK_MS = 10;

/**
 * What all processes of the host have taken so far, those that have ended among them: whoever ends hands its time on to whoever waits
 * for it (proc_pid_stat(5), cutime and cstime), and in the end to the host's PID 1. What the lab runs inside is nobody's child there
 * and does not count. Control groups would say it of a unit, but containers have no controllers.
 */
export async function processorMsOf(host: LabHost): Promise<number> {
  const stats = ['/proc', '-mindepth', '2', '-maxdepth', '2', '-path', '/proc/[0-9]*/stat'];
  // A process that ends in between makes find end with 1: its time is with its parent by then, or at the next look.
  const { stdout } = await exec(host, ['find', ...stats, '-execdir', 'cat', '{}', '+'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (!lines.some((line) => line.startsWith('1 '))) throw new LabError('command-failed', `no /proc/1/stat: ${stdout}`);
  return lines.reduce((sum, line) => sum + ticksIn(line), 0) * TICK_MS;
}

/** Fields 14 to 17, counted after the program's name, which may hold anything. */
function ticksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}
