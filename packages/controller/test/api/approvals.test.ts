// Approvals and change requests over the API, with an outside system that hears of a change and answers, both ways signed.

import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOf } from '@slipway/core/document';
import { addSeconds } from '@slipway/core/time';
import { endpoints } from '@slipway/protocol/api';
import { sha256 } from '@slipway/testkit/builders';
import { aStoredPatchSet, aStoredPlan } from '@slipway/testkit/store-rows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seekApproval } from '../../src/app/index.ts';
import type { StoredPlan } from '../../src/ports/index.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';

const OUTSIDE = 'service-desk';

interface Closed {
  readonly number: string;
  readonly result: { readonly outcome: string };
}

interface Received {
  readonly event: string | undefined;
  readonly signature: string | undefined;
  readonly bytes: string;
}

describe.each<StoreKind>(['memory', 'sqlite'])('approvals over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let desk: Server;
  let key: string;
  const received: Received[] = [];

  beforeAll(async () => {
    controller = await startController({ store, loops: 'run' });
    api = clientOf(controller);
    desk = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { headers } = request;
        const [event, signature] = [headers['slipway-event'], headers['slipway-signature']].map((one) =>
          one?.toString(),
        );
        received.push({ event, signature, bytes: Buffer.concat(chunks).toString('utf8') });
        // The first telling is lost: it comes again under the same id.
        response.writeHead(received.length === 1 ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(desk.address() as AddressInfo).port}/changes`;
    const added = await api.call(endpoints.audiences.add, { body: { name: OUTSIDE, kind: 'webhook', url } });
    key = added.key ?? '';
  });
  afterAll(async () => {
    desk.close();
    await controller.close();
  });

  const person = async (name: string, roles: readonly string[], teams: readonly string[]): Promise<ApiClient> => {
    const { secret } = await api.call(endpoints.tokens.create, { body: { person: name, roles, teams } });
    return clientOf(controller, secret);
  };
  /** A plan of today, so that it has not expired by the controller's own clock. */
  const planned = async (generation: number): Promise<StoredPlan> => {
    const { plan, hostPlans } = aStoredPlan(['host-1'], generation);
    const now = controller.app.ports.clock.now();
    const [startsAt, expiresAt] = [addSeconds(now, 90_000), addSeconds(now, 100_000)];
    const header = {
      ...plan.header,
      approval: {
        rule: 'change-request',
        teams: ['development', 'operations', 'security'],
        count: 2,
        outside: OUTSIDE,
      },
      bounds: {
        ...plan.header.bounds,
        occurrences: [{ id: 'night', startsAt, cutOffAt: expiresAt, endsAt: expiresAt }],
        expiresAt,
      },
    } as const;
    const stored: StoredPlan = { ...plan, header, digest: digestOf(header, sha256), madeAt: now, author: 'bob' };
    await controller.app.ports.store.write(async (change) => {
      await change.plans.addPlan(stored, hostPlans);
      await seekApproval(change, stored, { hostPlans, now });
    });
    controller.app.ports.nudge.notify('notify');
    return stored;
  };
  const signed = (text: string, by = key): Readonly<Record<string, string>> => ({
    'slipway-signature': `sha256=${createHmac('sha256', by).update(text).digest('hex')}`,
  });
  const answer = (number: string, plan: StoredPlan, given: object = {}) => ({
    answerId: 'answer-1',
    number,
    plan: plan.digest,
    answer: 'approved',
    by: 'jane.doe',
    reference: 'REQ-4711',
    at: controller.app.ports.clock.now(),
    ...given,
  });

  it('waits for one person of each of two teams, and says of which', async () => {
    await controller.app.ports.store.write(async ({ patchSets }) => await patchSets.addPatchSet(aStoredPatchSet()));
    const plan = await planned(1);
    const params = { digest: plan.digest };
    const dora = await person('dora', ['approver'], ['operations', 'security']);
    const emil = await person('emil', ['approver'], ['operations']);
    const waiting = async (who: ApiClient, mine: boolean) =>
      (await who.call(endpoints.plans.waiting, { query: { mine } })).items.map((one) => [one.planDigest, one.mine]);
    expect(await waiting(emil, true)).toEqual([[plan.digest, true]]);
    await dora.call(endpoints.plans.approve, { params, body: {} });
    const { approved } = await api.call(endpoints.plans.show, { params });
    expect(approved).toMatchObject({
      names: { given: 1, needed: 2, openTeams: ['development', 'operations', 'security'] },
      reason: { code: 'waiting-for-approval' },
      refusal: null,
      changeRequest: 'CHG-000001',
    });
    await api.refused('waiting-for-approval', endpoints.rollouts.start, { body: { planDigest: plan.digest } });
    expect([await waiting(dora, true), await waiting(dora, false)]).toEqual([[], [[plan.digest, false]]]);
    await emil.call(endpoints.plans.approve, { params, body: {} });
    expect((await api.call(endpoints.plans.show, { params })).approved.reason).toBeNull();
    expect(await waiting(emil, false)).toEqual([]);
    const shown = await api.call(endpoints.changeRequests.show, { params: { number: 'CHG-000001' } });
    expect(shown).toMatchObject({ state: 'approved', planDigest: plan.digest, outside: { system: OUTSIDE } });
  });

  it('is refused for good, and needs a why and an approver', async () => {
    const plan = await planned(2);
    const params = { digest: plan.digest };
    const operator = await person('olga', ['operator'], ['security']);
    await operator.refused('role-missing', endpoints.plans.refuse, { params, body: { why: 'no' } });
    const dora = await person('dora', ['approver'], ['security']);
    await dora.refused('input-invalid', endpoints.plans.refuse, { params, body: { why: '' } });
    expect(await dora.call(endpoints.plans.refuse, { params, body: { why: 'month end' } })).toMatchObject({
      refusedBy: 'dora',
    });
    await dora.refused('plan-refused', endpoints.plans.approve, { params, body: {} });
    await dora.refused('plan-refused', endpoints.plans.refuse, { params, body: { why: 'again' } });
    await api.refused('plan-refused', endpoints.rollouts.start, { body: { planDigest: plan.digest } });
    const { approved } = await api.call(endpoints.plans.show, { params });
    expect(approved.refusal).toMatchObject({ refusedBy: 'dora', why: 'month end' });
  });

  it('is worded by operators, by the revision that they looked at', async () => {
    const plan = await planned(3);
    const params = { number: 'CHG-000003' };
    const operator = await person('olga', ['operator'], []);
    const body = { revision: 1, backOutAdded: 'call the night shift first' };
    expect(await operator.call(endpoints.changeRequests.reword, { params, body })).toMatchObject({ revision: 2 });
    await operator.refused('change-request-changed', endpoints.changeRequests.reword, { params, body });
    const approver = await person('dora', ['approver'], ['security']);
    await approver.refused('role-missing', endpoints.changeRequests.reword, { params, body });
    await approver.refused('role-missing', endpoints.changeRequests.withdraw, { params, body: { why: 'no' } });
    const closed = await operator.call(endpoints.changeRequests.withdraw, { params, body: { why: 'next month' } });
    expect(closed).toMatchObject({ state: 'closed', result: { outcome: 'withdrawn', text: 'next month' } });
    await approver.refused('change-request-ended', endpoints.plans.approve, {
      params: { digest: plan.digest },
      body: {},
    });
    const listed = await api.call(endpoints.changeRequests.list, { query: { limit: 2 } });
    expect(listed.items.map(({ number }) => number)).toEqual(['CHG-000003', 'CHG-000002']);
  });

  it('is answered from outside: signed, once, about this plan', async () => {
    const plan = await planned(4);
    const number = 'CHG-000004';
    const params = { number };
    const { answer: route } = endpoints.changeRequests;
    const nobody = clientOf(controller, null);
    const body = answer(number, plan);
    const text = JSON.stringify(body);
    expect((await nobody.refused('answer-unsigned', route, { params, body })).status).toBe(401);
    // Not even what is wrong with the body.
    await nobody.refused('answer-unsigned', route, { params, body: {} as never });
    await nobody.refused('answer-unsigned', route, { params, body, headers: signed(text, 'guessed') });
    // The signature of one body under another: somebody on the way changed his mind for him.
    const tampered = { ...body, answer: 'rejected' };
    await nobody.refused('answer-unsigned', route, { params, body: tampered, headers: signed(text) });
    await nobody.refused('answer-unsigned', route, {
      params: { number: 'CHG-000099' },
      body,
      headers: signed(text, 'no'),
    });
    const unknown = { ...body, number: 'CHG-000099' };
    await nobody.refused('not-found', route, {
      params: { number: 'CHG-000099' },
      body: unknown,
      headers: signed(JSON.stringify(unknown)),
    });
    // An answer to one change request is none to another.
    await nobody.refused('answer-refused', route, { params: { number: 'CHG-000001' }, body, headers: signed(text) });
    for (const _ of [1, 2]) {
      expect(await nobody.call(route, { params, body, headers: signed(text) })).toEqual({ number, state: 'approved' });
    }
    const { approved } = await api.call(endpoints.plans.show, { params: { digest: plan.digest } });
    expect(approved).toMatchObject({
      reason: null,
      given: [{ approvedBy: 'jane.doe', outside: OUTSIDE, reference: 'REQ-4711' }],
    });
    const { history } = await api.call(endpoints.changeRequests.show, { params });
    expect(history.filter(({ what }) => what === 'named')).toHaveLength(1);
    const closing = JSON.stringify(answer('CHG-000003', plan));
    await nobody.refused('answer-refused', route, {
      params: { number: 'CHG-000003' },
      body: JSON.parse(closing),
      headers: signed(closing),
    });
  });

  it('is told to the outside system, signed, until it has taken it', async () => {
    const closed = () =>
      received
        .map(({ bytes }) => JSON.parse(bytes) as { readonly kind: string; readonly content: Closed })
        .filter(({ kind }) => kind === 'change-request-closed')
        .map(({ content: { number, result } }) => `${number} ${result.outcome}`);
    // The plans are of one host: each new one takes it from the one before, where that was open still.
    await expect
      .poll(() => closed().sort())
      .toEqual(['CHG-000001 superseded', 'CHG-000002 rejected', 'CHG-000003 withdrawn']);
    for (const { bytes, signature } of received) {
      expect(signature).toBe(`sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`);
    }
    const opened = received.find(({ event }) => event === 'CHG-000004.1.opened');
    expect(JSON.parse(opened?.bytes ?? '{}')).toMatchObject({
      eventId: 'CHG-000004.1.opened',
      kind: 'change-request-opened',
      content: {
        number: 'CHG-000004',
        state: 'open',
        title: expect.stringContaining('of prod'),
        backOut: expect.any(String),
      },
    });
  });
});
