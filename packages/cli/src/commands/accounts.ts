import { type AccountAnswer, type BodyOf, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { wrongUse } from '../exit/index.ts';
import { textOfFile } from '../given-file/index.ts';
import { ageText } from '../output/index.ts';
import { given, present, printTable } from './common/index.ts';

type Roles = BodyOf<typeof endpoints.accounts.add>['roles'];

/** More than the controller takes; what is longer is some other file. */
const PASSWORD_CHARACTERS_MAX = 1024;

export const accountList: Action = async (invocation) => {
  const { context } = invocation;
  const api = await context.api();
  const now = context.now();
  printTable(invocation, {
    items: await allPages(api, endpoints.accounts.list, {}),
    columns: [
      { title: 'account' },
      { title: 'roles' },
      { title: 'teams', shrinks: true },
      { title: 'made' },
      { title: 'password' },
      { title: 'state' },
    ],
    row: (account) => [
      account.name,
      account.roles.join(', '),
      account.teams.join(', ') || '-',
      ageText(account.createdAt, now),
      account.passwordSetAt === null ? 'none' : ageText(account.passwordSetAt, now),
      account.disabledAt === null ? 'enabled' : `disabled ${ageText(account.disabledAt, now)}`,
    ],
    empty: 'There is no account.',
  });
  return 0;
};

export const accountAdd: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const name = args[0] ?? '';
  const password = await readPassword(invocation);
  const body = { name, roles: options.texts('role') as Roles, teams: options.texts('team'), password };
  const account = await api.call(endpoints.accounts.add, { body });
  present(invocation, account, () => `${said(account)}\n`);
  return 0;
};

export const accountPassword: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const name = args[0] ?? '';
  const password = await readPassword(invocation);
  const account = await api.call(endpoints.accounts.setPassword, { params: { name }, body: { password } });
  present(invocation, account, () => `${name} has a new password and is signed out everywhere.\n`);
  return 0;
};

/** What is not given stays: an empty list of teams is given as none, and there is no account without a role. */
export const accountChange: Action = async (invocation) => {
  const { options } = invocation;
  const [roles, teams] = [options.texts('role') as Roles, options.texts('team')];
  if (roles.length === 0 && teams.length === 0) throw wrongUse('Say what to change: --role or --team.');
  return await change(invocation, {
    ...given({ roles: roles.length === 0 ? null : roles, teams: teams.length === 0 ? null : teams }),
  });
};

export const accountDisable: Action = async (invocation) => await change(invocation, { state: 'disabled' });
export const accountEnable: Action = async (invocation) => await change(invocation, { state: 'enabled' });

const change = async (invocation: Invocation, body: BodyOf<typeof endpoints.accounts.change>): ReturnType<Action> => {
  const api = await invocation.context.api();
  const name = invocation.args[0] ?? '';
  const account = await api.call(endpoints.accounts.change, { params: { name }, body });
  present(invocation, account, () => `${said(account)}\n`);
  return 0;
};

const said = ({ name, roles, teams, disabledAt }: AccountAnswer): string => {
  const of = teams.length === 0 ? '' : ` of ${teams.join(', ')}`;
  return disabledAt === null
    ? `${name} signs in as ${roles.join(', ')}${of}.`
    : `${name} is disabled and signed out everywhere; its name stays its own.`;
};

/** Never from the command line: other users and the shell's history would see it. */
const readPassword = async ({ context, options }: Invocation): Promise<string> => {
  const file = options.text('passwordFile');
  if (file !== null) {
    const text = await textOfFile(file, { what: '--password-file', bytesMax: PASSWORD_CHARACTERS_MAX });
    return text.replace(/\r?\n$/, '');
  }
  const { terminal } = context;
  if (!terminal.isInputInteractive) {
    throw wrongUse('Nobody can be asked for a password here: name a file that holds it with --password-file.');
  }
  const first = (await terminal.ask('Password, at least 12 characters: ', { secret: true })) ?? '';
  const again = (await terminal.ask('Once more: ', { secret: true })) ?? '';
  if (first !== again) throw wrongUse('The two are not the same.');
  return first;
};
