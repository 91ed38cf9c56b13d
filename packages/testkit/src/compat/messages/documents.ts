// Every signed document, as the envelope in which it travels, and the parts of a plan that an agent gets.

import { digestOf, type Envelope } from '@slipway/core/document';
import type { IsolationOrder } from '@slipway/core/execution';
import { asAttemptId, asHostId, asRolloutId } from '@slipway/core/ids';
import { bundleFor, type HostPlanBundle, type PlanHeader } from '@slipway/core/plan';
import type { GateCondition } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import { type AdoptionOrder, type StartGrant, startGrantFor } from '@slipway/core/rollout';
import { addMs } from '@slipway/core/time';
import { sha256, THE_MORNING } from '../../builders/index.ts';
import { type Signer, sealed } from '../../signer/index.ts';
import { type GuestsName, guestsBundles } from './guests-host-plans.ts';
import { kernelsBundle, makingRoomBundle } from './kernel-host-plan.ts';
import { ownBundle } from './own-host-plan.ts';
import { partsBundle } from './parts-host-plan.ts';
import { hostPlanOf, PLAN } from './plan.ts';
import { type RestoringName, restoringBundles } from './restoring-host-plans.ts';
import { ALL, CONTROLLERS, FIRST_ROOT, SECOND_ROOT } from './trust.ts';
import { wholeBundle } from './whole-host-plan.ts';

const HOST = 'app1';
const MINUTE_MS = 60_000;
const TEAMS = ['development', 'operations', 'security'];
export const ATTEMPT = asAttemptId('rollout-1-app1-1');

const header = sealed('application/vnd.slipway.plan-header+json;version=1', PLAN.header, ALL);

/** Every kind, once with what may be left out and once without. */
export const CONDITIONS: readonly GateCondition[] = [
  {
    name: 'errors',
    kind: 'prometheus-query',
    url: 'https://prometheus.example',
    credential: 'prometheus',
    query: 'sum(rate(errors[5m]))',
    must: { be: 'below', value: '0.5' },
  },
  {
    name: 'load',
    kind: 'prometheus-query',
    url: 'http://127.0.0.1:9090',
    query: 'node_load1',
    must: { be: 'at-most', value: '8' },
  },
  {
    name: 'quiet',
    kind: 'prometheus-alerts',
    url: 'https://prometheus.example',
    credential: 'prometheus',
    labels: { severity: 'critical' },
  },
  { name: 'silent', kind: 'prometheus-alerts', url: 'https://prometheus.example', labels: {} },
  { name: 'wave', kind: 'health' },
  { name: 'disk', kind: 'plug-in', plugIn: 'check_disk', parameters: { warning: '20' }, worst: 'warning' },
  { name: 'dns', kind: 'plug-in', plugIn: 'check_dns', parameters: {}, hosts: 'role = monitor', worst: 'ok' },
  { name: 'page', kind: 'http', url: 'https://www.example', status: 200 },
  { name: 'front', kind: 'http', url: 'https://www.example', credential: 'www', status: 200, contains: 'Welcome' },
  { name: 'change-board', kind: 'webhook', url: 'https://changes.example/gate' },
  { name: 'signed', kind: 'webhook', url: 'https://changes.example/gate', credential: 'changes' },
];

const gated = (waves: PlanHeader['waves']): PlanHeader['waves'] =>
  waves.map((wave) => ({ ...wave, gates: { ...wave.gates, conditions: CONDITIONS } }));

const labelledHeader = (approval: PlanHeader['approval'], waves = PLAN.header.waves): Envelope => {
  const { bounds } = PLAN.header;
  const [first, ...others] = bounds.hosts;
  if (first === undefined) throw new Error('the plan has no hosts');
  const labels = [
    { labels: { environment: 'prod', group: '1' }, hosts: [first] },
    { labels: { environment: 'prod', group: null }, hosts: others },
  ];
  const labelled = { ...PLAN.header, approval, waves, bounds: { ...bounds, labels } };
  return sealed('application/vnd.slipway.plan-header+json;version=1', labelled, ALL);
};

const bundleOf = (hostId: string): HostPlanBundle =>
  bundleFor({ header: PLAN.header, envelope: header, hostPlan: hostPlanOf(hostId), sha256 });

const adoption = (mode: AdoptionOrder['mode'], order: number): Envelope => {
  const document: AdoptionOrder = {
    schema: 'slipway.adoption/1',
    hostId: asHostId(HOST),
    mode,
    order,
    issuedAt: THE_MORNING,
  };
  return sealed('application/vnd.slipway.adoption+json;version=1', document, CONTROLLERS);
};

const isolation = (mode: IsolationOrder['mode'], order: number): Envelope => {
  const common = { schema: 'slipway.isolation/1', hostId: asHostId(HOST), order, issuedAt: THE_MORNING } as const;
  const document: IsolationOrder =
    mode === 'serving'
      ? { ...common, mode, reason: reason('isolation-not-wanted') }
      : {
          ...common,
          mode,
          reason: reason('isolates-first', { ends: THE_MORNING }),
          planDigest: digestOf(PLAN.header, sha256),
          hostPlanDigest: digestOf(hostPlanOf(HOST), sha256),
          expiresAt: addMs(THE_MORNING, 60 * MINUTE_MS),
        };
  return sealed('application/vnd.slipway.isolation+json;version=1', document, CONTROLLERS);
};

