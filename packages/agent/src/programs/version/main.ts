// `slipway-agent version`

import { AGENT_VERSION, CAPABILITIES } from '../../version.ts';

export const program = async (): Promise<number> => {
  process.stdout.write(`slipway-agent ${AGENT_VERSION}\ncapabilities: ${CAPABILITIES.join(', ')}\n`);
  return 0;
};
