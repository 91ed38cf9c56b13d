import { ok } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import { type App, listCauses } from '../../app/index.ts';
import type { Router } from './router.ts';

export const serveDiagnosis = (router: Router, app: App): void => {
  router.on(endpoints.diagnosis.causes, async () => ok(await listCauses(app)));
};
