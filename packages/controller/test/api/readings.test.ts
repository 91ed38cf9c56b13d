import { type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { parseCheckInReply } from '@slipway/protocol/agent';
import { endpoints } from '@slipway/protocol/api';
import { sha256, THE_MORNING } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wantReadings } from '../../src/app/index.ts';
import { enrolAgent } from './support/agent.ts';
import { clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { json } from './support/http.ts';

const SUBJECT: ReadingSubject = { kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' } };
const readingId = readingIdOf(SUBJECT, sha256);
const taken = { readingId, state: 'warning', text: 'slow', takenAt: THE_MORNING, exit: 1, modifiedAt: null };

describe.each<StoreKind>(['memory', 'sqlite'])('readings over the %s store', (store) => {
  let controller: RunningController;
  beforeAll(async () => {
    controller = await startController({ store });
  });
  afterAll(async () => await controller.close());

  it('are asked with a check-in, sent, and told to people', async () => {
    const agent = await enrolAgent(controller);
    const wants = async (capabilities: readonly string[]) => {
      const reply = parseCheckInReply((await agent.checkIn({ capabilities })).json);
      return reply.ok ? reply.value.wants.readings : reply.reason;
    };
    const send = async (message: object) =>
      await agent.ask({ method: 'PUT', path: '/agent/v1/readings', ...json(message) });
    expect(await wants(['readings/1'])).toBeUndefined();
    await wantReadings(controller.app, [{ hostId: agent.hostId, subject: SUBJECT }], 600);
    expect(await wants(['steps/1'])).toBeUndefined();
    expect(await wants(['readings/1'])).toEqual([{ ...SUBJECT, readingId, timeoutSeconds: 30 }]);
    expect((await send({ protocol: 1, readings: [taken] })).status).toBe(204);
    expect(await wants(['readings/1'])).toBeUndefined();
    const people = clientOf(controller);
    const told = await people.call(endpoints.hosts.readings, { params: { hostId: agent.hostId } });
    expect(told).toMatchObject({ items: [{ subject: SUBJECT, reading: { state: 'warning', text: 'slow' } }] });
    await people.refused('not-found', endpoints.hosts.readings, { params: { hostId: 'nobody' } });
  });

  it.each([
    ['of a state that there is not', { ...taken, state: 'fine' }],
    ['with a text without end', { ...taken, text: 'x'.repeat(1001) }],
    ['that name nothing', { ...taken, readingId: 'backup' }],
  ])('%s are refused', async (_case, reading) => {
    const agent = await enrolAgent(controller);
    const message = { protocol: 1, readings: [reading] };
    expect((await agent.ask({ method: 'PUT', path: '/agent/v1/readings', ...json(message) })).status).toBe(400);
  });
});
