// What must be there before anybody asks: an incarnation, a policy, and a way in for the first administrator.

import { starterPolicy } from '@slipway/core/policy';
import { type Outcome, ok } from '@slipway/core/reasons';
import { type Actor, createEnrolmentToken, createToken, ENROLMENT_SECONDS_DEFAULT } from '../access/index.ts';
import type { App } from '../context.ts';

/** Hosts that the first enrolment line is good for: enough to try with, made again with one command. */
const FIRST_ENROLMENT_USES = 100;
const FIRST_START: Actor = { person: 'first start', roles: ['administrator'], teams: [] };

export interface Prepared {
  /** `null`: this is not the first start. Both are shown once and kept nowhere. */
  readonly first: {
    readonly tokenSecret: string;
    readonly enrolmentSecret: string;
    readonly enrolmentUses: number;
  } | null;
}

export const prepareInstallation = async (app: App, version: string): Promise<Outcome<Prepared>> => {
  const { clock, ids, store } = app.ports;
  const isFirst = await store.write(async ({ access, plans }) => {
    await access.setSetting('controller-version', version);
    if ((await plans.policy()) === null) {
      const at = clock.now();
      const who = FIRST_START.person;
      await plans.savePolicy({ revision: 0, value: starterPolicy() }, who, at);
      await access.addAuditEvent({ at, who, action: 'policy.replace', object: 'policy', facts: { revision: 1 } });
    }
    if ((await access.setting('incarnation')) === null)
      await access.setSetting('incarnation', ids.named('incarnation'));
    // A start that died before it could show its token leaves no token behind: the next one is the first again.
    return (await access.tokens({ after: null, limit: 1 })).items.length === 0;
  });
  if (!isFirst) return ok({ first: null });
  const enrolment = await createEnrolmentToken(app, FIRST_START, {
    labels: {},
    uses: FIRST_ENROLMENT_USES,
    validSeconds: ENROLMENT_SECONDS_DEFAULT,
  });
  if (!enrolment.ok) return enrolment;
  const token = await createToken(app, FIRST_START, {
    person: 'administrator',
    roles: ['administrator'],
    teams: [],
    expiresAt: null,
  });
  if (!token.ok) return token;
  return ok({
    first: {
      tokenSecret: token.value.secret,
      enrolmentSecret: enrolment.value.secret,
      enrolmentUses: FIRST_ENROLMENT_USES,
    },
  });
};
