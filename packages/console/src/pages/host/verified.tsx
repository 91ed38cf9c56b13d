// A whole host held against its packages, by its own root: what was found last, and whether somebody has asked since.

import { ExpandableSection, Label } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/index.ts';
import { Ago, countText, When } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';

export type Found = Extract<Schemas['HostEvent']['event'], { kind: 'verified' }>;

const STATES = {
  'as-packaged': ['green', 'as packaged'],
  differs: ['red', 'differs from its packages'],
  unknown: ['orange', 'could not be verified'],
} as const;

const HOW = { missing: 'missing', differs: 'differs', unreadable: 'cannot be read' } as const;

export const Verification = ({ its: { asked, last } }: { readonly its: NonNullable<Detail['verification']> }) => (
  <>
    {asked.answered ? null : (
      <p>
        Asked for by {asked.by} <Ago at={asked.askedAt} />, not answered yet. It is asked until{' '}
        <When at={asked.until} />.
      </p>
    )}
    {last === null ? null : <Verified found={last.found} />}
  </>
);

/** Of long lists the host tells the first, and how many there are. */
export const Verified = ({ found }: { readonly found: Found }) => {
  const [colour, words] = STATES[found.state];
  const { differing, differingInAll, notWhole, notWholeInAll, versions, versionsInAll } = found;
  return (
    <>
      <Label isCompact color={colour}>
        {words}
      </Label>{' '}
      <When at={found.takenAt} />, asked by {found.by}. {found.text}
      <Told count={differingInAll} told={differing.length} what="file" name="Files that are not as packaged">
        {differing.map(({ path, package: owner, how }) => (
          <li key={path}>
            <span className="slw-code">{path}</span> {HOW[how]} <span className="slw-subtle">{owner}</span>
          </li>
        ))}
      </Told>
      <Told count={notWholeInAll} told={notWhole.length} what="package" name="Packages that are not whole">
        {notWhole.map(({ package: name, state }) => (
          <li key={name}>
            {name} is {state}
          </li>
        ))}
      </Told>
      <Told count={versionsInAll} told={versions.length} what="version" name="Versions other than believed">
        {versions.map(({ name, architecture, believed, found: there }) => (
          <li key={`${name} ${architecture}`}>
            {name} is <span className="slw-code">{there ?? 'not there'}</span>, believed to be{' '}
            <span className="slw-code">{believed ?? 'not there'}</span>
          </li>
        ))}
      </Told>
    </>
  );
};

const Told = (props: {
  readonly count: number;
  readonly told: number;
  readonly what: string;
  readonly name: string;
  readonly children: ReactNode;
}) => {
  const { count, told, what, name, children } = props;
  return count === 0 ? null : (
    <ExpandableSection toggleText={`${name}: ${count}`}>
      <ul className="slw-rows" aria-label={name}>
        {children}
      </ul>
      {count > told ? (
        <p className="slw-ends">and {countText(count - told, what)} more, which it did not name</p>
      ) : null}
    </ExpandableSection>
  );
};
