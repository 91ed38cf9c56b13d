// Feeds: what vendors and others publish about packages and vulnerabilities, and how reading them goes.

import { Type } from 'typebox';
import { InstantSchema, strict } from '../schema/index.ts';
import { Count, list, Name, nullable, open, PageQuery, page, ReasonSchema, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

/** A distribution's release as advisories name it: the codename for Debian and Ubuntu, the major version for others. */
export const ReleaseSchema = open({ distribution: Name, release: Name });

/** What stands beside every answer that rests on feeds. */
export const FeedStandingSchema = open({
  feed: Name,
  /** Of its content; `null`: it was never read. */
  date: nullable(InstantSchema),
  /** When it was last read whole or found unchanged. */
  readAt: nullable(InstantSchema),
  /** Why the latest look brought nothing; the copy of `date` stays in use. */
  refusal: nullable(ReasonSchema),
});
export type FeedStandingAnswer = Plain<typeof FeedStandingSchema>;

export const FeedSchema = open({
  name: Name,
  kind: Type.Union([Name, Type.Null()], { description: 'null: its content tells' }),
  location: Text,
  release: nullable(ReleaseSchema),
  sha256: nullable(Text),
  keyring: nullable(Text),
  addedAt: InstantSchema,
  addedBy: Text,
  date: Type.Union([InstantSchema, Type.Null()], { description: 'of the content; null: it was never read' }),
  readAt: Type.Union([InstantSchema, Type.Null()], { description: 'when last read whole, or found unchanged' }),
  importedAt: Type.Union([InstantSchema, Type.Null()], { description: 'when its content last changed' }),
  records: nullable(Count),
  problems: Type.Union([Count, Type.Null()], {
    description: 'records that could not be read; they count as not there',
  }),
  releases: Type.Array(ReleaseSchema, { description: 'only of these does its silence mean anything' }),
  refusal: nullable(open({ at: InstantSchema, reason: ReasonSchema })),
  nextLookAt: InstantSchema,
});
export type FeedAnswer = Plain<typeof FeedSchema>;

export const FeedRecordSchema = open({
  kind: words('advisory', 'vulnerability-facts', 'support', 'maker-release'),
  key: Type.String({
    description: 'as the feed names it; of support a release, a package and a kind of support, as JSON',
  }),
  name: Type.Union([Name, Type.Null()], { description: 'of an advisory; of others null' }),
  knownFrom: InstantSchema,
});

export const FeedProblemSchema = open({
  where: Type.String({ description: 'the name of the record, or the place in its file where it has none' }),
  reason: ReasonSchema,
});

const FeedName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const FeedParams = Type.Object({ name: FeedName });
const subject = 'knowledge';

export const feeds = {
  list: endpoint({
    name: 'listFeeds',
    subject,
    method: 'GET',
    path: '/api/v1/feeds',
    summary: 'Feeds by name: age, content, and why one that was refused was',
    role: 'viewer',
    query: PageQuery,
    answer: page(FeedSchema),
  }),
  show: endpoint({
    name: 'showFeed',
    subject,
    method: 'GET',
    path: '/api/v1/feeds/{name}',
    summary: 'One feed',
    role: 'viewer',
    params: FeedParams,
    answer: FeedSchema,
  }),
  records: endpoint({
    name: 'listFeedRecords',
    subject,
    method: 'GET',
    path: '/api/v1/feeds/{name}/records',
    summary: 'What a feed says now, by kind and key',
    role: 'viewer',
    params: FeedParams,
    query: PageQuery,
    answer: page(FeedRecordSchema),
  }),
  problems: endpoint({
    name: 'listFeedProblems',
    subject,
    method: 'GET',
    path: '/api/v1/feeds/{name}/problems',
    summary: 'Records of a feed that could not be read, and why: the first of them',
    role: 'viewer',
    params: FeedParams,
    answer: open({ count: Count, items: list(FeedProblemSchema) }),
  }),
  add: endpoint({
    name: 'addFeed',
    subject,
    method: 'POST',
    path: '/api/v1/feeds',
    summary: 'Adds a feed: it is read at once, and believed for every host',
    role: 'administrator',
    body: strict({
      name: FeedName,
      kind: Type.Optional(Type.String({ maxLength: 63, description: 'else its content tells' })),
      location: Type.String({ maxLength: 2000, description: 'https:, file: or a path on the controller' }),
      release: Type.Optional(
        Type.Object(
          { distribution: Name, release: Name },
          { additionalProperties: false, description: 'where the content does not say for which release it is' },
        ),
      ),
      sha256: Type.Optional(Type.String({ maxLength: 64, description: 'that the content must have, hexadecimal' })),
      keyring: Type.Optional(
        Type.String({ maxLength: 2000, description: 'file on the controller; one of its keys must have signed' }),
      ),
    }),
    answer: FeedSchema,
    status: 201,
  }),
  look: endpoint({
    name: 'lookAtFeed',
    subject,
    method: 'POST',
    path: '/api/v1/feeds/{name}/look',
    summary: 'Has a feed looked at again now; done once `nextLookAt` is another one',
    role: 'operator',
    params: FeedParams,
    answer: FeedSchema,
    status: 202,
  }),
  remove: endpoint({
    name: 'removeFeed',
    subject,
    method: 'DELETE',
    path: '/api/v1/feeds/{name}',
    summary: 'Removes a feed: what rests on it ends now, and stays in the history',
    role: 'administrator',
    params: FeedParams,
    status: 204,
  }),
} as const;
