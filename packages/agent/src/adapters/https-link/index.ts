// The outbound line over HTTPS: the host's own certificate, the controller's pinned authority and nothing else trusted.
// Every call answers with a checked message or throws LinkDown; what a refusal said stands in its message.
// Not here: when to call (reporter), what to do with an answer.
// May import: ports, core, protocol, node:.

export { createHttpsLink } from './https-link.ts';
export { LinkDown } from './link-down.ts';
export { probeController } from './probe.ts';
