import { decodeBase64, type Envelope, parseCanonical } from '@slipway/core/document';
import { type TSchema, Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import * as messages from '../../src/agent/schemas.ts';
import { HostPlanBundleSchema, PlanHeaderSchema } from '../../src/schema/plan.ts';
import { frozenIn, read } from './frozen.ts';
import { uncovered } from './uncovered.ts';

// An optional field breaks nobody when it is added, and anybody when it is changed: so it is frozen, too.

const SCHEMAS: Readonly<Record<string, TSchema>> = {
  'trust-reply': messages.TrustReplySchema,
  'enrol-request': messages.EnrolRequestSchema,
  'enrol-reply': messages.EnrolReplySchema,
  'check-in': messages.CheckInSchema,
  'check-in-reply': messages.CheckInReplySchema,
  inventory: messages.InventoryMessageSchema,
  'inventory-reply': messages.InventoryReplySchema,
  proposal: messages.ProposalMessageSchema,
  readings: messages.ReadingsMessageSchema,
  ledger: messages.LedgerMessageSchema,
  'ledger-reply': messages.LedgerReplySchema,
};

const frozenMessages = frozenIn('messages');
const headers = frozenIn('documents')
  .filter(({ kind }) => kind === 'plan-header')
  .map(({ value }) => read(parseCanonical(decodeBase64((value as Envelope).payload) ?? new Uint8Array(), 'header')));

describe('whatever today may be sent is frozen in some version', () => {
  it('knows a schema for every kind of message', () => {
    expect(new Set(frozenMessages.map(({ kind }) => kind))).toEqual(new Set(Object.keys(SCHEMAS)));
  });

  it.each(Object.entries(SCHEMAS))('in messages of kind %s', (kind, schema) => {
    const values = frozenMessages.filter((one) => one.kind === kind).map(({ value }) => value);
    expect(uncovered(schema, values)).toEqual([]);
  });

  it('in plan headers and host plans', () => {
    expect(uncovered(PlanHeaderSchema, headers)).toEqual([]);
    const bundles = frozenIn('host-plans').map(({ value }) => value);
    expect(uncovered(HostPlanBundleSchema, bundles)).toEqual([]);
  });
});

describe('what is not covered', () => {
  const schema = Type.Object({
    always: Type.String(),
    maybe: Type.Optional(Type.Object({ inner: Type.Optional(Type.String()) })),
    either: Type.Union([
      Type.Object({ kind: Type.Literal('one') }),
      Type.Object({ kind: Type.Literal('two') }),
      Type.Null(),
    ]),
    list: Type.Array(Type.Object({ extra: Type.Optional(Type.Number()) })),
  });

  it('is named by its place', () => {
    const values = [{ always: 'x', either: { kind: 'one' }, list: [{}] }];
    expect(uncovered(schema, values)).toEqual(['.maybe', '.either(two)', '.list[].extra']);
    const more = { always: 'x', maybe: {}, either: { kind: 'two' }, list: [{ extra: 1 }] };
    expect(uncovered(schema, [...values, more])).toEqual(['.maybe.inner']);
  });
});
