import { endpoints, type Why } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { countText, reasonText, shortDigest, tableText } from '../output/index.ts';
import { failuresText, findHost, given, hostExposed, hostLabel, present } from './common/index.ts';

export const why: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const { hostId } = await findHost(api, args[0] ?? '');
  const answer = await api.call(endpoints.hosts.why, { params: { hostId }, query: given({ package: args[1] }) });
  if (options.is('json')) {
    present(invocation, answer, () => '');
    return 0;
  }
  const exposed = await hostExposed(invocation, api, { hostId, package: args[1] });
  present(invocation, answer, () => `${textOf(answer, invocation)}\nExposed: ${exposed.text}\n`);
  return 0;
};

const textOf = (answer: Why, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const reasons =
    answer.reasons.length === 0
      ? ''
      : tableText({
          columns: [{ title: 'says' }, { title: 'package' }, { title: 'why' }],
          rows: answer.reasons.map(({ source, id, idOf = 'plan', package: name, reason }) => [
            id === null ? source : id.startsWith('sha256:') ? `${idOf.replace('-', ' ')} ${shortDigest(id)}` : id,
            name ?? '-',
            reasonText(reason),
          ]),
          width,
          header: style.bold,
        });
  const failures = failuresText(answer.failures ?? [], { width, style, nameOf: () => '' });
  return `${style.bold(headOf(answer))}\n${pendingText(answer, width)}${reasons}${failures}`;
};

const headOf = (answer: Why): string => {
  const subject = answer.package === null ? hostLabel(answer) : `${answer.package} on ${hostLabel(answer)}`;
  switch (answer.state) {
    case 'nothing-pending':
      return `${subject}: nothing is pending.`;
    case 'under-way':
      return `${subject} is being patched.`;
    case 'held-up':
      return `${subject} is held up.`;
    default:
      return answer.state satisfies never;
  }
};

const pendingText = ({ pending }: Why, width: number | null): string => {
  if (pending === null) return 'What is pending is not known.\n';
  if (pending.length === 0) return '';
  const rows = pending.map(({ name, architecture, from, to, security }) => [
    name,
    architecture,
    from ?? 'new',
    to,
    security ? 'security' : '',
  ]);
  const columns = ['pending', 'architecture', 'from', 'to', 'kind'].map((title) => ({ title }));
  return `${countText(pending.length, 'update')}:\n${tableText({ columns, rows, width })}\n`;
};
