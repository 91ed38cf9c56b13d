// A person's own password, by the one that holds: as hard to guess here as at signing in, since a browser that somebody left
// open must not become an account that somebody else has.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { App } from '../context.ts';
import { passwordProblem } from './accounts.ts';
import { type BegunSession, beginSession, checkPassword, type TypedPassword } from './sessions.ts';

/** Every browser is signed out, and this one in again: whoever knew the old password, or had a cookie, is out. */
export const changeOwnPassword = async (
  app: App,
  given: TypedPassword & { readonly newPassword: string },
): Promise<Outcome<BegunSession>> => {
  const { name, newPassword } = given;
  const problem = passwordProblem(newPassword, name);
  if (problem !== null) return refuse('password-refused', { detail: problem });
  const known = await checkPassword(app, given);
  if (!known.ok) {
    const isWrong = known.reason.code === 'sign-in-refused';
    return isWrong ? refuse('password-refused', { detail: 'the one that holds now is another' }) : known;
  }
  const { clock, passwords, store } = app.ports;
  const passwordHash = await passwords.hash(newPassword);
  const at = clock.now();
  return await store.write(async (change): Promise<Outcome<BegunSession>> => {
    const account = await change.access.account(name);
    if (account === null || account.disabledAt !== null) return refuse('sign-in-refused');
    const changed = { ...account, passwordHash, passwordSetAt: at };
    await change.access.putAccount(changed);
    await change.access.endSessions({ account: name });
    const facts = { address: given.address };
    await change.access.addAuditEvent({ at, who: name, action: 'account.own-password', object: name, facts });
    return ok(await beginSession(app, change, changed));
  });
};
