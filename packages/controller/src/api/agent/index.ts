// `/agent/v1`: what agents ask. Every route but trust and enrol wants a certificate of a host that is not retired, and
// speaks for that host alone: no message names the host that it is about.
// Not here: what a message does (app/fleet).
// May import: border, app, ports, core, protocol, fastify.

export { agentRoutes } from './routes.ts';
