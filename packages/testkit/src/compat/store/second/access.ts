// Tokens and accounts with everything that is noted of them, a session, and every setting.

import type { Account, ApiToken, EnrolmentToken, Session, SettingName, StoreView } from '@slipway/controller/ports';
import { THE_MORNING } from '../../../builders/index.ts';
import { anAccount, anApiToken, anEnrolmentToken, aSession } from '../../../store-rows/index.ts';
import type { Whole } from '../../whole.ts';
import { everyPage } from '../pages.ts';

const ROLES: { readonly [Role in ApiToken['roles'][number]]: true } = {
  viewer: true,
  operator: true,
  approver: true,
  administrator: true,
};
const TOKEN = anApiToken({
  tokenId: 'token-3',
  roles: Object.keys(ROLES) as ApiToken['roles'],
  expiresAt: THE_MORNING,
  revokedAt: THE_MORNING,
});
const ENROLMENT: Whole<EnrolmentToken> = { ...anEnrolmentToken({ tokenId: 'enrol-2' }), revokedAt: THE_MORNING };
const ACCOUNTS: readonly Whole<Account>[] = [
  {
    ...anAccount({ name: 'ada', disabledAt: THE_MORNING }),
    passwordHash: 'hash',
    passwordSetAt: THE_MORNING,
  } as Whole<Account>,
];
const SESSION: Whole<Session> = aSession({ account: 'ada' });

type OneOf<Name> = Name extends `scan.${string}` ? 'scan.prod.web' : Name;
const SETTINGS: { readonly [Name in OneOf<SettingName>]: string } = {
  incarnation: 'one',
  switch: 'thrown',
  'restored-at': THE_MORNING,
  'controller-version': '0.2.0',
  judge: '1',
  'support-judged-at': THE_MORNING,
  'scan.prod.web': THE_MORNING,
  'rules-noted': THE_MORNING,
  'withdrawn-looked-at': 'all',
  'exceptions-counted': 'none',
  'urgency-rules': '{}',
  'hosts-looked-by': '[]',
  'written-at': '2026-11-21T08:00:00.000Z',
};
const settings = Object.entries(SETTINGS) as [SettingName, string][];

export const fillAccess = async ({ access }: StoreView): Promise<void> => {
  await access.addToken(TOKEN);
  await access.addEnrolmentToken(ENROLMENT);
  for (const account of ACCOUNTS) await access.putAccount(account);
  await access.addSession(SESSION);
  for (const [name, value] of settings) await access.setSetting(name, value);
};

export const readAccess = async ({ access }: StoreView): Promise<object> => ({
  enrolmentTokens: await everyPage((page) => access.enrolmentTokens(page)),
  accounts: await everyPage((page) => access.accounts(page)),
  account: await access.account('ada'),
  session: await access.session(SESSION.secretDigest),
  allSettings: Object.fromEntries(
    await Promise.all(settings.map(async ([name]) => [name, await access.setting(name)] as const)),
  ),
});
