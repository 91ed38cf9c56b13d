import type { KernelRoom, Repository } from '@slipway/core/inventory';
import { bytesOfKernels } from '@slipway/core/kernel';
import { endpoints, type HostDetail } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { ageText, countText, instantText, type Line, linesText, reasonText } from '../output/index.ts';
import {
  failuresText,
  findHost,
  hostExposed,
  hostLabel,
  placeText,
  present,
  traceLines,
  verifiedText,
} from './common/index.ts';
import { modeText } from './host-list.ts';
import { thirdPartyLines } from './third-party-lines.ts';

export const hostShow: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const { hostId } = await findHost(api, args[0] ?? '');
  const detail = await api.call(endpoints.hosts.show, { params: { hostId } });
  if (options.is('json')) {
    present(invocation, detail, () => '');
    return 0;
  }
  const exposed = await hostExposed(invocation, api, { hostId });
  present(invocation, detail, () => pageOf(detail, exposed.text, invocation));
  return 0;
};

const pageOf = (detail: HostDetail, exposed: string, { context, options }: Invocation): string => {
  const { width, style } = context.terminal;
  const now = context.now();
  const lines = [
    ...identityLines(detail, now),
    ...contactLines(detail),
    ...(detail.inventory === null ? [] : inventoryLines(detail.inventory, now)),
    ...(detail.inventory === null ? [] : thirdPartyLines(detail.inventory, options.is('all') ? 'all' : 'some')),
    ['exposed', exposed] as const,
    ...workLines(detail),
    ...(detail.transaction === undefined ? [] : traceLines(detail.transaction.trace)),
  ];
  const failures = failuresText(detail.failures ?? [], { width, style, nameOf: () => '' });
  return `${style.bold(hostLabel(detail.host))}\n${linesText(lines, width)}${failures}`;
};

