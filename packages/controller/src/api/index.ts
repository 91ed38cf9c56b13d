// The controller's face: one HTTPS listener with `/agent/v1` (agents, by certificate) and `/api/v1` (people and programs,
// by token). Handlers validate, call one use case, and answer; they decide nothing.
// border/ stands before every route; agent/ has the agents' routes; routes/ has the API's, by subject.
// Not here: use cases (app), the shapes of messages (protocol).
// May import: app, ports, core, protocol, fastify, typebox, node:.

export type { Watching } from './border/index.ts';
export { type ApiInProcess, openInProcess } from './in-process.ts';
export { type Credentials, type ListenerOptions, openListener } from './listener.ts';
export { openWatchListener } from './watch-listener.ts';
