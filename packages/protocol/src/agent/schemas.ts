// Parsers of protocol version 1. Messages ignore fields that they do not know; documents inside them stay strict
// (README.md).

import type { LedgerEntry } from '@slipway/core/execution';
import type { Reading } from '@slipway/core/reading';
import { type TSchema, Type } from 'typebox';
import {
  AttemptIdSchema,
  Count,
  DigestSchema,
  EnvelopeSchema,
  HostIdSchema,
  HostPlanBundleSchema,
  InstalledPackagesSchema,
  InstantSchema,
  InventoryRestSchema,
  InventorySchema,
  LedgerEntrySchema,
  Name,
  nullable,
  PlatformIndexSchema,
  ProposalSchema,
  parserFor,
  ReasonSchema,
  TargetNameSchema,
  Text,
  VersionConffilesSchema,
  words,
} from '../schema/index.ts';
import { messageParser } from './message-parser.ts';
import type {
  CheckIn,
  CheckInReply,
  EnrolReply,
  EnrolRequest,
  InventoryMessage,
  InventoryReply,
  LedgerMessage,
  LedgerReply,
  ProposalMessage,
  ReadingsMessage,
  TrustReply,
} from './messages.ts';

/** Open object: an unknown field is ignored. */
const open = <P extends Record<string, TSchema>>(properties: P) => Type.Object(properties);

const protocol = Type.Literal(1);
const Capabilities = Type.Array(Name, { maxItems: 1000 });
const Roots = Type.Array(EnvelopeSchema, { maxItems: 1000 });
const Mode = words('observed', 'adopted');
/** A host has a handful; a fleet's answers must stay small. */
const READINGS_MAX = 100;
/** A path, or the value of a parameter: one line. */
const Line = Type.String({ maxLength: 4096 });
const asked = { readingId: DigestSchema, timeoutSeconds: Type.Integer({ minimum: 1, maximum: 3600 }) };
const ReadingWishes = Type.Array(
  Type.Union([
    open({
      ...asked,
      kind: Type.Literal('plug-in'),
      plugIn: Name,
      parameters: Type.Record(Type.String({ maxLength: 63 }), Line),
    }),
    open({ ...asked, kind: Type.Literal('file-age'), path: Line }),
    open({ ...asked, kind: Type.Literal('unit-active'), unit: Name }),
    open({ ...asked, kind: Type.Literal('checks'), hostPlanDigest: DigestSchema }),
    open({ ...asked, kind: Type.Literal('output'), attemptId: AttemptIdSchema }),
    open({ ...asked, kind: Type.Literal('whole-host'), askedAt: InstantSchema, believes: nullable(DigestSchema) }),
  ]),
  { maxItems: READINGS_MAX },
);
const CheckAgainSchema = open({
  asked: Line,
  state: words('well', 'ill', 'unknown'),
  judged: words('well', 'ill-before', 'not-well'),
  detail: Line,
});
const NAMED_MAX = 500;
const WholeHostSchema = open({
  packages: Count,
  versionsDigest: DigestSchema,
  versions: Type.Optional(Type.Array(TargetNameSchema, { maxItems: 50_000 })),
  notWhole: Type.Array(open({ package: Name, state: Name }), { maxItems: NAMED_MAX }),
  notWholeInAll: Count,
  differing: Type.Array(open({ package: Name, path: Line, how: words('missing', 'differs', 'unreadable') }), {
    maxItems: NAMED_MAX,
  }),
  differingInAll: Count,
});
/** As core's `RunningOutput`. A reader takes no more than a newer agent would tell, and the page stays small. */
const OutputSchema = open({ transaction: Name, bytes: Count, text: Type.String({ maxLength: 16_384 }) });
/** Longer than any hold that the controller would keep. */
const WaitSeconds = Type.Integer({ minimum: 0, maximum: 25 });

export const EnrolRequestSchema = open({
  protocol,
  token: Name,
  hostname: Name,
  machineIdDigest: DigestSchema,
  agentVersion: Name,
  capabilities: Capabilities,
  certificateRequest: Text,
});
export const TrustReplySchema = open({ protocol, authority: Text, trustRoots: Roots });
export const EnrolReplySchema = open({
  protocol,
  hostId: HostIdSchema,
  certificate: Text,
  authority: Text,
  trustRoots: Roots,
});

export const CheckInSchema = open({
  protocol,
  agentVersion: Name,
  capabilities: Capabilities,
  sentAt: InstantSchema,
  bootId: Name,
  mode: Mode,
  adoptionOrder: Count,
  trustRootVersion: Count,
  stopped: Type.Boolean(),
  inventoryDigest: nullable(DigestSchema),
  ledger: open({ sequence: Count, digest: DigestSchema, generation: Count }),
  readyFor: nullable(DigestSchema),
  refusal: nullable(open({ hostPlanDigest: DigestSchema, reason: ReasonSchema })),
  attemptId: nullable(AttemptIdSchema),
  waitSeconds: WaitSeconds,
  ledgerBroken: Type.Optional(ReasonSchema),
  isolation: Type.Optional(
    open({ order: Count, state: words('isolated', 'serving', 'between'), reason: nullable(ReasonSchema) }),
  ),
});