const identityLines = ({ host }: HostDetail, now: Date): readonly Line[] => [
  [
    'environment',
    host.environment === null
      ? 'none that the policy names'
      : placeText({ environment: host.environment, policyName: host.policyName }),
  ],
  [
    'labels',
    Object.entries(host.labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ') || 'none',
  ],
  ['mode', modeText(host.mode)],
  ['enrolled', instantText(host.enrolledAt)],
  ['seen', `${ageText(host.seenAt, now)}, ${instantText(host.seenAt)}`],
];

const contactLines = ({ contact }: HostDetail): readonly Line[] => {
  if (contact === null) return [];
  return [
    ['agent', `${contact.agentVersion}; can ${contact.capabilities.join(', ')}`],
    ['clock', `${contact.clockSkewSeconds} s away from the controller's`],
    ['ledger', `${countText(contact.ledgerSequence, 'entry', 'entries')}, generation ${contact.ledgerGeneration}`],
    ...(contact.stopped ? [['stopped', 'the file /etc/slipway/stop stands on the host'] as const] : []),
    ...(contact.refusal === null ? [] : [['refuses', reasonText(contact.refusal.reason)] as const]),
  ];
};

/** Of a key that never expires, or of which nobody knows, nothing. */
const keyText = ({ keyExpiresAt }: Repository, now: Date): string => {
  if (keyExpiresAt === undefined || keyExpiresAt === null) return '';
  return `; key ${keyExpiresAt <= now.toISOString() ? 'expired' : 'expires'} ${keyExpiresAt.slice(0, 10)}`;
};

/** Only where whatever comes is taken. */
const uncheckedText = ({ trust }: Repository): string =>
  trust?.checks.length === 0 ? '; signatures are not checked' : '';

/** Only where one more does not fit: else it is no news. */
const roomText = (room: KernelRoom | undefined): string => {
  if (room === undefined || room.freeBytes >= bytesOfKernels(1, room.kernelBytes)) return '';
  const [free, needed] = [room.freeBytes, bytesOfKernels(1, room.kernelBytes)].map((bytes) =>
    Math.floor(bytes / 2 ** 20),
  );
  return `; no room for another (${free} MiB free below /boot, about ${needed} needed)`;
};

/** What is unmet stands among the reasons. */
const databaseText = ({ state }: NonNullable<HostDetail['inventory']>['rest']['packageDatabase']): string =>
  state === 'unmet' ? 'their dependencies are unmet' : `database ${state}`;

const inventoryLines = (inventory: NonNullable<HostDetail['inventory']>, now: Date): readonly Line[] => {
  const { system, packageDatabase, updates, restart, reboot, repositories, otherPatchers } = inventory.rest;
  const { kernel } = system;
  return [
    ['inventory', `${ageText(inventory.receivedAt, now)}; collected ${instantText(inventory.rest.collectedAt)}`],
    ['system', `${system.prettyName}, ${system.architecture}${virtualText(system.virtualisation)}`],
    [
      'kernel',
      `runs ${kernel.running}; next boot ${kernel.nextBoot ?? 'unknown'}; installed ${kernel.installed.join(', ') || 'none'}${roomText(kernel.room)}`,
    ],
    ['packages', `${countText(inventory.packages, 'package')}; ${databaseText(packageDatabase)}`],
    ['pending', updatesText(updates, now)],
    ['restart', restartText(restart)],
    ['reboot', rebootText(reboot)],
    [
      'repositories',
      repositories
        .map(
          (each) =>
            `${each.uri} ${each.suite} (${each.origin || 'unsigned'}; ${each.refresh}${keyText(each, now)}${uncheckedText(each)})`,
        )
        .join('\n') || 'none',
    ],
    [
      'patched by',
      otherPatchers
        .filter(({ enabled }) => enabled)
        .map(({ kind, unit }) => `${kind} (${unit})`)
        .join(', ') || 'nothing else',
    ],
  ];
};

type Rest = NonNullable<HostDetail['inventory']>['rest'];
type Processes = Extract<Rest['restart'], { kind: 'known' }>['processes'];

const virtualText = (virtualisation: string | null): string =>
  virtualisation === null ? '' : `, in ${virtualisation}`;

const updatesText = (updates: Rest['updates'], now: Date): string => {
  if (updates.kind === 'unknown') return `unknown: ${updates.detail}`;
  const security = updates.updates.filter((update) => update.security).length;
  const held = updates.keptBack.length === 0 ? '' : `; ${countText(updates.keptBack.length, 'package')} kept back`;
  const age =
    updates.metadataAsOf === null ? 'lists of unknown age' : `lists from ${ageText(updates.metadataAsOf, now)}`;
  return `${countText(updates.updates.length, 'update')}, ${security} of them security${held}; ${age}`;
};

const restartText = (restart: Rest['restart']): string => {
  if (restart.kind === 'unknown') return `unknown: ${restart.detail}`;
  const units = [
    ...new Set(restart.processes.map(({ unit, executable, owner }) => unit ?? `${executable}${ownerText(owner)}`)),
  ];
  return units.length === 0 ? 'nothing runs old code' : `old code runs in ${units.join(', ')}`;
};

/** Whom to ask, where no unit can be restarted. */
const ownerText = (owner: Processes[number]['owner']): string => {
  switch (owner?.kind) {
    case 'session':
      return ` (session ${owner.session} of ${owner.user})`;
    case 'user-unit':
      return ` (${owner.unit} of ${owner.user})`;
    case 'container':
      return ` (${owner.engine} container ${owner.name})`;
    case undefined:
      return '';
  }
};

const rebootText = (reboot: Rest['reboot']): string => {
  if (reboot.kind === 'unknown') return `unknown: ${reboot.detail}`;
  return reboot.kind === 'needed' ? `needed: ${reboot.causes.join(', ')}` : 'not needed';
};

const workLines = ({
  currentPlan,
  generation,
  isolation,
  outOfBand,
  rollout,
  reasons,
  host,
  verification,
}: HostDetail): readonly Line[] => [
  [
    'plan',
    currentPlan === null
      ? `none; generation ${generation}`
      : `${currentPlan.planDigest}, generation ${currentPlan.generation}`,
  ],
  ...(rollout === null
    ? []
    : [
        [
          'rollout',
          `${rollout.rolloutId} (${rollout.state}): ${rollout.phase}${rollout.step === null ? '' : ` at ${rollout.step}`}, wave ${rollout.wave + 1}${rollout.reason === null ? '' : `; ${reasonText(rollout.reason)}`}`,
        ] as const,
      ]),
  ...(isolation == null ? [] : [['isolated', isolatedText(isolation)] as const]),
  ...outOfBandLines(outOfBand, host),
  ...verifiedLines(verification),
  ...(host.barred === null ? [] : [['barred', reasonText(host.barred)] as const]),
  ['in the way', reasons.map(reasonText).join('\n') || 'nothing'],
];

const ISOLATED: Readonly<Record<NonNullable<HostDetail['isolation']>['state'], string>> = {
  waiting: 'not yet',
  ordered: 'it has been told to',
  isolated: 'kept from its service until it is patched',
  ending: 'it is to serve again',
};

const isolatedText = ({ state, since, until, reason, rolloutId }: NonNullable<HostDetail['isolation']>): string =>
  `${ISOLATED[state]}; since ${instantText(since)}, at the longest until ${instantText(until)}${rolloutId === null ? '' : ` (${rolloutId})`}; ${reasonText(reason)}`;

/** Where policy names nothing there is nothing to say; what it printed last stands below who asked. */
const outOfBandLines = (found: HostDetail['outOfBand'], host: HostDetail['host']): readonly Line[] => {
  if (found == null) return [];
  const { hook, last } = found;
  const how = `${hook}: \`slipway host out-of-band ${hostLabel(host)} [console|power-cycle]\``;
  return [['out of band', last === null ? how : `${how}\n${outOfBandText(last)}`]];
};

const outOfBandText = ({ at, call }: NonNullable<NonNullable<HostDetail['outOfBand']>['last']>): string => {
  const end = call.reason === null ? `status ${call.status}` : reasonText(call.reason);
  return `${call.action} ${instantText(at)} by ${call.by}, ${end}${call.output === '' ? '' : `\n${call.output}`}`;
};

/** What was found last, however long ago that is: with when it looked, and whether somebody has asked since. */
const verifiedLines = (verification: HostDetail['verification']): readonly Line[] => {
  if (verification == null) return [];
  const { asked, last } = verification;
  const waits = asked.answered ? [] : [`asked for by ${asked.by} ${instantText(asked.askedAt)}, not answered yet`];
  return [['verified', [...waits, ...(last === null ? [] : [verifiedText(last)])].join('\n')]];
};
