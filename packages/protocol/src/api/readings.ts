// What hosts were asked, and the checklist of a plan that rests on it.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import { DigestSchema, list, Name, nullable, open, ReasonSchema, Text, words } from './common.ts';
import type { Plain } from './endpoint.ts';

const SubjectSchema = Type.Union([
  open({ kind: Type.Literal('plug-in'), plugIn: Name, parameters: Type.Record(Type.String(), Type.String()) }),
  open({ kind: Type.Literal('file-age'), path: Text }),
  open({ kind: Type.Literal('unit-active'), unit: Name }),
  open({ kind: Type.Literal('checks'), hostPlanDigest: DigestSchema }),
  open({ kind: Type.Literal('whole-host'), askedAt: InstantSchema, believes: nullable(DigestSchema) }),
]);

export const HostReadingSchema = open({
  readingId: DigestSchema,
  subject: SubjectSchema,
  wantedUntil: Type.Unsafe<Plain<typeof InstantSchema>>({
    ...InstantSchema,
    description: 'the host is asked again and again until then',
  }),
  reading: Type.Union(
    [
      open({
        state: words('ok', 'warning', 'critical', 'unknown'),
        text: Text,
        takenAt: InstantSchema,
        exit: nullable(Type.Integer()),
        modifiedAt: nullable(InstantSchema),
        checks: Type.Optional(
          list(
            open({
              asked: Text,
              state: words('well', 'ill', 'unknown'),
              judged: words('well', 'ill-before', 'not-well'),
              detail: Text,
            }),
          ),
        ),
      }),
      Type.Null(),
    ],
    { description: 'null: it has not answered' },
  ),
  receivedAt: nullable(InstantSchema),
});
export type HostReadingAnswer = Plain<typeof HostReadingSchema>;

export const ChecklistSchema = open({
  lookedAt: Type.Union([InstantSchema, Type.Null()], { description: 'null: nobody has looked at it yet' }),
  items: list(
    open({
      name: Name,
      kind: words('plug-in', 'file-age', 'http', 'way-back', 'restore-point', 'announced', 'tier-before'),
      state: words('green', 'blocking', 'unknown'),
      reason: nullable(ReasonSchema),
      evidenceAt: Type.Union([InstantSchema, Type.Null()], {
        description: 'of the oldest part of what it rests on; null: on nothing yet',
      }),
    }),
  ),
  blocks: Type.Union([ReasonSchema, Type.Null()], {
    description: 'why no host would begin by it now; null: every item is green',
  }),
});
export type ChecklistAnswer = Plain<typeof ChecklistSchema>;
