import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { FastifyReply } from 'fastify';
import {
  type App,
  addAccount,
  type BegunSession,
  changeAccount,
  changeOwnPassword,
  listAccounts,
  setPassword,
  signIn,
  signOut,
} from '../../app/index.ts';
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
  const begun = ({ actor, expiresAt, proof, secret }: BegunSession, reply: FastifyReply) => {
    void reply.header('set-cookie', cookieFor(secret));
    return ok({ ...actor, now: app.ports.clock.now(), expiresAt, proof });
  };
  router.on(session.begin, async ({ body, request, reply }) => {
    const signedIn = await signIn(app, { ...body, address: addressOf(request) });
    if (!signedIn.ok) return signedIn;
    return begun(signedIn.value, reply);
  });
  router.on(session.setPassword, async ({ actor, body, request, reply }) => {
    // A token is no password: who has one changes it by making another.
    if (signedInOf(request) === null) return refuse('role-missing', { role: 'of an account that is signed in' });
    const changed = await changeOwnPassword(app, { ...body, name: actor.person, address: addressOf(request) });
    return changed.ok ? begun(changed.value, reply) : changed;
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