const grant = (capabilities: readonly string[]): Envelope => {
  const [occurrence] = PLAN.header.bounds.occurrences;
  if (occurrence === undefined) throw new Error('the plan has no occurrence');
  const document: StartGrant = startGrantFor({
    grant: {
      kind: 'grant',
      hostId: asHostId(HOST),
      attemptId: ATTEMPT,
      occurrenceId: occurrence.id,
      latestStartAt: addMs(THE_MORNING, 5 * MINUTE_MS),
    },
    rollout: { rolloutId: asRolloutId('rollout-1'), planDigest: digestOf(PLAN.header, sha256) },
    header: PLAN.header,
    hostPlan: hostPlanOf(HOST),
    now: THE_MORNING,
    capabilities,
  });
  return sealed('application/vnd.slipway.start-grant+json;version=1', document, CONTROLLERS);
};

interface Documents {
  readonly envelopes: Readonly<Record<EnvelopeName, Envelope>>;
  readonly bundles: Readonly<
    Record<
      | 'packages'
      | 'no-way-back'
      | 'whole'
      | 'kernels'
      | 'making-room'
      | 'parts'
      | 'own-files'
      | GuestsName
      | RestoringName,
      HostPlanBundle
    >
  >;
}
type EnvelopeName =
  | 'trust-root.first'
  | 'trust-root.second'
  | 'plan-header'
  | 'plan-header.self'
  | 'plan-header.automatic'
  | 'plan-header.team-for-a-day'
  | 'plan-header.teams'
  | 'plan-header.teams-for-a-day'
  | 'plan-header.change-request'
  | 'plan-header.change-request-outside'
  | 'plan-header.whole'
  | 'plan-header.kernels'
  | 'plan-header.making-room'
  | 'plan-header.parts'
  | 'plan-header.own-files'
  | `plan-header.${RestoringName | GuestsName}`
  | 'plan-header.gated'
  | 'start-grant'
  | 'start-grant.logs'
  | 'start-grant.transaction'
  | 'adoption.adopted'
  | 'adoption.observed'
  | 'isolation.isolated'
  | 'isolation.serving';

const whole = wholeBundle(HOST);
const kernels = kernelsBundle(HOST);
const makingRoom = makingRoomBundle(HOST);
const parts = partsBundle(HOST);
const restoring = restoringBundles(HOST);
const guests = guestsBundles(HOST);
const own = ownBundle(HOST);

/** Bundles: one whose host can go back, one whose host cannot, one with everything that came later, and those with a restore point. */
export const makeDocuments = (): Documents => ({
  envelopes: {
    'trust-root.first': FIRST_ROOT,
    'trust-root.second': SECOND_ROOT,
    'plan-header': header,
    // With labels, which only hosts get whose agents name the capability `labels/1`.
    'plan-header.self': labelledHeader({ rule: 'self' }),
    'plan-header.automatic': labelledHeader({ rule: 'automatic' }),
    // Only for hosts whose agents name the capability `process/1`.
    'plan-header.team-for-a-day': labelledHeader({ rule: 'team', team: 'operations', count: 2, validHours: 24 }),
    'plan-header.teams': labelledHeader({ rule: 'teams', teams: TEAMS, count: 2 }),
    'plan-header.teams-for-a-day': labelledHeader({ rule: 'teams', teams: TEAMS, count: 2, validHours: 24 }),
    'plan-header.change-request': labelledHeader({ rule: 'change-request', teams: TEAMS, count: 1 }),
    'plan-header.change-request-outside': labelledHeader({
      rule: 'change-request',
      teams: TEAMS,
      count: 1,
      validHours: 24,
      outside: 'change-board',
    }),
    'plan-header.gated': labelledHeader({ rule: 'self' }, gated(PLAN.header.waves)),
    // Of the plan that the bundle with everything belongs to.
    'plan-header.whole': whole.header,
    'plan-header.kernels': kernels.header,
    'plan-header.making-room': makingRoom.header,
    'plan-header.parts': parts.header,
    'plan-header.own-files': own.header,
    'plan-header.guests-stop': guests['guests-stop'].header,
    'plan-header.guests-move': guests['guests-move'].header,
    'plan-header.guests-leave': guests['guests-leave'].header,
    'plan-header.restoring-btrfs': restoring['restoring-btrfs'].header,
    'plan-header.restoring-lvm': restoring['restoring-lvm'].header,
    'plan-header.restoring-hook': restoring['restoring-hook'].header,
    'start-grant': grant([]),
    'start-grant.logs': grant(['failure-logs/1']),
    'start-grant.transaction': grant(['transaction/1']),
    'adoption.adopted': adoption('adopted', 1),
    'adoption.observed': adoption('observed', 2),
    // Only for hosts whose agents name the capability `isolate/1`.
    'isolation.isolated': isolation('isolated', 1),
    'isolation.serving': isolation('serving', 2),
  },
  bundles: {
    packages: bundleOf(HOST),
    'no-way-back': bundleOf('lb2'),
    whole: whole.bundle,
    kernels: kernels.bundle,
    'making-room': makingRoom.bundle,
    parts: parts.bundle,
    'own-files': own.bundle,
    'guests-stop': guests['guests-stop'].bundle,
    'guests-move': guests['guests-move'].bundle,
    'guests-leave': guests['guests-leave'].bundle,
    'restoring-btrfs': restoring['restoring-btrfs'].bundle,
    'restoring-lvm': restoring['restoring-lvm'].bundle,
    'restoring-hook': restoring['restoring-hook'].bundle,
  },
});

/** All who have signed any of them: Ed25519 makes the same signatures again. */
export const SIGNERS: readonly Signer[] = ALL;
