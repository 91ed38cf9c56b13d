// The rules that come with Slipway: data, to be taken as they are, changed or left out. Whoever runs the fleet decides.
// Not here: how rules are applied.
// May import: the urgency types.

export { bod2604 } from './bod-26-04.ts';
export { ssvcDeployer } from './ssvc-deployer.ts';
export { starterRules } from './starter.ts';
