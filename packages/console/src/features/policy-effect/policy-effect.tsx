import { Alert, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { countText, Shown } from '../../widgets/index.ts';
import { placeOf, valueText } from './change-text.ts';
import { Conflicts, Occurrences, Plans, TouchedHosts } from './touched.tsx';

export type Policy = Schemas['Policy'];
type Effect = Schemas['PolicyEffect'];
/** As many hosts of a group as the controller names in one answer. */
const NAMED_MAX = 20_000;

/**
 * Asked of the controller, which alone knows the fleet. `apply`: what whoever may is offered below it, where nothing stands
 * against it; it is given the revision that was compared with.
 */
export const PolicyEffect = ({
  policy,
  apply,
}: {
  readonly policy: Policy;
  readonly apply?: (effect: Effect) => ReactNode;
}) => {
  const [named, setNamed] = useState<number | null>(null);
  const effect = useAnswer(
    'policy',
    ['effect', JSON.stringify(policy), named],
    async (signal) =>
      await api.POST('/api/v1/policy/effect', {
        ...(named === null ? {} : { params: { query: { named } } }),
        body: policy,
        signal,
      }),
    { keep: true },
  );
  return (
    <section aria-label="What it would change">
      <Shown
        answer={effect}
        what="what it would change"
        lines={6}
        isEmpty={({ changes, conflicts = [] }) => changes.length === 0 && conflicts.length === 0}
        empty={<p className="slw-subtle">Nothing: the policy that holds says the same.</p>}
      >
        {(told) => (
          <>
            <Effects effect={told} nameMore={named === null ? () => setNamed(NAMED_MAX) : null} />
            {(told.conflicts ?? []).some(({ isNew }) => isNew) ? (
              <Alert isInline variant="danger" component="p" title="Two policies would claim a host.">
                It cannot be applied: narrow one of them.
              </Alert>
            ) : (
              apply?.(told)
            )}
          </>
        )}
      </Shown>
    </section>
  );
};

const Effects = ({ effect, nameMore }: { readonly effect: Effect; readonly nameMore: (() => void) | null }) => (
  <>
    <p>
      <strong>{countText(effect.changes.length, 'change')}</strong> against revision {effect.revision}, over{' '}
      <Link to="/hosts">{countText(effect.hosts, 'host')}</Link>.
    </p>
    <Changes changes={effect.changes} />
    <Notes effect={effect} />
    <Conflicts conflicts={effect.conflicts ?? []} />
    <TouchedHosts effect={effect} nameMore={nameMore} />
    <Rules effect={effect} />
    <Occurrences effect={effect} />
    <Plans effect={effect} />
  </>
);

const KINDS = { added: 'green', removed: 'red', changed: 'blue', moved: 'grey' } as const;

export const Changes = ({ changes }: { readonly changes: readonly Schemas['PolicyChange'][] }) => (
  <Table variant="compact" aria-label="Changes of the document">
    <Thead>
      <Tr>
        <Th>Change</Th>
        <Th width={30}>Where</Th>
        <Th>Before</Th>
        <Th>After</Th>
      </Tr>
    </Thead>
    <Tbody>
      {changes.map(({ kind, path, before, after }) => (
        <Tr key={placeOf(path)}>
          <Td dataLabel="Change">
            <Label isCompact color={KINDS[kind]}>
              {kind}
            </Label>
          </Td>
          <Td dataLabel="Where">
            <code className="slw-code">{placeOf(path)}</code>
          </Td>
          <Td dataLabel="Before" className="slw-value">
            {kind === 'added' ? '-' : valueText(before)}
          </Td>
          <Td dataLabel="After" className="slw-value">
            {kind === 'removed' ? '-' : valueText(after)}
          </Td>
        </Tr>
      ))}
    </Tbody>
  </Table>
);

/** What is sound and may not be meant. */
const Notes = ({ effect: { notes = [], unmatched, neverOpen = [], hosts } }: { readonly effect: Effect }) => {
  const said = [
    ...notes.map(({ path, what, instead }) => ({
      place: placeOf(path),
      text: `${what}${instead === '' ? '' : `; instead: ${instead}`}`,
    })),
    ...unmatched.map(({ path, selector }) => ({
      place: placeOf(path),
      text: `“${selector}” selects none of ${countText(hosts, 'host')}`,
    })),
    ...neverOpen.map(({ environment, policyName }) => ({
      place: `${environment}${policyName == null ? '' : ` / ${policyName}`}`,
      text: 'its window has no occurrence ahead: nothing ever begins here',
    })),
  ];
  return said.length === 0 ? null : (
    <Alert isInline variant="warning" component="p" title="Sound, and perhaps not meant">
      <ul className="slw-notes">
        {said.map(({ place, text }) => (
          <li key={`${place} ${text}`}>
            <code className="slw-code">{place}</code>: {text}
          </li>
        ))}
      </ul>
    </Alert>
  );
};

const Rules = ({ effect: { environments } }: { readonly effect: Effect }) =>
  environments.length === 0 ? null : (
    <>
      <p className="slw-subhead">Environments with other rules</p>
      <ul className="slw-rows">
        {environments.map(({ environment, hosts, fields }) => (
          <li key={environment} className="slw-row-line">
            <strong>{environment}</strong>
            <span>
              {fields.join(', ')} ·{' '}
              <Link to="/hosts" search={{ environment }} className="slw-number">
                {countText(hosts, 'host')}
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
