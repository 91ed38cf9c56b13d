// Hosts, occurrences and plans that another policy would touch.

import { Button } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/index.ts';
import { countText, DigestText, When } from '../../widgets/index.ts';

type Effect = Schemas['PolicyEffect'];
type Group = Effect['touched'][number];
type Differs = Group['hooks'];

/** At first sight; the others are one press away, as far as the controller names them. */
const HOSTS_SHOWN = 8;

export const TouchedHosts = ({
  effect: { touched, hosts },
  nameMore,
}: {
  readonly effect: Effect;
  /** Asks for more names than the controller gives at first; `null`: it gave as many as it does. */
  readonly nameMore: (() => void) | null;
}) =>
  touched.length === 0 ? (
    <p className="slw-subtle">
      No host of {countText(hosts, 'host')} changes its environment, policy, clusters, hooks, checks, questions, restore
      points or exceptions.
    </p>
  ) : (
    <>
      <p className="slw-subhead">Hosts that are treated in another way</p>
      <ul className="slw-rows" aria-label="Hosts that are treated in another way">
        {touched.map((group) => (
          // Not by who is in it: what somebody opened stays open when more are named.
          <li key={whatText(group).join('; ')}>
            <strong className="slw-number">{countText(group.count, 'host')}</strong>: {whatText(group).join('; ')}
            <p className="slw-subtle">
              <Names hosts={group.hosts.slice(0, HOSTS_SHOWN)} />
            </p>
            {group.count > HOSTS_SHOWN ? (
              <details className="slw-details">
                <summary>and {group.count - HOSTS_SHOWN} more</summary>
                <Names hosts={group.hosts.slice(HOSTS_SHOWN)} />
                <NotNamed group={group} nameMore={nameMore} />
              </details>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );

const NotNamed = ({
  group: { count, hosts },
  nameMore,
}: {
  readonly group: Pick<Group, 'count' | 'hosts'>;
  readonly nameMore: (() => void) | null;
}) => {
  if (count <= hosts.length) return null;
  const more = count - hosts.length;
  return nameMore === null ? (
    <>, and {more} that are not named</>
  ) : (
    <>
      , and{' '}
      <Button variant="link" isInline onClick={nameMore}>
        {more} more
      </Button>
    </>
  );
};

/** Hosts that several policies of the new file select. */
export const Conflicts = ({ conflicts }: { readonly conflicts: NonNullable<Effect['conflicts']> }) =>
  conflicts.length === 0 ? null : (
    <>
      <p className="slw-subhead">Hosts that several policies claim</p>
      <ul className="slw-rows" aria-label="Hosts that several policies claim">
        {conflicts.map(({ environment, policyNames, isNew, count, hosts }) => (
          <li key={`${environment} ${policyNames.join(' ')} ${isNew}`}>
            <strong className="slw-number">{countText(count, 'host')}</strong> of {environment}:{' '}
            {policyNames.join(' and ')}
            {isNew ? '' : ', as before'}
            <p className="slw-subtle">
              <Names hosts={hosts} />
              <NotNamed group={{ count, hosts }} nameMore={null} />
            </p>
          </li>
        ))}
      </ul>
    </>
  );

const Names = ({ hosts }: { readonly hosts: Group['hosts'] }) =>
  hosts.map(({ hostId, hostname }, at) => (
    <span key={hostId}>
      {at === 0 ? '' : ', '}
      <Link to="/hosts/$hostId" params={{ hostId }}>
        {hostname}
      </Link>
    </span>
  ));

const whatText = (group: Group): readonly string[] => [
  ...(group.environment === null ? [] : [moveText(group.environment)]),
  ...(group.policies == null ? [] : [`from ${namedText(group.policies.before)} to ${namedText(group.policies.after)}`]),
  ...listText('cluster', group.clusters),
  ...listText('hook', group.hooks),
  ...listText('check', group.checks),
  ...listText('question', group.questions ?? null),
  ...listText('restore point', group.restorePoints ?? null),
  ...listText('exception', group.exceptions ?? null),
];

const moveText = ({ before, after }: NonNullable<Group['environment']>): string => {
  if (after === null) return `leave ${before} and are in no environment: nothing may change them`;
  return before === null ? `come into ${after}` : `go from ${before} to ${after}`;
};

const namedText = (names: readonly string[]): string =>
  names.length === 0 ? "the environment's own rules" : `policy ${names.join(' and ')}`;

const listText = (word: string, differs: Differs): readonly string[] => {
  if (differs === null) return [];
  const { before, after } = differs;
  const texts = [
    ...before.filter((one) => !after.includes(one)).map((one) => `without ${word} ${one}`),
    ...after.filter((one) => !before.includes(one)).map((one) => `with ${word} ${one}`),
  ];
  return texts.length === 0 ? [`${word}s in another order`] : texts;
};

export const Occurrences = ({ effect: { moved } }: { readonly effect: Effect }) =>
  moved.length === 0 ? null : (
    <>
      <p className="slw-subhead">Windows that move</p>
      <ul className="slw-rows">
        {moved.map(({ environment, policyName, before, after }) => (
          <li key={`${environment} ${policyName ?? ''}`}>
            <strong>
              {environment}
              {policyName == null ? '' : ` / ${policyName}`}
            </strong>{' '}
            next: <Next occurrences={before} /> → <Next occurrences={after} />
          </li>
        ))}
      </ul>
    </>
  );

const Next = ({ occurrences: [next] }: { readonly occurrences: Effect['moved'][number]['before'] }) =>
  next === undefined ? (
    <>none</>
  ) : (
    <>
      <When at={next.startsAt} /> to <When at={next.endsAt} />
    </>
  );

export const Plans = ({ effect: { plans } }: { readonly effect: Effect }) =>
  plans.length === 0 ? (
    <p className="slw-subtle">
      No open request, standing plan or running rollout is of an environment that this touches.
    </p>
  ) : (
    <>
      <p className="slw-subhead">Plans and rollouts of these environments</p>
      <Table variant="compact" aria-label="Plans and rollouts of these environments">
        <Thead>
          <Tr>
            <Th>What</Th>
            <Th>Environment</Th>
            <Th>State</Th>
            <Th>Rules</Th>
          </Tr>
        </Thead>
        <Tbody>
          {plans.map(({ kind, id, environment, policyName, state, keepsRules, policyRevision }) => (
            <Tr key={id}>
              <Td dataLabel="What">
                {kind} <PlanLink kind={kind} id={id} />
              </Td>
              <Td dataLabel="Environment">
                {environment}
                {policyName == null ? '' : ` / ${policyName}`}
              </Td>
              <Td dataLabel="State">{state.replaceAll('-', ' ')}</Td>
              <Td dataLabel="Rules">
                {keepsRules
                  ? `keeps those it was made under${policyRevision === null ? '' : ` (revision ${policyRevision})`}`
                  : 'is planned under those that hold then'}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );

const PlanLink = ({ kind, id }: Pick<Effect['plans'][number], 'kind' | 'id'>) => {
  if (kind === 'plan') {
    return (
      <Link to="/plans/$digest" params={{ digest: id }}>
        <DigestText digest={id} />
      </Link>
    );
  }
  return kind === 'rollout' ? (
    <Link to="/rollouts/$rolloutId" params={{ rolloutId: id }}>
      {id}
    </Link>
  ) : (
    <code className="slw-code">{id}</code>
  );
};
