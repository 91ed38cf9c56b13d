// Every message of the agent protocol, in each of its forms. A name is the kind of message, a dot and the form.

import { digestOf } from '@slipway/core/document';
import { ledgerHead } from '@slipway/core/execution';
import { asAttemptId, asHostId } from '@slipway/core/ids';
import type { PackagedConffile } from '@slipway/core/patch-set';
import { type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { reason } from '@slipway/core/reasons';
import type {
  CheckIn,
  CheckInReply,
  EnrolReply,
  EnrolRequest,
  InventoryReply,
  LedgerMessage,
  LedgerReply,
  ProposalMessage,
  ReadingsMessage,
  TrustReply,
} from '@slipway/protocol/agent';
import { aCheckIn, aCheckInReply, CAPABILITIES, digestOfText, sha256, THE_MORNING } from '../../builders/index.ts';
import { ATTEMPT, makeDocuments } from './documents.ts';
import type { GuestsName } from './guests-host-plans.ts';
import { INVENTORY_DIGEST, makeInventoryMessages } from './inventories.ts';
import {
  makeLedger,
  makeLedgerWithChecks,
  makeLedgerWithGuests,
  makeLedgerWithKernel,
  makeLedgerWithLogs,
  makeLedgerWithParts,
  makeLedgerWithRebuilt,
  makeLedgerWithRestorePoint,
  makeLedgerWithRoom,
  makeLedgerWithTrace,
  OWN_FILE,
} from './ledger.ts';
import { AUTHORITY, CERTIFICATE, CERTIFICATE_REQUEST } from './pem.ts';
import { hostPlanOf, PATCH_SET_DIGEST, PROPOSAL } from './plan.ts';
import type { RestoringName } from './restoring-host-plans.ts';
import { FIRST_ROOT, SECOND_ROOT } from './trust.ts';

const trustRoots = [FIRST_ROOT, SECOND_ROOT];
const HOST_PLAN_DIGEST = digestOf(hostPlanOf('app1'), sha256);

export const makeMessages = (): Readonly<Record<string, object>> => ({
  ...named('enrol-request', { '': enrolRequest }),
  ...named('trust-reply', { '': trustReply }),
  ...named('enrol-reply', { '': enrolReply }),
  ...named('check-in', checkIns()),
  ...named('check-in-reply', replies()),
  ...named('inventory', makeInventoryMessages()),
  ...named<InventoryReply>('inventory-reply', { stored: { stored: 'yes' }, again: { stored: 'again' } }),
  ...named('proposal', PROPOSALS),
  ...named<ReadingsMessage>('readings', { '': readings }),
  ...named<LedgerMessage>('ledger', {
    '': { protocol: 1, entries: makeLedger() },
    logs: { protocol: 1, entries: makeLedgerWithLogs() },
    checks: { protocol: 1, entries: makeLedgerWithChecks() },
    guests: { protocol: 1, entries: makeLedgerWithGuests() },
    kernels: { protocol: 1, entries: makeLedgerWithKernel() },
    parts: { protocol: 1, entries: makeLedgerWithParts() },
    room: { protocol: 1, entries: makeLedgerWithRoom() },
    rebuilt: { protocol: 1, entries: makeLedgerWithRebuilt() },
    trace: { protocol: 1, entries: makeLedgerWithTrace() },
    'restore-point': { protocol: 1, entries: makeLedgerWithRestorePoint() },
  }),
  ...named<LedgerReply>('ledger-reply', { '': { nextSequence: makeLedger().length + 1 } }),
});

const named = <T extends object>(kind: string, forms: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(forms).map(([form, message]) => [form === '' ? kind : `${kind}.${form}`, message]));

const trustReply: TrustReply = { protocol: 1, authority: AUTHORITY, trustRoots };

const enrolRequest: EnrolRequest = {
  protocol: 1,
  token: 'slipway-enrol-0123456789abcdef',
  hostname: 'app1',
  machineIdDigest: digestOfText('machine app1'),
  agentVersion: '0.1.0',
  capabilities: CAPABILITIES,
  certificateRequest: CERTIFICATE_REQUEST,
};

const enrolReply: EnrolReply = {
  protocol: 1,
  hostId: asHostId('app1'),
  certificate: CERTIFICATE,
  authority: AUTHORITY,
  trustRoots,
};

const checkIns = (): Readonly<Record<'fresh' | 'under-way' | 'ledger-broken' | 'isolated', CheckIn>> => {
  const fresh = aCheckIn();
  const underWay = aCheckIn({
    mode: 'adopted',
    adoptionOrder: 1,
    trustRootVersion: 2,
    stopped: true,
    inventoryDigest: INVENTORY_DIGEST,
    ledger: ledgerHead(makeLedger(), sha256),
    readyFor: HOST_PLAN_DIGEST,
    refusal: {
      hostPlanDigest: HOST_PLAN_DIGEST,
      reason: reason('generation-old', { document: 'host plan', found: 1, current: 2 }),
    },
    attemptId: ATTEMPT,
    waitSeconds: 25,
  });
  const ledgerBroken = aCheckIn({
    ledgerBroken: reason('ledger-broken', { sequence: 3, detail: 'the line is no entry' }),
  });
  const isolated = aCheckIn({
    isolation: { order: 1, state: 'isolated', reason: reason('isolates-first', { ends: THE_MORNING }) },
  });
  return { fresh, 'under-way': underWay, 'ledger-broken': ledgerBroken, isolated };
};

const replies = (): Readonly<
  Record<
    | 'quiet'
    | 'first'
    | 'asking'
    | 'leaving-out'
    | 'asking-for-own-files'
    | 'reading'
    | 'planned'
    | 'granting'
    | 'barring'
    | 'isolating'
    | 'isolating-without-way-back'
    | 'letting-serve'
    | `planned-${PlannedName}`
    | `isolating-${PlannedName}`,
    CheckInReply
  >
> => {
  const { envelopes, bundles } = makeDocuments();
  const quiet = aCheckInReply();
  const first = aCheckInReply({
    wants: { ...quiet.wants, inventory: { form: 'full' }, refresh: true },
    trustRoots: [SECOND_ROOT],
    adoption: envelopes['adoption.adopted'],
  });
  const { index, transaction } = bundles.packages.hostPlan;
  const targets = transaction.flatMap(({ name, architecture, to }) =>
    to === null ? [] : [{ name, architecture, version: to }],
  );
  const asking = aCheckInReply({
    nextCheckInSeconds: 1,
    wants: {
      inventory: { form: 'delta', base: INVENTORY_DIGEST },
      refresh: false,
      proposals: [{ patchSetDigest: PATCH_SET_DIGEST, index, targets }],
      ledgerFrom: 12,
    },
    hostPlan: { form: 'new', bundle: bundles.packages },
  });
  const proposals = asking.wants.proposals.map((wish) => ({ ...wish, avoid: ['libfoo1'], mayRemove: ['libbar0'] }));
  const leavingOut = aCheckInReply({ wants: { ...asking.wants, proposals } });
  const wayDown = asking.wants.proposals.map((wish) => ({
    ...wish,
    back: { remove: [{ name: 'libssl-modules', architecture: 'amd64', version: '3.0.17-1~deb12u2' }] },
  }));
  const takingBack = aCheckInReply({ wants: { ...asking.wants, proposals: wayDown } });
  const reading = aCheckInReply({
    wants: {
      ...quiet.wants,
      readings: SUBJECTS.map((subject) => ({
        ...subject,
        readingId: readingIdOf(subject, sha256),
        timeoutSeconds: 30,
      })),
    },
  });
  const planned = aCheckInReply({ hostPlan: { form: 'new', bundle: bundles['no-way-back'] } });
  const plannedWhole = aCheckInReply({ hostPlan: { form: 'new', bundle: bundles.whole } });
  const granting = aCheckInReply({
    nextCheckInSeconds: 0,
    hostPlan: { form: 'same', digest: HOST_PLAN_DIGEST },
    grant: envelopes['start-grant'],
  });
  const barring = aCheckInReply({
    withdrawn: [ATTEMPT, asAttemptId('rollout-2-app1-1')],
    barred: reason('host-restored'),
  });
  const isolating = aCheckInReply({
    isolation: { order: envelopes['isolation.isolated'], hostPlan: bundles.whole },
  });
  const isolatingWithoutWayBack = aCheckInReply({
    isolation: { order: envelopes['isolation.isolated'], hostPlan: bundles['no-way-back'] },
  });
  const lettingServe = aCheckInReply({ isolation: { order: envelopes['isolation.serving'] } });
  return {
    ...{
      quiet,
      first,
      asking,
      'leaving-out': leavingOut,
      'taking-back': takingBack,
      reading,
      planned,
      'planned-whole': plannedWhole,
      granting,
      barring,
    },
    ...{ isolating, 'isolating-without-way-back': isolatingWithoutWayBack, 'letting-serve': lettingServe },
    ...restoringReplies(),
    'asking-for-own-files': aCheckInReply({ wants: wantingOwnFiles(asking.wants) }),
  };
};

const CONFFILES: readonly PackagedConffile[] = [
  { path: '/etc/of-before.conf', hash: null },
  { path: '/etc/app.conf', hash: `sha256:${'0'.repeat(64)}` },
];

const wantingOwnFiles = (wants: CheckInReply['wants']): CheckInReply['wants'] => ({
  ...wants,
  proposals: wants.proposals.map((wish) => ({
    ...wish,
    ...{ avoid: [], mayRemove: [], ownFiles: 'wanted' },
    conffiles: wish.targets.map((target) => ({ ...target, files: CONFFILES })),
  })),
});

/** A bundle that a reply brings in both of its ways. */
type PlannedName = RestoringName | GuestsName | 'kernels' | 'making-room' | 'parts' | 'own-files';

const restoringReplies = () => ({
  ...replyWith('kernels'),
  ...replyWith('making-room'),
  ...replyWith('parts'),
  ...replyWith('own-files'),
  ...replyWith('guests-stop'),
  ...replyWith('guests-move'),
  ...replyWith('guests-leave'),
  ...replyWith('restoring-btrfs'),
  ...replyWith('restoring-lvm'),
  ...replyWith('restoring-hook'),
});

const replyWith = <Name extends PlannedName>(name: Name) => {
  const { envelopes, bundles } = makeDocuments();
  const isolation = { order: envelopes['isolation.isolated'], hostPlan: bundles[name] };
  return {
    [`planned-${name}`]: aCheckInReply({ hostPlan: { form: 'new', bundle: bundles[name] } }),
    [`isolating-${name}`]: aCheckInReply({ isolation }),
  } as Readonly<Record<`planned-${Name}` | `isolating-${Name}`, CheckInReply>>;
};

const PLUG_IN: ReadingSubject = { kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' } };
const FILE_AGE: ReadingSubject = { kind: 'file-age', path: '/var/backups/db.dump' };
const UNIT_ACTIVE: ReadingSubject = { kind: 'unit-active', unit: 'nginx.service' };
const CHECKS: ReadingSubject = { kind: 'checks', hostPlanDigest: HOST_PLAN_DIGEST };
const WHOLE_HOST: ReadingSubject = { kind: 'whole-host', askedAt: THE_MORNING, believes: INVENTORY_DIGEST };
const OUTPUT: ReadingSubject = { kind: 'output', attemptId: ATTEMPT };
const SUBJECTS = [PLUG_IN, FILE_AGE, UNIT_ACTIVE, CHECKS, WHOLE_HOST, OUTPUT];

const readings: ReadingsMessage = {
  protocol: 1,
  readings: [
    {
      readingId: readingIdOf(PLUG_IN, sha256),
      state: 'warning',
      text: 'BACKUP WARNING: the last one took 5 h',
      takenAt: THE_MORNING,
      exit: 1,
      modifiedAt: null,
    },
    {
      readingId: readingIdOf(FILE_AGE, sha256),
      state: 'ok',
      text: '',
      takenAt: THE_MORNING,
      exit: null,
      modifiedAt: THE_MORNING,
    },
    {
      readingId: readingIdOf(CHECKS, sha256),
      state: 'critical',
      text: 'tcp 127.0.0.1 port 5432 answers: it is refused',
      takenAt: THE_MORNING,
      exit: null,
      modifiedAt: null,
      checks: [
        { asked: 'tcp 127.0.0.1 port 5432 answers', state: 'ill', judged: 'not-well', detail: 'it is refused' },
        { asked: 'whatever listened before listens', state: 'well', judged: 'well', detail: '12 listen' },
        { asked: 'snmp 1.3.6.1 is at most 8', state: 'unknown', judged: 'ill-before', detail: 'no answer within 5 s' },
      ],
    },
    {
      readingId: readingIdOf(WHOLE_HOST, sha256),
      state: 'critical',
      text: '412 packages looked at: 1 file not as packaged, the first is /usr/bin/openssl',
      takenAt: THE_MORNING,
      exit: null,
      modifiedAt: null,
      wholeHost: {
        packages: 412,
        versionsDigest: INVENTORY_DIGEST,
        versions: [{ name: 'openssl', architecture: 'amd64', version: '3.0.17-1~deb12u2' }],
        notWhole: [{ package: 'tzdata', state: 'unpacked' }],
        notWholeInAll: 1,
        differing: (['missing', 'differs', 'unreadable'] as const).map((how) => ({
          ...{ package: 'openssl', path: '/usr/bin/openssl', how },
        })),
        differingInAll: 3,
      },
    },
    {
      readingId: readingIdOf(OUTPUT, sha256),
      state: 'ok',
      text: '',
      takenAt: THE_MORNING,
      exit: null,
      modifiedAt: null,
      output: {
        transaction: 'slipway-apply-attempt-1-1',
        bytes: 8192,
        text: 'Setting up libssl3:amd64 (3.0.17-1~deb12u3) ...\n',
      },
    },
  ],
};

export const PROPOSALS: Readonly<
  Record<'changes' | 'own-files' | 'nothing-own' | 'refused' | 'refused-against' | 'unable', ProposalMessage>
> = {
  changes: { protocol: 1, kind: 'proposal', proposal: PROPOSAL },
  'own-files': {
    protocol: 1,
    kind: 'proposal',
    proposal: { ...PROPOSAL, ownFiles: { cached: [OWN_FILE], rebuilds: 'possible' } },
  },
  'nothing-own': {
    protocol: 1,
    kind: 'proposal',
    proposal: { ...PROPOSAL, ownFiles: { cached: [], rebuilds: 'impossible' } },
  },
  refused: {
    protocol: 1,
    kind: 'proposal',
    proposal: {
      ...PROPOSAL,
      changes: [],
      conffiles: [],
      refused: (['held', 'dependency', 'unknown'] as const).map((cause) => ({
        name: `refused-${cause}`,
        architecture: 'amd64',
        version: '2-1',
        cause,
      })),
    },
  },
  'refused-against': {
    protocol: 1,
    kind: 'proposal',
    proposal: {
      ...PROPOSAL,
      changes: [],
      conffiles: [],
      refused: (['avoided', 'removal', 'relation'] as const).map((kind) => ({
        name: `refused-${kind}`,
        architecture: 'amd64',
        version: '2-1',
        cause: 'dependency',
        against: {
          kind,
          name: 'vendor-app',
          architecture: 'amd64',
          version: kind === 'relation' ? null : '1.0-1',
          relation: kind === 'avoided' ? '' : `vendor-app Depends: refused-${kind} (= 1-1)`,
        },
      })),
    },
  },
  unable: { protocol: 1, kind: 'unable', reason: reason('proposal-unable', { detail: 'no space left on device' }) },
};
