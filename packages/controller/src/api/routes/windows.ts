import { endpoints } from '@slipway/protocol/api';
import { type App, nextWindows } from '../../app/index.ts';
import type { Router } from './router.ts';

const COUNT_DEFAULT = 12;

export const serveWindows = (router: Router, app: App): void => {
  router.on(endpoints.windows.next, async ({ query }) => {
    const { environment = null, team = null, count = COUNT_DEFAULT } = query;
    return await nextWindows(app, { environment, team, count });
  });
};
