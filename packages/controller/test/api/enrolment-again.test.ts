// An enrolment whose answer was lost, over real HTTPS.

import type { EnrolReply } from '@slipway/protocol/agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCheckIn, enrolRequest, makeRequest } from './support/agent.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { ask, json } from './support/http.ts';

describe.each<StoreKind>(['memory', 'sqlite'])('an enrolment over the %s store', (store) => {
  let controller: RunningController;
  beforeAll(async () => {
    controller = await startController({ store });
  });
  afterAll(async () => await controller.close());
  const at = () => ({ port: controller.port, ca: controller.authority });

  it('is the same host where its answer was lost and the request comes once more, until the host was heard', async () => {
    const { key, certificateRequest } = await makeRequest();
    const message = enrolRequest(await controller.enrolmentSecret({ uses: 1 }), certificateRequest, 'asks-again');
    const enrolOnce = async () => await ask({ ...at(), method: 'POST', path: '/agent/v1/enrol', ...json(message) });
    const [lost, heard] = [await enrolOnce(), await enrolOnce()].map(({ json: reply }) => reply as EnrolReply);
    expect([lost?.hostId, heard?.hostId]).toEqual([expect.stringMatching(/^host-/), lost?.hostId]);
    const checkIn = async (cert = '') =>
      (
        await ask({
          ...{ ...at(), method: 'POST', path: '/agent/v1/check-in', certificate: { key, cert } },
          ...json(aCheckIn()),
        })
      ).status;
    // Whichever of them is the one that takes effect last.
    expect(heard?.certificate).toBe(lost?.certificate);
    expect(await checkIn(heard?.certificate)).toBe(200);
    expect(await enrolOnce()).toMatchObject({ json: { code: 'token-unknown' } });
    // Each look at the fleet reads every host's document.
    const [host] = await controller.app.ports.store.read(
      async ({ fleet }) => (await fleet.hosts({ after: null, limit: 1 })).items,
    );
    expect(host?.enrolment).toEqual({ asked: expect.stringMatching(/^sha256:/) });
    expect(await checkIn(heard?.certificate)).toBe(200);
  });
});
