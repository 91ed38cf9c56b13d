// Sessions: a person signed in, in one browser. The cookie's secret is kept as its digest alone; what proves that a request
// comes from our own pages, and not from another site, follows from the secret.

import type { Digest } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant, isBefore } from '@slipway/core/time';
import type { Account, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import type { Actor } from './actor.ts';
import { type FailedAttempts, failedAttempts } from './failed-attempts.ts';
import { secretDigest } from './secret.ts';

/** A night and the morning after; whoever steals a cookie has it no longer than that. */
export const SESSION_SECONDS = 14 * 3600;

export interface SignedIn {
  readonly actor: Actor;
  readonly expiresAt: Instant;
  /** Sent back by our pages with whatever changes something. */
  readonly proof: string;
}

const attemptsOf = new WeakMap<App, FailedAttempts>();

const attemptsIn = (app: App): FailedAttempts => {
  const known = attemptsOf.get(app) ?? failedAttempts();
  attemptsOf.set(app, known);
  return known;
};

export interface TypedPassword {
  readonly name: string;
  readonly password: string;
  readonly address: string;
}

export const signIn = async (app: App, given: TypedPassword): Promise<Outcome<BegunSession>> => {
  const account = await checkPassword(app, given);
  if (!account.ok) return account;
  const { clock, store } = app.ports;
  const at = clock.now();
  return ok(
    await store.write(async (change) => {
      await change.access.endSessions({ expiredBy: at });
      const { name } = account.value;
      const facts = { address: given.address };
      await change.access.addAuditEvent({ at, who: name, action: 'session.begin', object: name, facts });
      return await beginSession(app, change, account.value);
    }),
  );
};

/** The same refusal, after the same time, for a name that is not there, a wrong password and a disabled account. */
export const checkPassword = async (app: App, given: TypedPassword): Promise<Outcome<Account>> => {
  const { clock, passwords, store } = app.ports;
  const who = { name: given.name.trim().toLowerCase(), address: given.address };
  const attempts = attemptsIn(app);
  const seconds = attempts.waitSeconds(who, clock.now());
  if (seconds > 0) return refuse('sign-in-limited', { seconds });
  // Counted before it is looked at: attempts that run at once must not pass together.
  attempts.failed(who, clock.now());
  const account = await store.read(async ({ access }) => await access.account(who.name));
  const fits = await passwords.fits(given.password, account?.passwordHash ?? null);
  if (account === null || !fits || account.disabledAt !== null) {
    // Under what was typed only where it is a name: people type their password there, too.
    const object = account === null ? 'nobody' : account.name;
    const at = clock.now();
    const facts = { address: who.address };
    await store.write(async ({ access }) => {
      await access.addAuditEvent({ at, who: object, action: 'session.refused', object, facts });
    });
    return refuse('sign-in-refused');
  }
  attempts.succeeded(who);
  return ok(account);
};

export interface BegunSession extends SignedIn {
  readonly secret: string;
}

/** In the writer's own transaction. */
export const beginSession = async (app: App, { access }: StoreView, account: Account): Promise<BegunSession> => {
  const { clock, ids, sha256 } = app.ports;
  const createdAt = clock.now();
  const secret = ids.secret();
  const expiresAt = addSeconds(createdAt, SESSION_SECONDS);
  await access.addSession({
    secretDigest: secretDigest(secret, sha256),
    account: account.name,
    createdAt,
    expiresAt,
  });
  return { actor: actorOf(account), expiresAt, proof: proofOf(app, secret), secret };
};

/** Roles and teams are those of the account now, not of when it signed in. */
export const sessionOf = async (app: App, secret: string): Promise<Outcome<SignedIn>> => {
  const { clock, sha256, store } = app.ports;
  const digest = secretDigest(secret, sha256);
  const found = await store.read(async ({ access }) => {
    const session = await access.session(digest);
    return session === null ? null : { session, account: await access.account(session.account) };
  });
  if (found === null || found.account === null || found.account.disabledAt !== null) return refuse('api-token-unknown');
  const { expiresAt } = found.session;
  if (!isBefore(clock.now(), expiresAt)) return refuse('api-token-unknown');
  return ok({ actor: actorOf(found.account), expiresAt, proof: proofOf(app, secret) });
};

export const signOut = async (app: App, actor: Actor, secret: string): Promise<void> => {
  const digest = secretDigest(secret, app.ports.sha256);
  const at = app.ports.clock.now();
  await app.ports.store.write(async ({ access }) => {
    await access.endSessions({ secretDigest: digest });
    await access.addAuditEvent({ at, who: actor.person, action: 'session.end', object: actor.person, facts: {} });
  });
};

const proofOf = (app: App, secret: string): Digest => secretDigest(`proof of ${secret}`, app.ports.sha256);

const actorOf = ({ name, roles, teams }: Account): Actor => ({ person: name, roles, teams });
