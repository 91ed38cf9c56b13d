// Accounts of people: a name and a password, with roles and teams as tokens have them. An account is disabled, never removed:
// its name stands in approvals and audit events, and must not become somebody else's.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Account, mapPage, type Page, type PageRequest, type Role, type StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import type { Actor } from './actor.ts';
import { OURS } from './tokens.ts';

/** NIST SP 800-63B: length is what counts; no rules about kinds of characters, which make passwords worse. */
export const PASSWORD_CHARACTERS_MIN = 12;
/** Nobody types more, and hashing must not be fed without end. */
export const PASSWORD_CHARACTERS_MAX = 256;

const NAME = /^[a-z0-9][a-z0-9._@-]{0,62}$/;

/** What may be shown of an account at any time. */
export type AccountInfo = Omit<Account, 'passwordHash'>;

export interface AccountWish {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly teams: readonly string[];
  readonly password: string;
}

export const addAccount = async (app: App, actor: Actor, wish: AccountWish): Promise<Outcome<AccountInfo>> => {
  const { name, roles, teams, password } = wish;
  const problem = nameProblem(name);
  if (problem !== null) return refuse('input-invalid', { what: 'account', detail: problem });
  const refused = passwordProblem(password, name);
  if (refused !== null) return refuse('password-refused', { detail: refused });
  const passwordHash = await app.ports.passwords.hash(password);
  const at = app.ports.clock.now();
  const account: Account = { name, roles, teams, passwordHash, createdAt: at, passwordSetAt: at, disabledAt: null };
  return await app.ports.store.write(async ({ access }): Promise<Outcome<AccountInfo>> => {
    if ((await access.account(name)) !== null) return refuse('account-exists', { name });
    await access.putAccount(account);
    const facts = { roles: roles.join(','), teams: teams.join(',') };
    await access.addAuditEvent({ at, who: actor.person, action: 'account.add', object: name, facts });
    return ok(infoOf(account));
  });
};

/** What is not given stays. Whoever is signed in with it has the new rights at the next request. */
export interface AccountChange {
  readonly roles?: readonly Role[] | undefined;
  readonly teams?: readonly string[] | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
}

export const changeAccount = async (
  app: App,
  actor: Actor,
  name: string,
  change: AccountChange,
): Promise<Outcome<AccountInfo>> => {
  const at = app.ports.clock.now();
  return await onAccount(app, name, async (account, { access }) => {
    const { state = account.disabledAt === null ? 'enabled' : 'disabled' } = change;
    const disabledAt = state === 'enabled' ? null : (account.disabledAt ?? at);
    const changed = {
      ...account,
      roles: change.roles ?? account.roles,
      teams: change.teams ?? account.teams,
      disabledAt,
    };
    await access.putAccount(changed);
    if (state === 'disabled') await access.endSessions({ account: name });
    const facts = { roles: changed.roles.join(','), teams: changed.teams.join(','), state };
    await access.addAuditEvent({ at, who: actor.person, action: 'account.change', object: name, facts });
    return ok(infoOf(changed));
  });
};

/** By an administrator, for somebody else. Every browser that is signed in with the account is signed out. */
export const setPassword = async (
  app: App,
  actor: Actor,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<Outcome<AccountInfo>> => {
  const refused = passwordProblem(password, name);
  if (refused !== null) return refuse('password-refused', { detail: refused });
  const passwordHash = await app.ports.passwords.hash(password);
  const at = app.ports.clock.now();
  return await onAccount(app, name, async (account, { access }) => {
    const changed = { ...account, passwordHash, passwordSetAt: at };
    await access.putAccount(changed);
    await access.endSessions({ account: name });
    await access.addAuditEvent({ at, who: actor.person, action: 'account.password', object: name, facts: {} });
    return ok(infoOf(changed));
  });
};

export const listAccounts = async (app: App, page: PageRequest): Promise<Page<AccountInfo>> =>
  mapPage(await app.ports.store.read(async ({ access }) => await access.accounts(page)), infoOf);

const onAccount = async (
  app: App,
  name: string,
  work: (account: Account, change: StoreView) => Promise<Outcome<AccountInfo>>,
): Promise<Outcome<AccountInfo>> =>
  await app.ports.store.write(async (view): Promise<Outcome<AccountInfo>> => {
    const account = await view.access.account(name);
    return account === null ? refuse('not-found', { what: 'account', id: name }) : await work(account, view);
  });

/** Field by field: what a later version adds to an account is not shown until somebody says so. */
const infoOf = ({ name, roles, teams, createdAt, passwordSetAt, disabledAt }: Account): AccountInfo => ({
  name,
  roles,
  teams,
  createdAt,
  passwordSetAt,
  disabledAt,
});

const nameProblem = (name: string): string | null => {
  if (!NAME.test(name)) return `"${name}" is not 1 to 63 characters of a-z, 0-9 and . _ @ -`;
  return OURS.has(name) ? `"${name}" is what Slipway calls itself` : null;
};

/** `null`: it is taken. */
export const passwordProblem = (password: string, name: string): string | null => {
  const { length } = password;
  if (length < PASSWORD_CHARACTERS_MIN) return `it has fewer than ${PASSWORD_CHARACTERS_MIN} characters`;
  if (length > PASSWORD_CHARACTERS_MAX) return `it has more than ${PASSWORD_CHARACTERS_MAX} characters`;
  if (password.toLowerCase().includes(name)) return 'it holds the name of the account';
  return new Set(password).size < 5 ? 'it repeats fewer than five characters' : null;
};
