// What many answers that rest on feeds share: which feeds, of whom they do not speak, and how urgent something is.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import { Count, list, Name, nullable, open, ReasonSchema, Text, words } from './common.ts';
import { FeedStandingSchema, ReleaseSchema } from './feeds.ts';

export const SeverityWord = words('negligible', 'low', 'medium', 'high', 'critical');
export const LaneWord = words('scheduled', 'unknown', 'out-of-cycle', 'immediate');

/** Score times ten: 98 is 9.8. */
export const ScoreTenths = Type.Union([Type.Integer({ minimum: 0, maximum: 100 }), Type.Null()], {
  description: 'CVSS score times ten: 98 is 9.8; null: nobody rated it',
});

const MissingSchema = list(Name);

export const UrgencySchema = open({
  deadline: Type.Union([InstantSchema, Type.Null()], { description: 'the earliest of all rules; null: none sets one' }),
  lane: LaneWord,
  rule: nullable(Name),
  why: ReasonSchema,
  forensicTriage: Type.Boolean(),
  missing: Type.Array(Name, { description: 'what nobody told and some rule turns on' }),
  applying: list(
    open({
      rule: Name,
      lane: LaneWord,
      deadline: nullable(InstantSchema),
      clock: nullable(open({ start: Name, at: InstantSchema })),
      forensicTriage: Type.Boolean(),
      missing: MissingSchema,
      why: ReasonSchema,
    }),
  ),
});

export const DueFirstSchema = open({ vulnerability: Name, urgency: UrgencySchema });

/** Where silence is not safety. */
const gap = {
  verdict: Type.Literal('unknown'),
  package: nullable(open({ name: Name, architecture: Name, version: Name, sourceName: Name, sourceVersion: Name })),
  reason: ReasonSchema,
  feed: nullable(Name),
  feedDate: nullable(InstantSchema),
};
export const GapSchema = open(gap);

export const knownBy = {
  feeds: Type.Array(FeedStandingSchema, { description: 'empty: nothing is known about any package, of any host' }),
  gaps: Type.Array(open({ ...gap, release: ReleaseSchema, hosts: Count }), {
    description: 'releases that hosts run and of which silence does not mean safe',
  }),
  unheard: Type.Array(open({ reason: ReasonSchema, hosts: Count, hostnames: list(Name) }), {
    description: 'hosts of the fleet that never reported, or not lately; the first of each are named',
  }),
  untold: Type.Array(words('kev', 'epss', 'cvss'), {
    description: 'what no feed tells: by urgency rules that turn on it, urgency is unknown',
  }),
  waiting: Type.Object(
    { packages: Count, updates: Count },
    {
      description:
        'package versions still to be judged (at least), updates still to be counted: not in this answer yet',
    },
  ),
};

export const StaleProcessesSchema = list(
  open({
    pid: Count,
    executable: Text,
    unit: nullable(Text),
    files: list(Text),
    packages: Type.Optional(nullable(list(Name))),
  }),
);
