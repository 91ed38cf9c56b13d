// The log: lines for a person on a terminal, JSON (pino) for everything else. Both pass `withoutSecrets` first.
// Not here: audit events, which are rows of the store and never lost with a log.
// May import: ports, pino, node:.

export { logLevelOf, openLog } from './log.ts';
