// A host that does not answer, reached through what stands beside it: for a person who is there, and asked before it is switched off.

import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { reasonText } from '../output/index.ts';
import { confirmed, findHost, hostLabel, present } from './common/index.ts';

export const hostOutOfBand: Action = async (invocation) => {
  const { context, args } = invocation;
  const [name = '', action = 'console'] = args;
  if (action !== 'console' && action !== 'power-cycle') {
    throw wrongUse(`"${action}" is neither console nor power-cycle.`);
  }
  const api = await context.api();
  const host = await findHost(api, name);
  const question = `Switch ${hostLabel(host)} off and on again from outside? What it is doing is cut off where it is.`;
  if (action === 'power-cycle' && !(await confirmed(invocation, question))) return 1;
  const call = await api.call(endpoints.hosts.outOfBand, { params: { hostId: host.hostId }, body: { action } });
  const end = call.reason === null ? `status ${call.status}` : reasonText(call.reason);
  present(
    invocation,
    call,
    () => `${call.output === '' ? '' : `${call.output}\n`}${call.action} by ${call.hook}: ${end}\n`,
  );
  return call.status === 0 ? 0 : 1;
};
