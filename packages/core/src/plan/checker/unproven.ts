import { reason } from '../../reasons/index.ts';
import type { CheckerNote, Wave } from '../types.ts';
import type { Facts } from './facts.ts';
import { differs, errorFor, warning } from './notes.ts';
import { plannedTemplate } from './template.ts';

/** Targets that no earlier environment has proven: blocked, asked about, or first on a canary with the longer soak. */
export function* checkUnproven(facts: Facts): Iterable<CheckerNote> {
  const { environment } = facts;
  if (environment === null) return;
  const carried = unprovenPerHost(facts);
  const all = new Set([...carried.values()].flat());
  for (const target of all) {
    const [name = '', , version = ''] = target.split('/');
    const why = reason('unproven', { package: name, version });
    yield environment.unproven === 'block' ? errorFor(why) : warning(why);
  }
  if (environment.unproven === 'canary') yield* checkCarriers(facts, carried);
  yield* checkCanarySizes(facts, environment.unproven === 'canary' ? carried : new Map());
}

/** Whatever runs here for the first time does so in a canary wave, and soaks before it runs again. */
function* checkCarriers({ environment, plan }: Facts, carried: Carried): Iterable<CheckerNote> {
  const soak = (environment?.unprovenSoakMinutes ?? 0) * 60;
  const seen = new Set<string>();
  for (const [index, wave] of plan.header.waves.entries()) {
    const fresh = unprovenOfWave(wave, carried).filter((target) => !seen.has(target));
    if (fresh.length === 0) continue;
    for (const target of fresh) seen.add(target);
    const what = `wave ${index + 1}, the first with ${fresh[0] ?? ''}`;
    if (wave.kind !== 'canary') yield differs(what, wave.kind, 'canary');
    if (wave.gates.soakSeconds < soak) yield differs(`soak of ${what}`, wave.gates.soakSeconds, soak);
  }
}

/** A canary wave that holds more hosts than policy and unproven targets ask for is not a canary. */
function* checkCanarySizes(facts: Facts, carried: Carried): Iterable<CheckerNote> {
  const { environment, plan } = facts;
  const before = plannedTemplate(facts) === null ? 0 : 1;
  for (const [index, wave] of plan.header.waves.entries()) {
    // The host that goes before all others is alone, whatever it carries: see template.ts.
    if (wave.kind !== 'canary' || index < before) continue;
    const wanted = index === before ? (environment?.waves.canaryHosts ?? 0) : 0;
    const most = Math.max(wanted, new Set(unprovenOfWave(wave, carried)).size);
    if (wave.hosts.length > most) yield differs(`size of canary wave ${index + 1}`, wave.hosts.length, most);
  }
}

type Carried = ReadonlyMap<string, readonly string[]>;

const unprovenOfWave = (wave: Wave, carried: Carried): readonly string[] =>
  wave.hosts.flatMap((hostId) => carried.get(hostId) ?? []);

/** Nothing comes before the first environment, so nothing could have proven its targets; a rollback leads to what was there. */
const unprovenPerHost = ({ plan, input, environment }: Facts): Carried =>
  new Map(
    (input.rollback !== undefined || input.policy.environments[0]?.name === environment?.name
      ? []
      : plan.hostPlans
    ).map(({ hostId, transaction }) => [
      hostId,
      transaction
        .filter(({ to }) => to !== null)
        .map(({ name, architecture, to }) => `${name}/${architecture}/${to}`)
        .filter((target) => !input.proven.has(target)),
    ]),
  );
