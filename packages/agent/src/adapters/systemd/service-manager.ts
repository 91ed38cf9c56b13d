import { NEVER_RESTARTED } from '@slipway/core/execution';
import { ok, refuse } from '@slipway/core/reasons';
import type { Clock, RunCommand, ServiceManager } from '../../ports/index.ts';
import { askAgain } from './ask-again.ts';
import { restartOrderOf } from './restart-order.ts';
import { isUnitName, showUnit, showUnits, systemctl } from './systemctl.ts';

/** The manager itself: executed anew in place, all its knowledge kept (systemctl(1), daemon-reexec). */
const MANAGER = 'init.scope';
/** A service may take its time to stop; systemd itself gives it 90 s to stop and 90 s to start unless told otherwise. */
const RESTART_LIMIT_MS = 10 * 60_000;

export const createServiceManager = (options: {
  readonly run: RunCommand;
  /** Units that this very program runs in: they end by themselves. */
  readonly own: ReadonlySet<string>;
  /** How long what it does not answer is asked again, for who decides by the answers; absent: not at all. */
  readonly patience?: { readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>; readonly seconds: number };
}): ServiceManager => {
  const { run, own, patience } = options;
  const asking = patience === undefined ? run : askAgain(run, patience);
  const state = async (unit: string): Promise<string> =>
    stateOf(await showUnit(asking, unit, ['ActiveState', 'LoadState']));
  return {
    state,
    async hadNothingToDo(unit) {
      const shown = await showUnit(asking, unit, [
        'ActiveState',
        'Type',
        'ConditionResult',
        'ConditionTimestampMonotonic',
      ]);
      return shown !== null && isSkippedOnce(shown);
    },
    async failedUnits() {
      const shown = await showUnits(asking, ['*'], ['Id', 'ActiveState']);
      if (!shown.ok) return refuse('services-unknown', { detail: shown.problem });
      return ok(namesOf(shown.units.filter((unit) => unit.get('ActiveState') === 'failed')));
    },
    async runningServices() {
      const shown = await showUnits(asking, ['*.service'], ['Id', 'ActiveState', 'WantedBy', 'RequiredBy']);
      if (!shown.ok) return refuse('services-unknown', { detail: shown.problem });
      return ok(namesOf(shown.units.filter(isWantedAndRuns)));
    },
    async restartOrder(units) {
      const named = [...new Set(units)].filter(isUnitName);
      if (named.length === 0) return [];
      const shown = await showUnits(asking, named, ['Id', 'After']);
      // Without an answer the order is one of names: that they are restarted matters more than in which order.
      const after = new Map(
        (shown.ok ? shown.units : []).map((unit) => [unit.get('Id') ?? '', words(unit.get('After') ?? '')]),
      );
      return restartOrderOf(named, (unit) => after.get(unit) ?? []);
    },
    async restart(unit) {
      const before = await state(unit);
      // What is down stays down: somebody wanted it so, or it has failed for reasons of its own.
      const restarts = before === 'active' && !NEVER_RESTARTED.has(unit) && !own.has(unit);
      if (restarts) await restartOne(run, unit);
      return { unit, before, after: restarts ? await state(unit) : before };
    },
    async start(unit) {
      const before = await state(unit);
      if (!isUnitName(unit)) return { unit, before, after: before };
      // A unit that was started too often in a short time refuses every further start, until it is told to forget.
      await systemctl(run, ['reset-failed', '--', unit]);
      await systemctl(run, ['start', '--', unit], RESTART_LIMIT_MS);
      return { unit, before, after: await state(unit) };
    },
  };
};

/** Of a unit that it does not know systemd says that it is inactive. */
const stateOf = (shown: ReadonlyMap<string, string> | null): string =>
  shown?.get('LoadState') === 'not-found' ? 'not-found' : (shown?.get('ActiveState') ?? 'unknown');

/**
 * As systemd-fsck-root.service is where the initial ram disk has looked already. Of services that run on, a condition that does not hold any
 * more may be what the change has broken.
 */
const isSkippedOnce = (unit: ReadonlyMap<string, string>): boolean =>
  unit.get('Type') === 'oneshot' &&
  unit.get('ActiveState') === 'inactive' &&
  unit.get('ConditionResult') === 'no' &&
  // "no" too where nobody has looked at them yet.
  Number(unit.get('ConditionTimestampMonotonic') ?? '0') > 0;

/** What nothing wants came by a call over the bus or by hand, and may go again whenever it likes. */
const isWantedAndRuns = (unit: ReadonlyMap<string, string>): boolean =>
  unit.get('ActiveState') === 'active' && `${unit.get('WantedBy') ?? ''}${unit.get('RequiredBy') ?? ''}` !== '';

/** How it ended is not asked: the state afterwards tells. */
const restartOne = async (run: RunCommand, unit: string): Promise<void> => {
  if (unit === MANAGER) await systemctl(run, ['daemon-reexec'], RESTART_LIMIT_MS);
  else await systemctl(run, ['restart', '--', unit], RESTART_LIMIT_MS);
};

const namesOf = (units: readonly ReadonlyMap<string, string>[]): readonly string[] =>
  units.flatMap((unit) => unit.get('Id') ?? []).sort();

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
