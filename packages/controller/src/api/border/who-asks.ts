// Who asks, on `/api/v1`: the program or person behind a bearer token, or the person who is signed in in a browser, with the
// role that the route wants.

import { reason } from '@slipway/core/reasons';
import type { EndpointRole } from '@slipway/protocol/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { App } from '../../app/index.ts';
import { type Actor, authenticate, requireRole, type SignedIn, sessionOf } from '../../app/index.ts';
import { Refused } from './problem.ts';
import { demandProof, secretOf } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly role?: EndpointRole;
  }
}

/** In the place of a token: who sends it has the key of an audience. */
export const SIGNATURE = 'slipway-signature';

const NOBODY: Actor = { person: 'nobody', roles: [], teams: [] };
const known = new WeakMap<FastifyRequest, Actor>();
const sessions = new WeakMap<FastifyRequest, SignedIn>();

/** Before the body is read; of what is to be signed, whether it is at all. A route that names no role is nobody's to call: forgetting it must not open it. */
export const demandRole = (fastify: FastifyInstance, app: App): void => {
  fastify.addHook('onRequest', async (request) => {
    const { role } = request.routeOptions.config;
    if (role === undefined) throw new Error(`the route ${request.routeOptions.url ?? ''} names no role`);
    if (request.routeOptions.config.signed === true && request.headers[SIGNATURE] === undefined) {
      throw new Refused(reason('answer-unsigned'));
    }
    if (role === 'nobody') return;
    const actor = await whoAsks(app, request);
    const allowed = requireRole(actor, role);
    if (!allowed.ok) throw new Refused(allowed.reason);
    known.set(request, actor);
  });
};

export const actorOf = (request: FastifyRequest): Actor => known.get(request) ?? NOBODY;

/** `null`: asked with a token. */
export const signedInOf = (request: FastifyRequest): SignedIn | null => sessions.get(request) ?? null;

/** A token, where one is sent, is what is meant: a program in a browser's place must not act as whoever is signed in there. */
const whoAsks = async (app: App, request: FastifyRequest): Promise<Actor> => {
  const secret = request.headers.authorization === undefined ? secretOf(request) : null;
  if (secret === null) {
    const actor = await authenticate(app, bearer(request));
    if (!actor.ok) throw new Refused(actor.reason);
    return actor.value;
  }
  const session = await sessionOf(app, secret);
  if (!session.ok) throw new Refused(session.reason);
  demandProof(request, session.value);
  sessions.set(request, session.value);
  return session.value.actor;
};

const bearer = (request: FastifyRequest): string => {
  const found = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '');
  if (found?.[1] === undefined) throw new Refused(reason('api-token-unknown'));
  return found[1];
};
