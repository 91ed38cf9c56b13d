// Whether the agent's units are what this host's mode wants: while it is observed, nothing of root's may start.

import type { Examined } from '@slipway/core/soundness';

const EXECUTOR = 'slipway-executor.service';
const GRANTS = 'slipway-executor.path';
const ALWAYS = [
  'slipway-reporter.service',
  'slipway-adoption.path',
  'slipway-look.timer',
  'slipway-tidy.timer',
  'slipway-verify.path',
] as const;

type Shown = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Properties of units, as the service manager has them. */
type ShowUnits = (
  units: readonly string[],
  properties: readonly string[],
) => Promise<
  | { readonly ok: true; readonly units: readonly ReadonlyMap<string, string>[] }
  | { readonly ok: false; readonly problem: string }
>;

export const examineUnits = async (show: ShowUnits): Promise<readonly Examined[]> => {
  const asked = await show([...ALWAYS, EXECUTOR, GRANTS], ['Id', 'LoadState', 'ActiveState']);
  if (!asked.ok) {
    const says = `systemd does not say how the units are: ${asked.problem}`;
    return [{ part: 'units', is: 'unknown', says, next: 'see `systemctl status`' }];
  }
  const shown: Shown = new Map(asked.units.map((unit) => [unit.get('Id') ?? '', unit]));
  const idle = ALWAYS.filter((unit) => shown.get(unit)?.get('ActiveState') !== 'active');
  return [
    idle.length === 0
      ? { part: 'units', is: 'well', says: `${ALWAYS.length} units that watch are active`, next: null }
      : {
          part: 'units',
          is: 'wrong',
          says: `not active: ${idle.join(', ')}`,
          next: `see \`systemctl status ${idle.join(' ')}\``,
        },
    examineMode(shown),
  ];
};

/** Adopted and observed are two whole states; anything between them was made by hand, or was cut. */
const examineMode = (shown: Shown): Examined => {
  const part = 'mode';
  const masked = shown.get(EXECUTOR)?.get('LoadState') === 'masked';
  const watches = shown.get(GRANTS)?.get('ActiveState') === 'active';
  if (masked && !watches)
    return { part, is: 'well', says: 'observed: the executor is masked, nothing can start it', next: null };
  if (!masked && watches)
    return { part, is: 'well', says: 'adopted: the executor starts by a signed grant', next: null };
  const says = masked
    ? `${EXECUTOR} is masked, and ${GRANTS} is active all the same`
    : `${EXECUTOR} is not masked, and ${GRANTS} is not active`;
  return {
    part,
    is: 'wrong',
    says,
    next: `see \`systemctl status ${EXECUTOR} ${GRANTS}\`; adopt the host again, or let it leave`,
  };
};
