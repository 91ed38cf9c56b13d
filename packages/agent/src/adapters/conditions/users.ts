import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RunCommand } from '../../ports/index.ts';
import { ask, callBus } from './bus.ts';

const LOGIND = 'org.freedesktop.login1';
/** Classes of logind that are people: not greeters, lock screens, managers or services (sd-login(3)). */
const PEOPLE: ReadonlySet<string> = new Set([
  'user',
  'user-early',
  'user-incomplete',
  'user-light',
  'user-early-light',
]);

/** By logind: sessions with their user and class. A session that ends while it is asked is none. */
export const loggedIn = async (run: RunCommand): Promise<Outcome<readonly string[]>> => {
  const state = await ask(run, ['/usr/bin/systemctl', 'is-active', 'systemd-logind.service']);
  // Where nobody manages sessions nobody could tell; a host without it has no logins that it knows of.
  if (state.kind === 'ended' && state.stdout.trim() === 'inactive') return ok([]);
  const listed = await callBus(run, ['call', LOGIND, '/org/freedesktop/login1', `${LOGIND}.Manager`, 'ListSessions']);
  const sessions = listed.kind === 'data' ? readSessions(listed.data) : null;
  if (sessions === null) {
    const detail = listed.kind === 'unreadable' ? listed.problem : 'the answer of logind is not understood';
    return refuse('users-unknown', { detail });
  }
  const found: string[] = [];
  for (const { user, path } of sessions) {
    const asked = await callBus(run, ['get-property', LOGIND, path, `${LOGIND}.Session`, 'Class']);
    if (asked.kind === 'unreadable' && /Unknown object|No such session/i.test(asked.problem)) continue;
    const kind = asked.kind === 'data' ? asked.data : null;
    if (typeof kind !== 'string') return refuse('users-unknown', { detail: `the session of ${user} cannot be read` });
    if (PEOPLE.has(kind)) found.push(user);
  }
  return ok([...new Set(found)].sort());
};

/** `a(susso)`: session, uid, user, seat, object path (org.freedesktop.login1(5)). */
export const readSessions = (data: unknown): readonly { readonly user: string; readonly path: string }[] | null => {
  const [list]: readonly unknown[] = Array.isArray(data) ? data : [];
  if (!Array.isArray(list)) return null;
  const sessions: { user: string; path: string }[] = [];
  for (const entry of list as readonly unknown[]) {
    if (!Array.isArray(entry)) return null;
    const [, , user, , path]: readonly unknown[] = entry;
    if (typeof user !== 'string' || typeof path !== 'string' || !path.startsWith('/')) return null;
    sessions.push({ user, path });
  }
  return sessions;
};
