import { endpoints } from '@slipway/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/app/index.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { ask } from './support/http.ts';

const { accounts, session, hosts } = endpoints;
const PASSWORD = 'a long and quiet night';

describe.each<StoreKind>(['memory', 'sqlite'])('accounts over the %s store', (store) => {
  let controller: RunningController;
  let administrator: ApiClient;
  beforeAll(async () => {
    controller = await startController({ store });
    administrator = clientOf(controller);
    for (const [name, role] of [
      ['kim', 'operator'],
      ['lee', 'viewer'],
    ] as const) {
      await administrator.call(accounts.add, {
        body: { name, roles: [role], teams: ['operations'], password: PASSWORD },
      });
    }
  });
  afterAll(async () => await controller.close());

  const nobody = (): ApiClient => clientOf(controller, null);
  const signIn = async (name: string, password = PASSWORD) =>
    await nobody().ask(session.begin, { body: { name, password } });
  const signedIn = async (name: string) => {
    const answer = await signIn(name);
    expect(answer.status).toBe(201);
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    return { cookie, proof: (answer.json as { readonly proof: string }).proof, answer };
  };

  it('signs in with a cookie that scripts, other sites and plain HTTP never see', async () => {
    const { answer, cookie } = await signedIn('kim');
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-slipway=slipway_[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=50400$/,
    );
    expect(answer.bytes.toString('utf8')).not.toContain(cookie.split('=')[1]);
    const shown = await nobody().call(session.show, { headers: { cookie } });
    expect(shown).toMatchObject({ person: 'kim', roles: ['operator'], teams: ['operations'] });
  });

  it('tells a token its name, and no proof', async () => {
    expect(await administrator.call(session.show)).toMatchObject({
      person: 'administrator',
      proof: null,
      expiresAt: null,
    });
  });

  it.each([
    ['a wrong password', 'kim', 'another long night'],
    ['nobody of that name', 'nobody-here', PASSWORD],
    ['no password', 'kim', ''],
  ])('refuses %s in the same words', async (_what, name, password) => {
    const answer = await signIn(name, password);
    expect([answer.status, (answer.json as { readonly code: string }).code]).toEqual([401, 'sign-in-refused']);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('changes nothing for a cookie without its proof, or from another site', async () => {
    const { cookie, proof } = await signedIn('kim');
    const stop = { body: { state: 'running' } };
    const origin = `https://127.0.0.1:${controller.port}`;
    for (const headers of [
      { cookie },
      { cookie, 'slipway-proof': `${proof}0` },
      { cookie, 'slipway-proof': proof, origin: 'https://evil.example' },
      { cookie, 'slipway-proof': proof, origin: 'null' },
    ]) {
      await nobody().refused('session-unproven', endpoints.switch.set, { ...stop, headers });
    }
    const ours = { cookie, 'slipway-proof': proof, origin };
    expect(await nobody().call(endpoints.switch.set, { ...stop, headers: ours })).toEqual({ state: 'running' });
  });

  it('gives the rights that the account has now, and none once it is disabled', async () => {
    const { cookie, proof } = await signedIn('lee');
    const headers = { cookie, 'slipway-proof': proof };
    await nobody().refused('role-missing', endpoints.switch.set, { body: { state: 'running' }, headers });
    await administrator.call(accounts.change, { params: { name: 'lee' }, body: { roles: ['operator'] } });
    await nobody().call(endpoints.switch.set, { body: { state: 'running' }, headers });
    await administrator.call(accounts.change, { params: { name: 'lee' }, body: { state: 'disabled' } });
    await nobody().refused('api-token-unknown', hosts.list, { headers });
    expect((await signIn('lee')).status).toBe(401);
    const back = await administrator.call(accounts.change, { params: { name: 'lee' }, body: { state: 'enabled' } });
    expect(back).toMatchObject({ roles: ['operator'], disabledAt: null });
    await nobody().refused('api-token-unknown', hosts.list, { headers });
  });

  it('ends a session by signing out, and all of a person by a new password', async () => {
    const [one, other] = [await signedIn('kim'), await signedIn('kim')];
    const headers = { cookie: one.cookie, 'slipway-proof': one.proof };
    const out = await nobody().ask(session.end, { headers });
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    await nobody().refused('api-token-unknown', hosts.list, { headers: { cookie: one.cookie } });
    await nobody().call(hosts.list, { headers: { cookie: other.cookie } });
    await administrator.call(accounts.setPassword, { params: { name: 'kim' }, body: { password: PASSWORD } });
    await nobody().refused('api-token-unknown', hosts.list, { headers: { cookie: other.cookie } });
  });

  it('lets a person change their own password by the one that holds, and signs everybody else out', async () => {
    const body = { password: PASSWORD, newPassword: 'another long and quiet night' };
    await administrator.call(accounts.add, { body: { name: 'ida', roles: ['viewer'], password: PASSWORD } });
    const [one, other] = [await signedIn('ida'), await signedIn('ida')];
    const headers = { cookie: one.cookie, 'slipway-proof': one.proof };
    await nobody().refused('session-unproven', session.setPassword, { body, headers: { cookie: one.cookie } });
    await administrator.refused('role-missing', session.setPassword, { body });
    const wrong = { ...body, password: 'not that one, no' };
    await nobody().refused('password-refused', session.setPassword, { body: wrong, headers });
    await nobody().refused('password-refused', session.setPassword, { body: { ...body, newPassword: 'x' }, headers });
    const changed = await nobody().ask(session.setPassword, { body, headers });
    const cookie = String(changed.headers['set-cookie']).split(';')[0] ?? '';
    expect(changed.json).toMatchObject({ person: 'ida', proof: expect.not.stringMatching(one.proof) });
    await nobody().call(hosts.list, { headers: { cookie } });
    for (const old of [one, other]) {
      await nobody().refused('api-token-unknown', hosts.list, { headers: { cookie: old.cookie } });
    }
    expect([(await signIn('ida')).status, (await signIn('ida', body.newPassword)).status]).toEqual([401, 201]);
    const { items } = await listAudit(controller.app, { after: null, limit: 10 }, { action: 'account.own-password' });
    expect(items.map(({ who, object }) => [who, object])).toEqual([['ida', 'ida']]);
  });

  it('is no way round the limit of signing in: the sixth guess at the old one is not looked at', async () => {
    await administrator.call(accounts.add, { body: { name: 'uma', roles: ['viewer'], password: PASSWORD } });
    const { cookie, proof } = await signedIn('uma');
    const guess = async (password: string) =>
      await nobody().ask(session.setPassword, {
        body: { password, newPassword: 'another long and quiet night' },
        headers: { cookie, 'slipway-proof': proof },
      });
    for (const one of [1, 2, 3, 4, 5]) expect((await guess(`guess ${one}`)).status).toBe(400);
    expect((await guess(PASSWORD)).json).toMatchObject({ code: 'sign-in-limited' });
  });

  it.each([
    ['short', { password: 'eleven char' }, 'password-refused'],
    ['its own name', { password: 'password of mo' }, 'password-refused'],
    ['the same letter', { password: 'aaaaaaaaaaaaaaaa' }, 'password-refused'],
    ['a name of ours', { name: 'schedule' }, 'input-invalid'],
    ['a name with capitals', { name: 'Mo' }, 'input-invalid'],
    ['a name that is there', { name: 'kim' }, 'account-exists'],
    ['no role', { roles: [] }, 'input-invalid'],
  ])('is not made: %s', async (_what, wish, code) => {
    const body = { name: 'mo', roles: ['viewer'], password: PASSWORD, ...wish };
    const refused = await administrator.refused(code, accounts.add, { body });
    expect(refused.bytes.toString('utf8')).not.toContain(body.password);
  });

  it('never shows a password or its hash, and leaves an audit of who signed in', async () => {
    const listed = await administrator.ask(accounts.list);
    expect(listed.bytes.toString('utf8')).not.toMatch(/argon2|passwordHash/);
    expect((listed.json as { readonly items: readonly { name: string }[] }).items.map(({ name }) => name)).toEqual([
      'ida',
      'kim',
      'lee',
      'uma',
    ]);
    const { items } = await listAudit(controller.app, { after: null, limit: 1000 });
    const actions = new Set(items.map(({ action }) => action));
    for (const action of [
      'account.add',
      'account.change',
      'account.password',
      'session.begin',
      'session.end',
      'session.refused',
    ]) {
      expect(actions).toContain(action);
    }
    expect(JSON.stringify(items)).not.toMatch(/argon2|nobody-here|long night/);
    expect(controller.logged()).not.toMatch(/argon2|quiet night/);
  });

  it('lets nobody guess on: the sixth attempt is not looked at, and others are not kept out', async () => {
    await administrator.call(accounts.add, { body: { name: 'pat', roles: ['viewer'], password: PASSWORD } });
    const guesses = await Promise.all(
      Array.from({ length: 8 }, async (_, guess) => await signIn('pat', `guess ${guess}`)),
    );
    expect(guesses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      401, 401, 401, 401, 401, 429, 429, 429,
    ]);
    const right = await signIn('pat');
    expect(right.json).toMatchObject({ code: 'sign-in-limited' });
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(800);
    expect((await signIn('kim')).status).toBe(201);
  });
});

it('tells who watches what changed, and ends with the controller', async () => {
  const controller = await startController();
  const { port, authority: ca, token } = controller;
  const headers = { authorization: `Bearer ${token}` };
  const watched = ask({ port, ca, method: 'GET', path: '/api/v1/events', headers });
  // After its first look, which says what is there already.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await clientOf(controller).call(endpoints.switch.set, { body: { state: 'stopped' } });
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await controller.close();
  const text = (await watched).bytes.toString('utf8');
  expect(text.startsWith('event: begin\n')).toBe(true);
  expect(text).toContain('event: change\ndata: {"subjects":["switch"]}\n\n');
});