export const CheckInReplySchema = open({
  protocol,
  now: InstantSchema,
  nextCheckInSeconds: Type.Number({ minimum: 0, maximum: 86_400 }),
  wants: open({
    inventory: Type.Union([
      open({ form: Type.Literal('none') }),
      open({ form: Type.Literal('full') }),
      open({ form: Type.Literal('delta'), base: DigestSchema }),
    ]),
    refresh: Type.Boolean(),
    proposals: Type.Array(
      open({
        patchSetDigest: DigestSchema,
        index: PlatformIndexSchema,
        targets: Type.Array(TargetNameSchema, { maxItems: 20_000 }),
        conffiles: Type.Optional(Type.Array(VersionConffilesSchema, { maxItems: 20_000 })),
        avoid: Type.Optional(Type.Array(Name, { maxItems: 20_000 })),
        mayRemove: Type.Optional(Type.Array(Name, { maxItems: 1000 })),
        ownFiles: Type.Optional(words('wanted')),
        back: Type.Optional(open({ remove: Type.Array(TargetNameSchema, { maxItems: 20_000 }) })),
      }),
      { maxItems: 100 },
    ),
    ledgerFrom: Count,
    readings: Type.Optional(ReadingWishes),
  }),
  trustRoots: Roots,
  adoption: nullable(EnvelopeSchema),
  isolation: Type.Optional(open({ order: EnvelopeSchema, hostPlan: Type.Optional(HostPlanBundleSchema) })),
  hostPlan: Type.Union([
    open({ form: Type.Literal('none') }),
    open({ form: Type.Literal('same'), digest: DigestSchema }),
    open({ form: Type.Literal('new'), bundle: HostPlanBundleSchema }),
  ]),
  grant: nullable(EnvelopeSchema),
  withdrawn: Type.Array(AttemptIdSchema, { maxItems: 1000 }),
  barred: nullable(ReasonSchema),
});

export const InventoryMessageSchema = Type.Union([
  open({ protocol, form: Type.Literal('full'), digest: DigestSchema, inventory: InventorySchema }),
  open({
    protocol,
    form: Type.Literal('delta'),
    base: DigestSchema,
    digest: DigestSchema,
    rest: InventoryRestSchema,
    set: InstalledPackagesSchema,
    removed: Type.Array(TargetNameSchema, { maxItems: 50_000 }),
  }),
]);
export const InventoryReplySchema = open({ stored: words('yes', 'again') });

export const ProposalMessageSchema = Type.Union([
  open({ protocol, kind: Type.Literal('proposal'), proposal: ProposalSchema }),
  open({ protocol, kind: Type.Literal('unable'), reason: ReasonSchema }),
]);

const taken = {
  state: words('ok', 'warning', 'critical', 'unknown'),
  text: Type.String({ maxLength: 1000 }),
  takenAt: InstantSchema,
  exit: nullable(Type.Integer()),
  modifiedAt: nullable(InstantSchema),
  checks: Type.Optional(Type.Array(CheckAgainSchema, { maxItems: 100 })),
  wholeHost: Type.Optional(WholeHostSchema),
  output: Type.Optional(OutputSchema),
};
/** As root writes it for the reporter of its host. */
export const ReadingSchema = open(taken);

export const ReadingsMessageSchema = open({
  protocol,
  readings: Type.Array(open({ readingId: DigestSchema, ...taken }), { maxItems: READINGS_MAX }),
});

export const LedgerMessageSchema = open({ protocol, entries: Type.Array(LedgerEntrySchema, { maxItems: 1000 }) });
export const LedgerReplySchema = open({ nextSequence: Count });

export const parseEnrolRequest = messageParser<EnrolRequest, typeof EnrolRequestSchema>(
  'enrolment request',
  EnrolRequestSchema,
);
export const parseTrustReply = messageParser<TrustReply, typeof TrustReplySchema>('trust reply', TrustReplySchema);
export const parseEnrolReply = messageParser<EnrolReply, typeof EnrolReplySchema>('enrolment reply', EnrolReplySchema);
export const parseCheckIn = messageParser<CheckIn, typeof CheckInSchema>('check-in', CheckInSchema);
export const parseCheckInReply = messageParser<CheckInReply, typeof CheckInReplySchema>(
  'check-in reply',
  CheckInReplySchema,
);
export const parseInventoryMessage = messageParser<InventoryMessage, typeof InventoryMessageSchema>(
  'inventory',
  InventoryMessageSchema,
);
export const parseInventoryReply = parserFor<InventoryReply, typeof InventoryReplySchema>(
  'inventory reply',
  InventoryReplySchema,
);
export const parseProposalMessage = messageParser<ProposalMessage, typeof ProposalMessageSchema>(
  'proposal',
  ProposalMessageSchema,
);
export const parseReadingsMessage = messageParser<ReadingsMessage, typeof ReadingsMessageSchema>(
  'readings',
  ReadingsMessageSchema,
);
export const parseReading = parserFor<Reading, typeof ReadingSchema>('reading', ReadingSchema);
export const parseLedgerMessage = messageParser<LedgerMessage, typeof LedgerMessageSchema>(
  'ledger message',
  LedgerMessageSchema,
);
export const parseLedgerReply = parserFor<LedgerReply, typeof LedgerReplySchema>('ledger reply', LedgerReplySchema);
export const parseLedgerEntry = parserFor<LedgerEntry, typeof LedgerEntrySchema>('ledger entry', LedgerEntrySchema);
