// `slipway-agent version`

import { explain } from '@slipway/core/reasons';
import { AGENT_VERSION, capabilitiesOf } from '../../version.ts';
import { packageManagerOfHost } from '../package-manager/main.ts';

export const program = async (): Promise<number> => {
  const packages = await packageManagerOfHost();
  const capabilities = packages.ok ? capabilitiesOf(packages.value.format).join(', ') : explain(packages.reason);
  process.stdout.write(`slipway-agent ${AGENT_VERSION}\ncapabilities: ${capabilities}\n`);
  return 0;
};
