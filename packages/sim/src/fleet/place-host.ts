// One host put into its world.

import type { LedgerEntry, LedgerFact } from '@slipway/core/execution';
import type { HostId } from '@slipway/core/ids';
import type { Capability } from '@slipway/core/plan';
import { realCrypto, type SimulatedController } from '../controller/index.ts';
import {
  type Fate,
  type Happening,
  type HostLife,
  type HostSpec,
  hostLife,
  type SimulatedHost,
  simulatedHost,
} from '../host/index.ts';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import { type Archive, type Listener, simulatedLink, type Troubles } from '../world/index.ts';

export type PlacedHost = SimulatedHost & Pick<HostLife, 'begin' | 'losePower' | 'powerOff' | 'powerOn'>;

/** What an agent of this version can do; see the planner's requirements. */
export const CAPABILITIES: readonly Capability[] = [
  'apt/1',
  'checks/1',
  'failure-logs/1',
  'transaction/1',
  'health/1',
  'steps/1',
  'still-so/1',
  'verify/1',
  'hooks/1',
  'isolate/1',
  'labels/1',
  'output/1',
  'preflight/1',
  'process/1',
  'questions/1',
  'guests/1',
  'restore-point/1',
  'way-back/1',
  'readings/1',
  'repositories/1',
  'rollback/1',
  'reboot/1',
  'kernels/1',
  'kernels/2',
  'parts/1',
];

export interface Place {
  /** Its agent is of a version that could not do this yet. */
  readonly capabilitiesWithout?: Capability;
  readonly time: VirtualTime;
  /** Of this host alone. */
  readonly random: Random;
  readonly archive: Archive;
  readonly controller: SimulatedController;
  readonly troubles: Troubles;
  /** Who takes its messages; the controller that never dies, unless given. */
  readonly listening?: () => Listener | null;
  readonly fate: Fate;
  readonly trace: (line: string) => void;
  readonly onService: (host: SimulatedHost) => void;
  readonly onHappening: (host: SimulatedHost, what: Happening) => void;
  /** A grant lies in its inbox. */
  readonly onGrant?: (host: PlacedHost) => void;
  readonly onLine?: (host: SimulatedHost, fact: LedgerFact) => void;
  /** A copy of another system's disk, its ledger on it. */
  readonly ledger?: readonly LedgerEntry[];
}

export const placeHost = async (spec: HostSpec, place: Place): Promise<PlacedHost> => {
  const { time, random, archive, controller, trace } = place;
  const { currentDigest } = await controller.signing.trustRoots();
  const link = simulatedLink({
    listening: place.listening ?? (() => ({ app: controller.app, died: null })),
    time,
    random: random.fork('line'),
    troubles: place.troubles,
    hostId: () => host.hostId,
    isDown: () => host.condition.lineDown,
  });
  const host: SimulatedHost = simulatedHost(spec, {
    time,
    random: random.fork('host'),
    archive,
    crypto: realCrypto,
    pinnedDigest: currentDigest,
    link,
    trace,
    ledger: place.ledger ?? [],
    onService: (changed) => {
      trace(`${time.now()} ${spec.hostname} ${changed.inService ? 'in service' : 'away'}`);
      place.onService(changed);
    },
    onDocument: (_changed, kind) => {
      if (kind === 'grant') place.onGrant?.(placed);
      life.onDocument(kind);
    },
    onHappening: place.onHappening,
    onLine: (placed, fact) => place.onLine?.(placed, fact),
  });
  const life = hostLife(host, {
    time,
    random: random.fork('life'),
    capabilities: CAPABILITIES.filter((capability) => capability !== place.capabilitiesWithout),
    fate: place.fate,
    trace,
  });
  const placed: PlacedHost = Object.assign(host, {
    begin: (hostId: HostId) => life.begin(hostId),
    losePower: () => life.losePower(),
    powerOff: () => life.powerOff(),
    powerOn: () => life.powerOn(),
  });
  return placed;
};
