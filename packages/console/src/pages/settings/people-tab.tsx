import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAct, useAnswer, useSession } from '../../api/index.ts';
import { Act, Ago, Field, FormAct, Shown } from '../../widgets/index.ts';
import { type Rights, RightsFields, teamsOf } from './rights.tsx';

type Account = Schemas['Account'];
/** More people than sign in to one controller. */
const LIMIT = 1000;

export const PeopleTab = () => {
  const accounts = useAnswer(
    'access',
    ['accounts'],
    async (signal) => await api.GET('/api/v1/accounts', { params: { query: { limit: LIMIT } }, signal }),
  );
  return (
    <>
      <p className="slw-subtle">
        An account is disabled, never removed: its name stands under what was approved. Programs have{' '}
        <Link to="/settings" search={{ tab: 'tokens' }}>
          tokens
        </Link>
        .
      </p>
      <div className="slw-actions">
        <AddPerson />
      </div>
      <Shown
        answer={accounts}
        what="accounts"
        level="h2"
        lines={6}
        isEmpty={({ items }) => items.length === 0}
        empty={<p className="slw-subtle">There is no account.</p>}
      >
        {({ items }) => (
          <Table variant="compact" aria-label="Accounts">
            <Thead>
              <Tr>
                <Th>Account</Th>
                <Th>Roles</Th>
                <Th>Teams</Th>
                <Th>Password</Th>
                <Th>State</Th>
                <Th screenReaderText="What can be done" />
              </Tr>
            </Thead>
            <Tbody>
              {items.map((account) => (
                <Row key={account.name} account={account} />
              ))}
            </Tbody>
          </Table>
        )}
      </Shown>
    </>
  );
};

const Row = ({ account }: { readonly account: Account }) => (
  <Tr>
    <Td dataLabel="Account">
      <Link to="/audit" search={{ who: account.name }} title="What they did">
        {account.name}
      </Link>
    </Td>
    <Td dataLabel="Roles">
      <span className="slw-labels">
        {account.roles.map((role) => (
          <Label key={role} isCompact color={role === 'administrator' ? 'orange' : 'blue'}>
            {role}
          </Label>
        ))}
      </span>
    </Td>
    <Td dataLabel="Teams">{account.teams.join(', ') || <span className="slw-subtle">none</span>}</Td>
    <Td dataLabel="Password">
      {account.passwordSetAt === null ? (
        'none'
      ) : (
        <>
          set <Ago at={account.passwordSetAt} />
        </>
      )}
    </Td>
    <Td dataLabel="State">
      {account.disabledAt === null ? (
        <Label isCompact color="green">
          enabled
        </Label>
      ) : (
        <>
          <Label isCompact>disabled</Label> <Ago at={account.disabledAt} />
        </>
      )}
    </Td>
    <Td dataLabel="What can be done">
      <span className="slw-row-acts">
        <ChangeRights account={account} />
        <NewPassword account={account} />
        <EnableOrDisable account={account} />
      </span>
    </Td>
  </Tr>
);

const AddPerson = () => {
  const [given, setGiven] = useState({ name: '', password: '' });
  const [rights, setRights] = useState<Rights>({ roles: ['viewer'], teams: '' });
  const add = useAct(
    async () =>
      await api.POST('/api/v1/accounts', {
        body: { ...given, roles: [...rights.roles], teams: teamsOf(rights.teams) },
      }),
  );
  return (
    <FormAct
      name="Add a person"
      variant="primary"
      meaning="They sign in with this name and password, and change the password themselves."
      isReady={given.name !== '' && given.password !== '' && rights.roles.length > 0}
      act={async () => await add.mutateAsync(undefined)}
      closed={() => {
        setGiven({ name: '', password: '' });
        setRights({ roles: ['viewer'], teams: '' });
      }}
    >
      <Field
        label="Account name"
        value={given.name}
        onChange={(name) => setGiven({ ...given, name })}
        help="Small letters, digits and . _ @ -; it never becomes somebody else's"
      />
      <Field
        label="First password"
        type="password"
        autoComplete="new-password"
        value={given.password}
        onChange={(password) => setGiven({ ...given, password })}
        help="At least 12 characters"
      />
      <RightsFields rights={rights} onChange={setRights} />
    </FormAct>
  );
};

const ChangeRights = ({ account }: { readonly account: Account }) => {
  const asItIs = (): Rights => ({ roles: account.roles, teams: account.teams.join(', ') });
  const [rights, setRights] = useState<Rights>(asItIs);
  const change = useAct(
    async () =>
      await api.POST('/api/v1/accounts/{name}', {
        params: { path: { name: account.name } },
        body: { roles: [...rights.roles], teams: teamsOf(rights.teams) },
      }),
  );
  return (
    <FormAct
      name={`Rights of ${account.name}`}
      variant="link"
      meaning="They hold at the next thing that the person does."
      isReady={rights.roles.length > 0}
      act={async () => await change.mutateAsync(undefined)}
      closed={() => setRights(asItIs())}
    >
      <RightsFields rights={rights} onChange={setRights} />
    </FormAct>
  );
};

const NewPassword = ({ account }: { readonly account: Account }) => {
  const [password, setPassword] = useState('');
  const set = useAct(
    async () =>
      await api.PUT('/api/v1/accounts/{name}/password', {
        params: { path: { name: account.name } },
        body: { password },
      }),
  );
  return (
    <FormAct
      name={`New password for ${account.name}`}
      variant="link"
      meaning="Every browser that is signed in with the account is signed out."
      isReady={password !== ''}
      act={async () => await set.mutateAsync(undefined)}
      closed={() => setPassword('')}
    >
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        help="At least 12 characters"
      />
    </FormAct>
  );
};

/** One's own is not offered: whoever disables themselves cannot take it back. */
const EnableOrDisable = ({ account }: { readonly account: Account }) => {
  const { session } = useSession();
  const state = account.disabledAt === null ? 'disabled' : 'enabled';
  const change = useAct(
    async () =>
      await api.POST('/api/v1/accounts/{name}', { params: { path: { name: account.name } }, body: { state } }),
  );
  if (session.kind === 'person' && session.signed.person === account.name) return null;
  return (
    <Act
      name={state === 'disabled' ? `Disable ${account.name}` : `Enable ${account.name}`}
      variant={state === 'disabled' ? 'danger' : 'secondary'}
      meaning={
        state === 'disabled'
          ? 'Signed out at once, everywhere. Names that it gave to plans count on: refuse a plan to take one back.'
          : 'It signs in with its password again.'
      }
      act={async () => await change.mutateAsync(undefined)}
    />
  );
};
