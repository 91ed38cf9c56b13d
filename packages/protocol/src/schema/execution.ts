import { Type } from 'typebox';
import {
  AttemptIdSchema,
  Count,
  DigestSchema,
  InstantSchema,
  Name,
  nullable,
  ReasonSchema,
  strict,
  Text,
  words,
} from './basics.ts';
import { TakenCheckSchema } from './checks.ts';
import { GuestChangesSchema, GuestNamesSchema } from './guests.ts';
import { ManifestSchema } from './inventory.ts';
import { CHANGES_MAX, VersionFileSchema } from './patch-set.ts';
import { StepKindSchema } from './plan.ts';
import { SeenRestorePointSchema } from './restore-points.ts';

/** More is left out on the host: a ledger line must stay small enough to be read whole. */
const LOG_LINES_MAX = 1000;

const CollectedLogSchema = strict({
  log: words('dpkg', 'apt-term', 'dnf', 'dnf-rpm', 'journal'),
  found: words('lines', 'nothing', 'absent', 'unreadable', 'kept'),
  lines: Type.Array(
    strict({
      text: Text,
      at: Type.Optional(InstantSchema),
      unit: Type.Optional(Text),
      by: Type.Optional(Text),
    }),
    { maxItems: LOG_LINES_MAX },
  ),
  detail: Type.Optional(Text),
});

/** Each try of each part of a transaction is one in dnf's history; a plan's parts are fewer than its changes. */
const HISTORY_MAX = 1000;
/** Endings that package managers know, twice over where the file is a link. */
const BESIDE_MAX = 20;

const LeftBesideSchema = strict({
  package: Name,
  path: Text,
  decision: words('keep', 'replace', 'block'),
  beside: Type.Array(strict({ path: Text, since: InstantSchema }), { minItems: 1, maxItems: BESIDE_MAX }),
});

const TransactionTraceSchema = strict({
  history: Type.Array(Count, { maxItems: HISTORY_MAX }),
  left: Type.Array(LeftBesideSchema, { maxItems: CHANGES_MAX }),
  problem: Type.Optional(Text),
});

const EvidenceSchema = strict({
  output: Type.Optional(Text),
  exitStatus: Type.Optional(Type.Integer()),
  manifest: Type.Optional(ManifestSchema),
  manifestDigest: Type.Optional(DigestSchema),
  versions: Type.Optional(
    Type.Array(strict({ name: Name, architecture: Name, version: nullable(Name) }), { maxItems: CHANGES_MAX }),
  ),
  units: Type.Optional(Type.Array(strict({ unit: Name, before: Text, after: Text }), { maxItems: 10_000 })),
  staleProcesses: Type.Optional(
    Type.Array(strict({ pid: Count, executable: Text, unit: nullable(Text) }), { maxItems: 10_000 }),
  ),
  checks: Type.Optional(Type.Array(TakenCheckSchema, { maxItems: 1000 })),
  rebuilt: Type.Optional(Type.Array(VersionFileSchema, { maxItems: CHANGES_MAX })),
  bootIdBefore: Type.Optional(Text),
  bootIdAfter: Type.Optional(Text),
  kernel: Type.Optional(Text),
  restorePoint: Type.Optional(SeenRestorePointSchema),
  guests: Type.Optional(GuestChangesSchema),
  restorePointsGone: Type.Optional(Type.Array(AttemptIdSchema, { maxItems: 1000 })),
  logs: Type.Optional(Type.Array(CollectedLogSchema, { maxItems: 100 })),
  transaction: Type.Optional(TransactionTraceSchema),
});

const HookEvidenceSchema = strict({ output: Type.Optional(Text), exitStatus: Type.Optional(Type.Integer()) });

const line = { sequence: Type.Integer({ minimum: 1 }), previous: DigestSchema, at: InstantSchema, bootId: Text };
const attempt = { attemptId: AttemptIdSchema };
const isolation = { ...line, order: Type.Integer({ minimum: 1 }) };
const isolationStep = { ...isolation, step: words('ask-cluster', 'drain', 'undrain') };
const StepOutcomeSchema = words('done', 'already', 'skipped', 'failed');

/** One ledger line per kind; evidence only where a step ended. */
export const LedgerEntrySchema = Type.Union([
  strict({
    ...line,
    kind: words('adopted', 'left'),
    order: Count,
    generation: Count,
    taken: Type.Array(Text, { maxItems: 1000 }),
  }),
  strict({ ...line, ...attempt, kind: Type.Literal('attempt-begun'), hostPlanDigest: DigestSchema, generation: Count }),
  strict({ ...line, ...attempt, kind: Type.Literal('step-begun'), step: StepKindSchema }),
  strict({
    ...line,
    ...attempt,
    kind: Type.Literal('step-ended'),
    step: StepKindSchema,
    outcome: StepOutcomeSchema,
    reason: nullable(ReasonSchema),
    evidence: nullable(EvidenceSchema),
  }),
  strict({ ...line, ...attempt, kind: Type.Literal('guests-going'), guests: GuestNamesSchema }),
  strict({
    ...line,
    ...attempt,
    kind: Type.Literal('part-begun'),
    changes: Type.Array(strict({ name: Name, architecture: Name }), { minItems: 1, maxItems: CHANGES_MAX }),
  }),
  strict({ ...line, ...attempt, kind: Type.Literal('reboot-asked'), people: words('none', 'told', 'not-told') }),
  strict({
    ...line,
    ...attempt,
    kind: Type.Literal('attempt-ended'),
    outcome: words('done', 'part-done', 'gone-back', 'not-begun', 'isolated'),
    reason: nullable(ReasonSchema),
  }),
  strict({
    ...isolation,
    kind: Type.Literal('isolation-begun'),
    hostPlanDigest: DigestSchema,
    expiresAt: InstantSchema,
    reason: ReasonSchema,
  }),
  strict({ ...isolationStep, kind: Type.Literal('isolation-step-begun'), reason: nullable(ReasonSchema) }),
  strict({
    ...isolationStep,
    kind: Type.Literal('isolation-step-ended'),
    outcome: StepOutcomeSchema,
    reason: nullable(ReasonSchema),
    evidence: nullable(HookEvidenceSchema),
  }),
  strict({ ...isolation, kind: Type.Literal('isolation-ended'), reason: ReasonSchema }),
]);
