import { endpoints } from '@slipway/protocol/api';
import { type App, exportWindows, nextWindows, showCalendar } from '../../app/index.ts';
import { sendProblem } from '../border/index.ts';
import type { Router } from './router.ts';

const COUNT_DEFAULT = 12;

export const serveWindows = (router: Router, app: App): void => {
  router.on(endpoints.windows.next, async ({ query }) => {
    const { environment = null, team = null, count = COUNT_DEFAULT } = query;
    return await nextWindows(app, { environment, team, count });
  });
  router.on(endpoints.calendar.show, async ({ query: { from, until, environment = null } }) =>
    showCalendar(app, { from, until, environment }),
  );
  router.stream(endpoints.calendar.file, 'work', async ({ query: { environment = null }, request, reply }) => {
    const file = await exportWindows(app, { environment, authority: request.hostname });
    if (!file.ok) return void (await sendProblem(reply, file.reason));
    const name = `slipway-windows${environment === null ? '' : `-${environment}`}.ics`;
    await reply
      .header('content-type', 'text/calendar; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(file.value);
  });
};
