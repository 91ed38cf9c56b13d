import { ok } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import {
  type App,
  answerChangeRequest,
  listChangeRequests,
  rewordChangeRequest,
  showChangeRequest,
  withdrawChangeRequest,
} from '../../app/index.ts';
import { bytesOf, SIGNATURE } from '../border/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

/** Shown where a person's own reason would stand. */
const NO_WHY = 'no reason was given';

export const serveChangeRequests = (router: Router, app: App): void => {
  const { changeRequests } = endpoints;
  router.on(changeRequests.list, async ({ query }) => ok(await listChangeRequests(app, pageRequest(query))));
  router.on(changeRequests.show, async ({ params }) => await showChangeRequest(app, params.number));
  router.on(changeRequests.reword, async ({ actor, params: { number }, body: { revision, ...wording } }) =>
    rewordChangeRequest(app, actor, { number, revision, wording }),
  );
  router.on(changeRequests.withdraw, async ({ actor, params: { number }, body: { why } }) =>
    withdrawChangeRequest(app, actor, { number, why }),
  );
  router.on(changeRequests.answer, async ({ params: { number }, body, request }) => {
    const { plan, why, removals = [], ...said } = body;
    const signature = request.headers[SIGNATURE];
    const answered = await answerChangeRequest(app, {
      number,
      answer: { ...said, planDigest: plan, why: why?.trim() || NO_WHY, removals },
      bytes: bytesOf(request),
      signature: typeof signature === 'string' ? signature : '',
    });
    return answered.ok ? ok({ number, state: answered.value.state }) : answered;
  });
};
