// The way to the controller: the routes of protocol's API over TLS against the pinned authority. What is refused or
// cannot be reached is thrown as a Failure with its exit code.
// Not here: where the controller is (settings), what is asked (commands).
// May import: exit, settings, core, protocol, node:.

export { type Api, type Asked, apiOver, connect, connectTo } from './api.ts';
export { csvOf } from './csv.ts';
export { allPages, firstItems, type ItemOf } from './pages.ts';
export { pinnedAuthority } from './pin.ts';
export type { Answer, Sent } from './transport.ts';
export { awaitResult } from './wait.ts';
export { type Watched, watchEvents } from './watch.ts';
