import { type Outcome, ok } from '@slipway/core/reasons';
import { endpoints, type NoticeAnswer } from '@slipway/protocol/api';
import {
  type App,
  addAudience,
  listAudiences,
  listNotices,
  type Notice,
  removeAudience,
  showNotice,
  testAudience,
} from '../../app/index.ts';
import { pageByName, pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const serveNotices = (router: Router, app: App): void => {
  const { audiences, notices } = endpoints;
  router.on(audiences.list, async ({ query }) =>
    ok(pageByName(await listAudiences(app), pageRequest(query), ({ name }) => name)),
  );
  router.on(audiences.add, async ({ actor, body }) => await addAudience(app, actor, body));
  router.on(audiences.test, async ({ actor, params }) => await testAudience(app, actor, params.name));
  router.on(audiences.remove, async ({ actor, params }): Promise<Outcome<undefined>> => {
    const removed = await removeAudience(app, actor, params.name);
    return removed.ok ? ok(undefined) : removed;
  });
  router.on(notices.list, async ({ query }) => {
    const { items, next } = await listNotices(app, pageRequest(query));
    return ok({ items: items.map(noticeAnswer), next });
  });
  router.on(notices.show, async ({ params }) => {
    const shown = await showNotice(app, params.eventId);
    if (!shown.ok) return shown;
    const { text, houseTexts } = shown.value;
    return ok({ ...noticeAnswer(shown.value), text: { ...text }, houseTexts: houseTexts.map((one) => ({ ...one })) });
  });
};

const noticeAnswer = ({ eventId, at, kind, environments, content, deliveries }: Notice): NoticeAnswer => ({
  eventId,
  at,
  kind,
  ...(environments === undefined ? {} : { environments }),
  content: { ...content },
  deliveries: deliveries.map(({ audience, state, attempts, nextTryAt, lastReason, contact, digest }) => ({
    audience,
    state,
    attempts,
    nextTryAt,
    lastReason,
    ...(contact === undefined ? {} : { contact }),
    ...(digest === undefined ? {} : { digest: { digestId: digest.digestId, why: digest.why } }),
  })),
});
