import { type Outcome, ok } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import { type App, addAccount, changeAccount, listAccounts, setPassword, signIn, signOut } from '../../app/index.ts';
import { addressOf, cookieFor, cookieGone, secretOf, signedInOf } from '../border/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const serveAccounts = (router: Router, app: App): void => {
  const { accounts, session } = endpoints;
  router.on(accounts.list, async ({ query }) => ok(await listAccounts(app, pageRequest(query))));
  router.on(
    accounts.add,
    async ({ actor, body: { teams = [], ...wish } }) => await addAccount(app, actor, { ...wish, teams }),
  );
  router.on(accounts.change, async ({ actor, params, body }) => await changeAccount(app, actor, params.name, body));
  router.on(
    accounts.setPassword,
    async ({ actor, params: { name }, body: { password } }) => await setPassword(app, actor, { name, password }),
  );
  router.on(session.begin, async ({ body, request, reply }) => {
    const signedIn = await signIn(app, { ...body, address: addressOf(request) });
    if (!signedIn.ok) return signedIn;
    const { actor, expiresAt, proof, secret } = signedIn.value;
    void reply.header('set-cookie', cookieFor(secret));
    return ok({ ...actor, now: app.ports.clock.now(), expiresAt, proof });
  });
  router.on(session.show, async ({ actor, request }) => {
    const signedIn = signedInOf(request);
    const now = app.ports.clock.now();
    return ok({ ...actor, now, expiresAt: signedIn?.expiresAt ?? null, proof: signedIn?.proof ?? null });
  });
  router.on(session.end, async ({ actor, request, reply }): Promise<Outcome<undefined>> => {
    const secret = secretOf(request);
    if (secret !== null) await signOut(app, actor, secret);
    void reply.header('set-cookie', cookieGone());
    return ok(undefined);
  });
};
