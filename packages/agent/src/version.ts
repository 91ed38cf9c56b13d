// The agent's version, written into the bundle by packaging; a checkout says so.

declare const SLIPWAY_AGENT_VERSION: string | undefined;

export const AGENT_VERSION = typeof SLIPWAY_AGENT_VERSION === 'string' ? SLIPWAY_AGENT_VERSION : '0.1.0-checkout';

/** What plans and orders may ask of this agent on any host; the controller asks nothing that is not among them. */
const CAPABILITIES: readonly string[] = [
  'checks/1',
  'failure-logs/1',
  'health/1',
  'guests/1',
  'hooks/1',
  'isolate/1',
  'labels/1',
  'output/1',
  'preflight/1',
  'process/1',
  'questions/1',
  'readings/1',
  'repositories/1',
  'rollback/1',
  'reboot/1',
  'kernels/1',
  'kernels/2',
  'parts/1',
  'restore-point/1',
  'steps/1',
  'still-so/1',
  'transaction/1',
  'verify/1',
  'way-back/1',
];

/** With the word for the host's own package manager. */
export const capabilitiesOf = (format: 'deb' | 'rpm'): readonly string[] =>
  [format === 'deb' ? 'apt/1' : 'dnf/1', ...CAPABILITIES].toSorted();
