// What the console feels like over a large fleet: the Hosts page in the real browser, against a real controller whose store
// holds 100,000 hosts. `part.ts` has `main.ts` make the fleet, then starts both.
// Not here: the fleet (../knowledge), pages and their tests (packages/console).
// May import: figure.ts, quantile.ts, ../knowledge, playwright-core, node:.

export { benchConsole } from './part.ts';
