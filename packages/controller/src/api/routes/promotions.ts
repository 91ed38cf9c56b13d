import { ok } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import {
  type App,
  addQuarantine,
  excusePromotion,
  liftQuarantine,
  listDue,
  listPromotions,
  listQuarantines,
  showPromotion,
} from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const servePromotions = (router: Router, app: App): void => {
  const { promotions, quarantines } = endpoints;
  router.on(promotions.list, async ({ query }) => ok(await listPromotions(app, pageRequest(query))));
  router.on(promotions.due, async () => ok({ places: await listDue(app) }));
  router.on(promotions.show, async ({ params: { promotionId } }) => await showPromotion(app, promotionId));
  router.on(
    promotions.excuse,
    async ({ actor, params: { promotionId }, body: { why } }) =>
      await excusePromotion(app, actor, { promotionId, why }),
  );
  router.on(quarantines.list, async ({ query }) => ok(await listQuarantines(app, pageRequest(query))));
  router.on(quarantines.add, async ({ actor, body }) => await addQuarantine(app, actor, body));
  router.on(
    quarantines.lift,
    async ({ actor, params: { quarantineId }, body: { why } }) =>
      await liftQuarantine(app, actor, { quarantineId, why }),
  );
};
