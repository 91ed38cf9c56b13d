// A host that does not answer, reached for a person through what lies in root's folder on the controller.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callOutOfBand } from '@slipway/controller/app';
import type { HostId } from '@slipway/core/ids';
import type { OutOfBandRule } from '@slipway/core/policy';
import { addSeconds } from '@slipway/core/time';
import { endpoints } from '@slipway/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';

const { hosts } = endpoints;
const RULE: OutOfBandRule = { hosts: 'rack = b7', hook: 'bmc', parameters: { bmc: '192.0.2.7' }, timeoutSeconds: 5 };

describe.each<StoreKind>(['memory', 'sqlite'])('out of band over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let hostId: HostId;
  beforeAll(async () => {
    controller = await startController({ store });
    api = clientOf(controller);
    const agent = await enrolAgent(controller);
    hostId = agent.hostId;
    await agent.checkIn();
    await api.call(hosts.label, { params: { hostId }, body: { labels: { environment: 'dev', rack: 'b7' } } });
    const folder = join(controller.dataDirectory, 'out-of-band.d');
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(join(folder, 'bmc'), '#!/bin/sh\necho "$@"\n[ "$1" = console ]\n');
    chmodSync(join(folder, 'bmc'), 0o755);
  });
  afterAll(async () => await controller.close());

  const call = { console: { action: 'console' }, cycle: { action: 'power-cycle' } } as const;
  const wanted = (body: object) => ({ params: { hostId }, body });
  const setRules = async (outOfBand: readonly OutOfBandRule[]): Promise<void> => {
    const { revision, policy } = await api.call(endpoints.policy.show);
    await api.call(endpoints.policy.replace, {
      body: { ...policy, outOfBand },
      headers: { 'if-match': `"${revision}"` },
    });
  };
  const silentFor = async (seconds: number): Promise<void> => {
    await controller.app.ports.store.write(async ({ fleet }) => {
      const host = await fleet.host(hostId);
      if (host === null || host.value.contact === null) throw new Error('never heard');
      const contact = { ...host.value.contact, seenAt: addSeconds(controller.app.ports.clock.now(), -seconds) };
      await fleet.saveHost({ revision: host.revision, value: { ...host.value, contact } });
    });
  };

  it('is nothing where policy names nothing', async () => {
    await api.refused('out-of-band-missing', hosts.outOfBand, wanted(call.console));
    expect((await api.call(hosts.show, { params: { hostId } })).outOfBand).toBeNull();
    await setRules([{ ...RULE, hosts: 'rack = b8' }]);
    await api.refused('out-of-band-missing', hosts.outOfBand, wanted(call.console));
  });

  it("is called with policy's parameters, told in host show, in the history and in the audit trail", async () => {
    await setRules([RULE]);
    expect((await api.call(hosts.show, { params: { hostId } })).outOfBand).toEqual({ hook: 'bmc', last: null });
    const answer = await api.call(hosts.outOfBand, wanted(call.console));
    const output = `console --host-id ${hostId} --host app1 --bmc 192.0.2.7`;
    expect(answer).toMatchObject({ action: 'console', hook: 'bmc', status: 0, output, reason: null });
    const shown = await api.call(hosts.show, { params: { hostId } });
    expect(shown.outOfBand?.last?.call).toEqual(answer);
    const history = await api.call(hosts.history, { params: { hostId } });
    expect(history.items[0]?.event).toEqual(answer);
    const { items } = await api.call(endpoints.audit.list, { query: { limit: 1000 } });
    expect(items.filter(({ action }) => action === 'host.out-of-band.console')).toMatchObject([{ object: hostId }]);
  });

  it('switches no host off that is heard', async () => {
    await api.refused('host-heard-lately', hosts.outOfBand, wanted(call.cycle));
    await silentFor(299);
    await api.refused('host-heard-lately', hosts.outOfBand, wanted(call.cycle));
    // Where hosts report every five minutes, one that is well may say nothing for so long.
    const { app } = controller;
    const seldom = { ...app, options: { ...app.options, idleCheckInSeconds: 300 } };
    const ada = { person: 'ada', roles: ['administrator'], teams: [] } as const;
    await silentFor(590);
    const refused = await callOutOfBand(seldom, ada, hostId, 'power-cycle');
    expect(refused.ok ? null : refused.reason.code).toBe('host-heard-lately');
    await silentFor(301);
    expect(await api.call(hosts.outOfBand, wanted(call.cycle))).toMatchObject({ action: 'power-cycle', status: 1 });
  });

  it('says what became of it where it cannot be called', async () => {
    await setRules([{ ...RULE, hook: 'absent' }]);
    const answer = await api.call(hosts.outOfBand, wanted(call.console));
    expect(answer).toMatchObject({ status: null, output: '', reason: { code: 'hook-missing' } });
  });

  it('is for operators', async () => {
    await api.refused('input-invalid', hosts.outOfBand, wanted({ action: 'explode' }));
    const asked = await clientOf(controller, null).ask(hosts.outOfBand, wanted(call.console));
    expect(asked.status).toBe(401);
  });
});
