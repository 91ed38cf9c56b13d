import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { api, type Schemas, useAct, useAnswer } from '../../api/index.ts';
import { controllerNow } from '../../time/index.ts';
import { Act, Ago, Field, FormAct, Secret, Shown, When } from '../../widgets/index.ts';
import { type Rights, RightsFields, teamsOf } from './rights.tsx';

type Token = Schemas['Token'];
const LIMIT = 1000;
const NO_RIGHTS: Rights = { roles: ['viewer'], teams: '' };

const stateOf = ({ revokedAt, expiresAt }: Token): 'valid' | 'revoked' | 'expired' => {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= controllerNow() ? 'expired' : 'valid';
};

export const TokensTab = () => {
  const tokens = useAnswer(
    'access',
    ['tokens'],
    async (signal) => await api.GET('/api/v1/tokens', { params: { query: { limit: LIMIT } }, signal }),
  );
  return (
    <>
      <p className="slw-subtle">
        For programs, and for people at the command line. Only the digest of a secret is kept.
      </p>
      <div className="slw-actions">
        <MakeToken />
      </div>
      <Shown
        answer={tokens}
        what="tokens"
        level="h2"
        lines={6}
        isEmpty={({ items }) => items.length === 0}
        empty={<p className="slw-subtle">There is no token.</p>}
      >
        {({ items }) => (
          <Table variant="compact" aria-label="Tokens, newest first">
            <Thead>
              <Tr>
                <Th>Token</Th>
                <Th>Whose</Th>
                <Th>Roles</Th>
                <Th>Teams</Th>
                <Th>Made</Th>
                <Th>State</Th>
                <Th screenReaderText="What can be done" />
              </Tr>
            </Thead>
            <Tbody>
              {items
                .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
                .map((token) => (
                  <Row key={token.tokenId} token={token} />
                ))}
            </Tbody>
          </Table>
        )}
      </Shown>
    </>
  );
};

const Row = ({ token }: { readonly token: Token }) => {
  const state = stateOf(token);
  return (
    <Tr>
      <Td dataLabel="Token">
        <code className="slw-code">{token.tokenId}</code>
      </Td>
      <Td dataLabel="Whose">{token.person}</Td>
      <Td dataLabel="Roles">{token.roles.join(', ')}</Td>
      <Td dataLabel="Teams">{token.teams.join(', ') || <span className="slw-subtle">none</span>}</Td>
      <Td dataLabel="Made">
        <Ago at={token.createdAt} />
      </Td>
      <Td dataLabel="State">
        <Label isCompact color={state === 'valid' ? 'green' : 'grey'}>
          {state}
        </Label>{' '}
        {state === 'valid' ? (
          token.expiresAt === null ? (
            'until it is revoked'
          ) : (
            <>
              until <When at={token.expiresAt} />
            </>
          )
        ) : (
          <Ago at={token.revokedAt ?? token.expiresAt ?? token.createdAt} />
        )}
      </Td>
      <Td dataLabel="What can be done">{state === 'valid' ? <Revoke token={token} /> : null}</Td>
    </Tr>
  );
};

const Revoke = ({ token: { tokenId, person } }: { readonly token: Token }) => {
  const revoke = useAct(async () => await api.DELETE('/api/v1/tokens/{tokenId}', { params: { path: { tokenId } } }));
  return (
    <Act
      name={`Revoke ${tokenId}`}
      variant="danger"
      meaning={`It ends at once, and whatever program of ${person} uses it is refused. Names that it gave to plans count on.`}
      act={async () => await revoke.mutateAsync(undefined)}
    />
  );
};

const MakeToken = () => {
  const [person, setPerson] = useState('');
  const [until, setUntil] = useState('');
  const [rights, setRights] = useState(NO_RIGHTS);
  const make = useAct(
    async () =>
      await api.POST('/api/v1/tokens', {
        body: {
          person: person.trim(),
          roles: [...rights.roles],
          teams: teamsOf(rights.teams),
          expiresAt: until === '' ? null : `${until}T00:00:00.000Z`,
        },
      }),
  );
  return (
    <FormAct
      name="Make a token"
      variant="primary"
      meaning="The name stands in approvals and in the audit."
      isReady={person.trim() !== '' && rights.roles.length > 0}
      act={async () => await make.mutateAsync(undefined)}
      result={(made) => (
        <Secret
          what="The secret of the token"
          text={(made as { readonly secret: string }).secret}
          note="Shown this once: only its digest is kept."
        />
      )}
      closed={() => {
        setPerson('');
        setUntil('');
        setRights(NO_RIGHTS);
      }}
    >
      <Field label="Person or program" value={person} onChange={setPerson} />
      <RightsFields rights={rights} onChange={setRights} />
      <Field
        label="Valid until"
        type="date"
        isOptional
        value={until}
        onChange={setUntil}
        help="The beginning of that day in UTC; without one until it is revoked"
      />
    </FormAct>
  );
};
