// Reporter: the unprivileged half of the agent. It looks at the host, talks to the controller, fetches files, and lays
// documents into the executor's inbox. It changes nothing on the host and decides nothing about it.
// Not here: verifying for the executor (it believes only itself), knowing apt or systemd (adapters).
// May import: core, protocol, ports.

export { collectInventory } from './collect.ts';
export { createReporter, type Reporter, type ReporterOptions } from './reporter.ts';
export type { ReporterPorts } from './reporter-ports.ts';
