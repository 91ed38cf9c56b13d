import { allEndpoints, type Endpoint, endpoints } from '@slipway/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/app/index.ts';
import type { Role } from '../../src/ports/index.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';

const ADMINISTRATOR = { person: 'ada', roles: ['administrator' as const], teams: [] };

describe.each<StoreKind>(['memory', 'sqlite'])('access over the %s store', (store) => {
  let controller: RunningController;
  let administrator: ApiClient;
  beforeAll(async () => {
    controller = await startController({ store });
    administrator = clientOf(controller);
  });
  afterAll(async () => await controller.close());

  const withRoles = async (...roles: Role[]): Promise<ApiClient> => {
    const wish = { person: roles.join('+'), roles, teams: [], expiresAt: null };
    const made = await createToken(controller.app, ADMINISTRATOR, wish);
    if (!made.ok) throw new Error(made.reason.code);
    return clientOf(controller, made.value.secret);
  };
  /** Values for every parameter that any endpoint has, of nothing that exists. */
  const params = {
    hostId: 'host-nobody',
    digest: `sha256:${'0'.repeat(64)}`,
    rolloutId: 'rollout-nobody',
    cutId: 'cut-nobody',
    planRequestId: 'plan-nobody',
    promotionId: 'dev.nobody',
    quarantineId: 'quarantine-nobody',
    number: 'CHG-000000',
    eventId: 'event-nobody',
    tokenId: 'token-nobody',
    name: 'openssl',
    revision: '1',
  };
  const nonsense = ({ body }: Endpoint) => (body === null ? {} : { body: { nonsense: true } });
  const guarded = allEndpoints.filter(({ role }) => role !== 'nobody');

  it.each(guarded.map((endpoint) => [endpoint.name, endpoint] as const))(
    '%s is for nobody without a valid token',
    async (_name, endpoint) => {
      const nobody = await clientOf(controller, null).refused('api-token-unknown', endpoint, { params });
      expect(nobody.headers['www-authenticate']).toBe('Bearer');
      await clientOf(controller, 'slipway_made-up').refused('api-token-unknown', endpoint, { params });
    },
  );

  it.each(guarded.filter(({ role }) => role !== 'viewer').map((endpoint) => [endpoint.name, endpoint] as const))(
    '%s is not for whoever lacks its role, even before the body is read',
    async (_name, endpoint) => {
      const others = (['viewer', 'operator', 'approver'] as const).filter((role) => role !== endpoint.role);
      for (const role of others) {
        const client = await withRoles(role);
        const refused = await client.refused('role-missing', endpoint, { params, ...nonsense(endpoint) });
        expect(refused).toMatchObject({ status: 403, json: { facts: { role: endpoint.role } } });
      }
    },
  );

  it.each([
    ['revoked', { revokedAt: '2026-01-01T00:00:00.000Z', expiresAt: null }],
    ['expired', { revokedAt: null, expiresAt: '2026-01-01T00:00:00.000Z' }],
  ])('a token that is %s opens nothing', async (what, end) => {
    const secret = `slipway_${what}`;
    await controller.app.ports.store.write(async ({ access }) => {
      await access.addToken({
        tokenId: `token-${what}`,
        secretDigest: controller.app.ports.sha256(new TextEncoder().encode(secret)),
        person: 'ada',
        roles: ['administrator'],
        teams: [],
        createdAt: '2025-01-01T00:00:00.000Z' as never,
        revokedAt: end.revokedAt as never,
        expiresAt: end.expiresAt as never,
      });
    });
    const refused = await clientOf(controller, secret).refused('api-token-unknown', endpoints.hosts.list);
    expect(refused.status).toBe(401);
  });

  it('makes a token whose secret is shown once, and ends it', async () => {
    const { token, secret } = await administrator.call(endpoints.tokens.create, {
      body: { person: 'kim', roles: ['operator'], teams: ['operations'], expiresAt: '2099-01-01T00:00:00.000Z' },
    });
    const kim = clientOf(controller, secret);
    await kim.call(endpoints.hosts.list);
    // The tests above made one for each role of each endpoint.
    const listed = await administrator.ask(endpoints.tokens.list, { query: { limit: 1000 } });
    expect(JSON.stringify(listed.json)).toContain(token.tokenId);
    expect(listed.bytes.toString('utf8')).not.toContain(secret);
    expect(listed.bytes.toString('utf8')).not.toContain('secretDigest');

    await administrator.call(endpoints.tokens.revoke, { params: { tokenId: token.tokenId } });
    await kim.refused('api-token-unknown', endpoints.hosts.list);
    await administrator.refused('not-found', endpoints.tokens.revoke, { params: { tokenId: token.tokenId } });
  });

  it.each([
    ['no roles', { person: 'kim', roles: [] }],
    ['a role that is none', { person: 'kim', roles: ['root'] }],
    ['an end in the past', { person: 'kim', roles: ['viewer'], expiresAt: '2020-01-01T00:00:00.000Z' }],
    ["the schedule's own name", { person: 'Schedule', roles: ['operator'] }],
    ['a date that is none', { person: 'kim', roles: ['viewer'], expiresAt: 'tomorrow' }],
    ['a name with a line end', { person: 'kim\nroot', roles: ['viewer'] }],
    ['a field too many', { person: 'kim', roles: ['viewer'], admin: true }],
    ['nothing', undefined],
  ])('refuses a token with %s', async (_what, body) => {
    const refused = await administrator.refused('input-invalid', endpoints.tokens.create, { body });
    expect(refused.status).toBe(400);
  });

  it('makes an enrolment token with everything that the line on a host needs', async () => {
    const made = await administrator.call(endpoints.enrolment.create, {
      body: { labels: { environment: 'dev' }, uses: 3, validSeconds: 3600 },
    });
    expect(made).toMatchObject({
      controller: `https://127.0.0.1:${controller.port}`,
      trust: controller.trustDigest,
      usesLeft: 3,
      labels: { environment: 'dev' },
    });
    expect(made.token).toMatch(/^slipway_/);
  });

  it('lists enrolment tokens without their secrets, and ends one once', async () => {
    const make = async (uses: number) =>
      await administrator.call(endpoints.enrolment.create, { body: { labels: { environment: 'dev' }, uses } });
    const [kept, found] = [await make(1), await make(500)];
    const operator = await withRoles('operator');
    const params = { tokenId: found.tokenId };
    await operator.call(endpoints.enrolment.revoke, { params });
    const listed = await operator.ask(endpoints.enrolment.list);
    const { items } = listed.json as { readonly items: readonly object[] };
    expect(items).toContainEqual({
      tokenId: found.tokenId,
      labels: { environment: 'dev' },
      createdBy: 'administrator',
      createdAt: expect.any(String),
      expiresAt: found.expiresAt,
      usesLeft: 500,
      revokedAt: expect.any(String),
    });
    expect(items).toContainEqual(expect.objectContaining({ tokenId: kept.tokenId, revokedAt: null }));
    const text = listed.bytes.toString('utf8');
    for (const secret of [kept.token, found.token, 'secretDigest']) expect(text).not.toContain(secret);
    await operator.refused('not-found', endpoints.enrolment.revoke, { params });
    const events = await administrator.call(endpoints.audit.list, { query: { limit: 1000 } });
    expect(events.items.filter(({ action }) => action === 'enrolment-token.revoke')).toMatchObject([
      { who: 'operator', object: found.tokenId },
    ]);
  });

  it.each([
    ['a month and a second', { validSeconds: 30 * 24 * 3600 + 1 }],
    ['no use', { uses: 0 }],
    ['a label that is none', { labels: { 'Not A Label': 'x' } }],
    ['a label without a value', { labels: { environment: '' } }],
    ['a label of a kind that nothing should have', { labels: { ['__proto__']: 'x' } }],
  ])('refuses an enrolment token for %s', async (_what, body) => {
    const refused = await administrator.refused('input-invalid', endpoints.enrolment.create, { body });
    expect(refused.status).toBe(400);
  });

  it('writes every change down, chained, and shows whether the chain holds', async () => {
    const { state } = await administrator.call(endpoints.switch.set, { body: { state: 'stopped' } });
    expect(state).toBe('stopped');
    expect((await administrator.call(endpoints.switch.show)).state).toBe('stopped');
    await administrator.call(endpoints.switch.set, { body: { state: 'running' } });

    const events = await administrator.call(endpoints.audit.list, { query: { limit: 1000 } });
    const [stop, release] = events.items.slice(-2);
    expect(stop).toMatchObject({ who: 'administrator', action: 'switch.stop', object: 'switch' });
    expect(release).toMatchObject({ action: 'switch.release', previous: stop?.digest });
    const verified = await administrator.call(endpoints.audit.verify);
    expect(verified).toMatchObject({ holds: 'yes', head: { digest: release?.digest } });
  });

  it('pages', async () => {
    const first = await administrator.call(endpoints.audit.list, { query: { limit: 2 } });
    expect(first.items.map(({ sequence }) => sequence)).toEqual([1, 2]);
    const second = await administrator.call(endpoints.audit.list, { query: { limit: 2, after: first.next ?? '' } });
    expect(second.items.map(({ sequence }) => sequence)).toEqual([3, 4]);
    await administrator.refused('input-invalid', endpoints.audit.list, { query: { after: 'made up' } });
    await administrator.refused('input-invalid', endpoints.audit.list, { query: { limit: 1001 } });
    await administrator.refused('input-invalid', endpoints.audit.list, { query: { page: 2 } });
  });

  it('never logs a secret', async () => {
    await administrator.ask(endpoints.tokens.create, { body: { person: 'kim', roles: ['viewer'] } });
    expect(controller.logged()).not.toMatch(/slipway_/);
  });
});
