// `/api/v1`: what people and programs ask, by token. One file per subject; every endpoint of protocol/api is served by
// exactly one handler, which calls one use case or answer.
// Not here: who may ask (border), what is answered (app).
// May import: border, app, ports, core, protocol, fastify.

export { apiRoutes } from './api-routes.ts';
