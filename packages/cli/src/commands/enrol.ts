import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { ageText, countText, instantText } from '../output/index.ts';
import { given, present } from './common/index.ts';

export const enrolToken: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const enrolment = await api.call(endpoints.enrolment.create, {
    body: {
      labels: options.pairs('label'),
      ...given({ uses: options.number('uses'), validSeconds: options.number('expires') }),
    },
  });
  const { controller, token, trust, usesLeft, expiresAt } = enrolment;
  const line = `slipway-agent enrol --controller ${controller} --token ${token} --trust ${trust}`;
  present(invocation, { ...enrolment, line }, () => `${line}\n`);
  // Beside the line and not among it: `$(slipway enrol token)` is the line alone.
  if (!options.is('json')) {
    context.terminal.err(
      `As root on the host; good for ${countText(usesLeft, 'host')} until ${instantText(expiresAt)} (${ageText(expiresAt, context.now())}). The host is only observed until it is adopted.\n`,
    );
  }
  return 0;
};
