// The border: everything that stands between a socket and a handler. Size, time and number of requests, who asks, and
// the one form of a refusal.
// Not here: what any route does.
// May import: ports, core, protocol, app/access, fastify, typebox, node:.

export { CAPACITIES, type Capacities, limitRequests, type RequestKind } from './admission.ts';
export { acceptBodies, bytesOf } from './body.ts';
export { HANDSHAKE_LIMITS, type HandshakeLimits, limitHandshakes } from './handshakes.ts';
export { type ReadSerial, serialReader } from './host-certificate.ts';
export { errorHandler, Refused, refuseLine, sendProblem } from './problem.ts';
export { addressOf, cookieFor, cookieGone, secretOf } from './session-cookie.ts';
export { validateRequests } from './validation.ts';
export { measureRequests, traceRequests, type Watching } from './watching.ts';
export { actorOf, demandRole, SIGNATURE, signedInOf } from './who-asks.ts';
