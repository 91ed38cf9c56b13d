// What the console feels like over a large fleet: the pages Hosts and Reports in the real browser, against a controller whose store
// holds 100,000 hosts. `part.ts` has `main.ts` make the fleet, then starts both.
// Not here: the fleet (../knowledge), pages and their tests (packages/console).
// May import: figure.ts, quantile.ts, ../knowledge, the controller's ports (its store in main.ts alone), core, testkit, playwright-core, node:.

export { benchConsole } from './part.ts';
