import { type Cut, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { awaitResult } from '../connection/index.ts';
import { refused, wrongUse } from '../exit/index.ts';
import { countText } from '../output/index.ts';
import { given, leftOutText, present } from './common/index.ts';

export const patchSetCut: Action = async (invocation) => {
  const { context, options } = invocation;
  const { terminal } = context;
  const choice = choiceOf(invocation);
  const api = await context.api();
  const first = await api.call(endpoints.patchSets.cut, {
    body: { ...choice, ...given({ hosts: options.text('where') }) },
  });
  if (!options.is('wait')) {
    present(
      invocation,
      first,
      () => `${first.cutId} is asked for. \`slipway patch-set list\` shows what came of it.\n`,
    );
    return 0;
  }
  const cut = await awaitResult<Cut>({
    first,
    isDone: ({ state }) => state !== 'requested',
    look: async () => await api.call(endpoints.patchSets.showCut, { params: { cutId: first.cutId } }),
    sleep: context.sleep,
    seen: ({ state }) => {
      if (state === 'requested')
        terminal.status(`${first.cutId}: resolving the targets, fetching and verifying their files`);
    },
  });
  if (cut.reason !== null) {
    terminal.err(leftOutText(cut.leftOut, terminal));
    throw refused(cut.reason);
  }
  const digest = cut.patchSetDigest;
  if (digest === null || options.is('json')) {
    present(invocation, cut, () => `${cut.cutId}: ${cut.state}\n`);
    return 0;
  }
  const { patchSet } = await api.call(endpoints.patchSets.show, { params: { digest } });
  const dependencies = patchSet.targets.filter(({ role }) => role === 'dependency').length;
  terminal.out(
    `${digest}\n${countText(patchSet.targets.length, 'target')}, ${dependencies} of them as dependencies. Next: \`slipway plan make ENVIRONMENT --patch-set ${digest}\`\n${leftOutText(cut.leftOut, terminal)}`,
  );
  return 0;
};

/** Names are a scope of their own. */
const choiceOf = ({ options }: Invocation): Pick<Cut, 'scope' | 'named'> => {
  const packages = options.texts('package');
  const advisories = [...options.texts('advisory'), ...options.texts('cve')];
  const scope = options.text('scope');
  if (packages.length + advisories.length === 0) return { scope: scopeOf(scope) };
  if (scope !== null) throw wrongUse('Either --scope, or names with --package, --advisory and --cve.');
  return { scope: 'named', named: { packages, advisories } };
};

const scopeOf = (text: string | null): Cut['scope'] => (text === 'all' || text === 'kernel' ? text : 'security');
