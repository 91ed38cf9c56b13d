import type { RunCommand, ServiceManager } from '../../ports/index.ts';
import { showUnit, systemctl } from './systemctl.ts';

/**
 * Restarting the bus cuts off every service that talks over it (docs/adr/0012). Old code in it goes with a reboot, which
 * the system adapter then asks for.
 */
const NEVER_RESTARTED: ReadonlySet<string> = new Set(['dbus.service', 'dbus-broker.service']);

/** The manager itself: executed anew in place, all its knowledge kept (systemctl(1), daemon-reexec). */
const MANAGER = 'init.scope';
/** A service may take its time to stop; systemd itself gives it 90 s to stop and 90 s to start unless told otherwise. */
const RESTART_LIMIT_MS = 10 * 60_000;

export const createServiceManager = (options: {
  readonly run: RunCommand;
  /** Units that this very program runs in: they end by themselves. */
  readonly own: ReadonlySet<string>;
}): ServiceManager => {
  const { run, own } = options;
  const state = async (unit: string): Promise<string> =>
    (await showUnit(run, unit, ['ActiveState']))?.get('ActiveState') ?? 'unknown';
  return {
    state,
    async failedUnits() {
      const listed = await systemctl(run, ['list-units', '--state=failed', '--plain', '--no-legend', '--full']);
      if (listed.kind !== 'ended' || listed.status !== 0)
        throw new Error('systemd does not say which units have failed');
      return firstWords(listed.stdout);
    },
    async restart(units) {
      const done: { unit: string; before: string; after: string }[] = [];
      for (const unit of new Set(units)) {
        const before = await state(unit);
        // What is down stays down: somebody wanted it so, or it has failed for reasons of its own.
        const restarts = before === 'active' && !NEVER_RESTARTED.has(unit) && !own.has(unit);
        if (restarts) await restartOne(run, unit);
        done.push({ unit, before, after: restarts ? await state(unit) : before });
      }
      return done;
    },
  };
};

/** How it ended is not asked: the state afterwards tells. */
const restartOne = async (run: RunCommand, unit: string): Promise<void> => {
  if (unit === MANAGER) await systemctl(run, ['daemon-reexec'], RESTART_LIMIT_MS);
  else await systemctl(run, ['restart', '--', unit], RESTART_LIMIT_MS);
};

export const firstWords = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^\S+/.exec(line.trim()) ?? []);
