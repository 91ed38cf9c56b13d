import { endpoints, type QuarantineAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { ageText } from '../output/index.ts';
import { confirmed, newest, present, printTable } from './common/index.ts';

export const quarantineList: Action = async (invocation) => {
  const now = invocation.context.now();
  printTable(invocation, {
    items: await newest(invocation, endpoints.quarantines.list, {}),
    columns: [
      { title: 'quarantine' },
      { title: 'package' },
      { title: 'version' },
      { title: 'on' },
      { title: 'since' },
      { title: 'by', shrinks: true },
      { title: 'lifted' },
      { title: 'why' },
    ],
    row: (one) => [
      one.quarantineId,
      packageText(one),
      one.version,
      one.platform === null ? 'all' : `${one.platform.distribution} ${one.platform.release}`,
      ageText(one.at, now),
      one.by,
      one.lifted === null ? 'no' : `${ageText(one.lifted.at, now)} by ${one.lifted.by}`,
      one.lifted === null ? one.why : one.lifted.why,
    ],
    empty: 'No version was ever kept from hosts.',
  });
  return 0;
};

export const quarantineAdd: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const [name = '', version = ''] = args;
  const body = {
    package: { kind: options.is('source') ? ('source' as const) : ('binary' as const), name },
    version,
    platform: platformOf(options.text('on')),
    why: options.need('why'),
  };
  const api = await context.api();
  tell(invocation, await api.call(endpoints.quarantines.add, { body }));
  return 0;
};

export const quarantineLift: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const params = { quarantineId: args[0] ?? '' };
  if (!(await confirmed(invocation, `Let hosts have what ${params.quarantineId} keeps from them?`))) return 1;
  const api = await context.api();
  tell(invocation, await api.call(endpoints.quarantines.lift, { params, body: { why: options.need('why') } }));
  return 0;
};

/** `debian/12` */
const platformOf = (text: string | null): QuarantineAnswer['platform'] => {
  if (text === null) return null;
  const [distribution = '', release = '', ...others] = text.split('/');
  if (distribution === '' || release === '' || others.length > 0) {
    throw wrongUse(`"${text}" is not a distribution and its release, as debian/12.`);
  }
  return { distribution, release };
};

const packageText = ({ package: its }: QuarantineAnswer): string =>
  its.kind === 'source' ? `${its.name} (source)` : its.name;

const tell = (invocation: Invocation, one: QuarantineAnswer): void =>
  present(invocation, one, () => {
    const what = `${packageText(one)} ${one.version}`;
    return one.lifted === null
      ? `${what} is kept from hosts: ${one.quarantineId}. Who has begun with it goes on.\n`
      : `${what} is no longer kept from hosts.\n`;
  });
