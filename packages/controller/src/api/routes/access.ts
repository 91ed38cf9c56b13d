import { type Outcome, ok } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import {
  createEnrolmentToken,
  createToken,
  ENROLMENT_SECONDS_DEFAULT,
  listAudit,
  listEnrolmentTokens,
  listTokens,
  readSwitch,
  revokeEnrolmentToken,
  revokeToken,
  setSwitch,
  verifyAudit,
} from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const serveAccess = (router: Router, app: App, url: () => string): void => {
  const { tokens, enrolment, audit } = endpoints;
  router.on(tokens.list, async ({ query }) => ok(await listTokens(app, pageRequest(query))));
  router.on(tokens.create, async ({ actor, body }) => {
    const { person, roles, teams = [], expiresAt = null } = body;
    const made = await createToken(app, actor, { person, roles, teams, expiresAt });
    return made.ok ? ok({ token: made.value.info, secret: made.value.secret }) : made;
  });
  router.on(tokens.revoke, async ({ actor, params }): Promise<Outcome<undefined>> => {
    const revoked = await revokeToken(app, actor, params.tokenId);
    return revoked.ok ? ok(undefined) : revoked;
  });
  router.on(enrolment.create, async ({ actor, body }) => {
    const { labels = {}, uses = 1, validSeconds = ENROLMENT_SECONDS_DEFAULT } = body;
    const made = await createEnrolmentToken(app, actor, { labels, uses, validSeconds });
    if (!made.ok) return made;
    const { tokenId, usesLeft, expiresAt } = made.value.info;
    const { currentDigest } = await app.ports.signing.trustRoots();
    const line = { controller: url(), token: made.value.secret, trust: currentDigest };
    return ok({ tokenId, labels: made.value.info.labels, usesLeft, expiresAt, ...line });
  });
  router.on(enrolment.list, async ({ query }) => ok(await listEnrolmentTokens(app, pageRequest(query))));
  router.on(enrolment.revoke, async ({ actor, params }): Promise<Outcome<undefined>> => {
    const revoked = await revokeEnrolmentToken(app, actor, params.tokenId);
    return revoked.ok ? ok(undefined) : revoked;
  });
  router.on(audit.list, async ({ query: { after, limit, ...wanted } }) =>
    ok(await listAudit(app, pageRequest({ ...(after && { after }), ...(limit && { limit }) }), wanted)),
  );
  router.on(audit.verify, async () => {
    const verified = await verifyAudit(app);
    return ok(
      verified.ok ? { holds: 'yes' as const, head: verified.value } : { holds: 'no' as const, reason: verified.reason },
    );
  });
  router.on(endpoints.switch.show, async () => ok({ state: await readSwitch(app) }));
  router.on(endpoints.switch.set, async ({ actor, body }) => {
    const set = await setSwitch(app, actor, body.state);
    return set.ok ? ok({ state: set.value }) : set;
  });
};
