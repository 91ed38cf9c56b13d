// What failed on hosts, with what is known of the cause, and the table that it is known by.

import { Type } from 'typebox';
import { AttemptIdSchema, InstantSchema, StepKindSchema } from '../schema/index.ts';
import { Count, HostIdSchema, list, Name, nullable, open, ReasonSchema, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

const LogSchema = words('output', 'dpkg', 'apt-term', 'dnf', 'dnf-rpm', 'journal');

/** A line of a log of the host, or of what the step printed. */
const FoundLineSchema = open({
  log: LogSchema,
  text: Text,
  at: Type.Optional(InstantSchema),
  unit: Type.Optional(Text),
  by: Type.Optional(Text),
});
export type FoundLineAnswer = Plain<typeof FoundLineSchema>;

/** A step that failed, from what explains it to what is left to look at. */
export const FailureSchema = open({
  hostId: HostIdSchema,
  attemptId: AttemptIdSchema,
  step: StepKindSchema,
  endedAt: nullable(InstantSchema),
  reason: nullable(ReasonSchema),
  causes: Type.Array(
    open({
      code: Name,
      what: Text,
      next: Type.String({ description: 'what to do' }),
      evidence: list(FoundLineSchema),
    }),
    { description: 'known causes that fit, the likeliest first' },
  ),
  lastLines: Type.Array(FoundLineSchema, { description: 'where no cause is known: the last lines of what there is' }),
  logs: Type.Array(
    open({
      log: LogSchema,
      found: words('lines', 'nothing', 'absent', 'unreadable', 'kept'),
      detail: Type.Optional(Text),
    }),
    { description: "what the host's own logs had of its time; empty: they were not collected" },
  ),
});
export type FailureAnswer = Plain<typeof FailureSchema>;

/** Optional in answers: a controller of an earlier version says nothing of it. */
export const Failures = Type.Optional(list(FailureSchema));

export const KnownCauseSchema = open({
  code: Name,
  /** `null`: built in. */
  file: nullable(Text),
  family: words('apt', 'dnf', 'any'),
  what: Text,
  next: Text,
  signs: list(open({ logs: list(LogSchema), pattern: Text, example: Text })),
  reasons: Type.Array(Name, { description: 'codes of steps that say it themselves' }),
});

export const CausesSchema = open({
  items: Type.Array(KnownCauseSchema, { description: 'in the order in which they are told' }),
  refused: Type.Array(open({ file: Text, problems: list(open({ line: Count, detail: Text })) }), {
    description: 'files of own rows of which nothing counts until they are mended',
  }),
});
export type CausesAnswer = Plain<typeof CausesSchema>;

export const diagnosis = {
  causes: endpoint({
    name: 'listCauses',
    subject: 'diagnosis',
    method: 'GET',
    path: '/api/v1/diagnosis/causes',
    summary: 'The table of known causes: own rows, then the built-in ones',
    role: 'viewer',
    answer: CausesSchema,
  }),
} as const;
