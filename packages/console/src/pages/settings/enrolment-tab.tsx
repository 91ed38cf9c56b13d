import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAct, useAnswer } from '../../api/index.ts';
import { controllerNow } from '../../time/index.ts';
import { Act, Ago, countText, DigestText, Field, FormAct, Secret, Shown, When } from '../../widgets/index.ts';

type Token = Schemas['EnrolmentToken'];
const LIMIT = 1000;
const DAY_SECONDS = 86_400;

export const EnrolmentTab = () => {
  const tokens = useAnswer(
    'access',
    ['enrolment'],
    async (signal) => await api.GET('/api/v1/enrolment-tokens', { params: { query: { limit: LIMIT } }, signal }),
  );
  return (
    <>
      <p className="slw-subtle">
        One line, run as root on a host with the agent, enrols it. A host that has come in is only observed until
        somebody adopts it: <Link to="/hosts">Hosts</Link>.
      </p>
      <div className="slw-actions">
        <MakeLine />
      </div>
      <Shown
        answer={tokens}
        what="enrolment tokens"
        level="h2"
        lines={6}
        isEmpty={({ items }) => items.length === 0}
        empty={<p className="slw-subtle">There is no enrolment token.</p>}
      >
        {({ items }) => (
          <Table variant="compact" aria-label="Enrolment tokens, newest first">
            <Thead>
              <Tr>
                <Th>Token</Th>
                <Th>Made</Th>
                <Th>Labels that its hosts get</Th>
                <Th>Hosts left</Th>
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

const stateOf = ({ revokedAt, expiresAt, usesLeft }: Token): 'valid' | 'revoked' | 'expired' | 'used up' => {
  if (revokedAt !== null) return 'revoked';
  if (Date.parse(expiresAt) <= controllerNow()) return 'expired';
  return usesLeft === 0 ? 'used up' : 'valid';
};

const Row = ({ token }: { readonly token: Token }) => {
  const state = stateOf(token);
  return (
    <Tr>
      <Td dataLabel="Token">
        <code className="slw-code">{token.tokenId}</code>
      </Td>
      <Td dataLabel="Made">
        by {token.createdBy}, <Ago at={token.createdAt} />
      </Td>
      <Td dataLabel="Labels that its hosts get">
        <Labels labels={token.labels} />
      </Td>
      <Td dataLabel="Hosts left" className="slw-number">
        {token.usesLeft}
      </Td>
      <Td dataLabel="State">
        <Label isCompact color={state === 'valid' ? 'green' : 'grey'}>
          {state}
        </Label>{' '}
        until <When at={token.expiresAt} />
      </Td>
      <Td dataLabel="What can be done">{state === 'valid' ? <Revoke token={token} /> : null}</Td>
    </Tr>
  );
};

const Labels = ({ labels }: Pick<Token, 'labels'>) =>
  Object.keys(labels).length === 0 ? (
    <span className="slw-subtle">none</span>
  ) : (
    <span className="slw-labels">
      {Object.entries(labels).map(([label, value]) => (
        <Label key={label} isCompact variant="outline">
          {label}={value}
        </Label>
      ))}
    </span>
  );

const Revoke = ({ token: { tokenId } }: { readonly token: Token }) => {
  const revoke = useAct(
    async () => await api.DELETE('/api/v1/enrolment-tokens/{tokenId}', { params: { path: { tokenId } } }),
  );
  return (
    <Act
      name={`Revoke ${tokenId}`}
      variant="danger"
      meaning="From now on it enrols nobody. Hosts that it has enrolled stay."
      act={async () => await revoke.mutateAsync(undefined)}
    />
  );
};

/** `environment=prod role=web` */
const labelsOf = (text: string): Readonly<Record<string, string>> | null => {
  const pairs = text.split(/[\s,]+/).filter((pair) => pair !== '');
  const split = pairs.map((pair) => /^([^=]+)=(.+)$/.exec(pair));
  return split.includes(null) ? null : Object.fromEntries(split.map((found) => [found?.[1] ?? '', found?.[2] ?? '']));
};

const BLANK = { labels: '', uses: '1', days: '1' };

const MakeLine = () => {
  const [given, setGiven] = useState(BLANK);
  const labels = labelsOf(given.labels);
  const [uses, days] = [Number(given.uses), Number(given.days)];
  const make = useAct(
    async () =>
      await api.POST('/api/v1/enrolment-tokens', {
        body: { labels: { ...labels }, uses, validSeconds: Math.round(days * DAY_SECONDS) },
      }),
  );
  const isReady = labels !== null && Number.isInteger(uses) && uses >= 1 && days > 0;
  return (
    <FormAct
      name="Make an enrolment line"
      variant="primary"
      size="medium"
      meaning="It holds a short-lived token, and the digest of the trust root, by which the host knows this controller."
      isReady={isReady}
      act={async () => await make.mutateAsync(undefined)}
      result={(made) => <Line made={made as Schemas['Enrolment']} />}
      closed={() => setGiven(BLANK)}
    >
      <Field
        label="Labels"
        isOptional
        value={given.labels}
        onChange={(value) => setGiven({ ...given, labels: value })}
        help={labels === null ? 'Each as key=value' : 'That its hosts get, like environment=prod role=web'}
      />
      <Field
        label="Hosts"
        type="number"
        value={given.uses}
        onChange={(value) => setGiven({ ...given, uses: value })}
        help="How many it may enrol"
      />
      <Field
        label="Days"
        type="number"
        value={given.days}
        onChange={(value) => setGiven({ ...given, days: value })}
        help="How long it is good for, at most 30"
      />
    </FormAct>
  );
};

const Line = ({ made: { controller, token, trust, usesLeft, expiresAt } }: { readonly made: Schemas['Enrolment'] }) => (
  <>
    <Secret
      what="The line that enrols a host"
      text={`slipway-agent enrol --controller ${controller} --token ${token} --trust ${trust}`}
      note="Shown this once: whoever has it enrols a host."
    />
    <p>
      As root on the host; good for {countText(usesLeft, 'host')} until <When at={expiresAt} />, <Ago at={expiresAt} />.
    </p>
    <p className="slw-subtle">
      Trust root: <DigestText digest={trust} />. The host refuses a controller with another one.
    </p>
  </>
);
