// The controller's API as the console asks it: typed by the OpenAPI description (schema.d.ts is made from it), one question
// per query, refusals as problems with their code.
// Not here: what is shown of an answer (pages, widgets).
// May import: openapi-fetch, TanStack Query, react.

export { type Answer, queries, useAct, useAnswer } from './answers.ts';
export { api, problemOf } from './api.ts';
export { askAgain } from './ask-again.ts';
export { type Rows, useList } from './lists.ts';
export { LiveProvider, useLive } from './live.tsx';
export { type Role, SessionProvider, useMay, useSession } from './session.tsx';

import type { components, paths } from './schema.d.ts';

export type Schemas = components['schemas'];
export type Paths = paths;
/** As what hosts are counted; the list behind each number has its word in the address. */
export type Counted = NonNullable<NonNullable<Paths['/api/v1/host-count']['get']['parameters']['query']>['counted']>;
