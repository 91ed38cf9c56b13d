import { endpoints } from '@slipway/protocol/api';
import { type App, listExceptions } from '../../app/index.ts';
import type { Router } from './router.ts';

export const serveExceptions = (router: Router, app: App): void => {
  router.on(
    endpoints.exceptions.list,
    async ({ query }) => await listExceptions(app, { endingDays: query.endingDays ?? null }),
  );
};
