// The difference to the previous plan, or to any that the reader names.

import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { countText, DigestText, More, Shown, useFirst } from '../../widgets/index.ts';
import type { Plan } from './plan.ts';

type Difference = Schemas['PlanDifference'];
const SHOWN = 20;

export const DifferenceCard = ({ plan }: { readonly plan: Plan }) => (
  <Card className="slw-wide">
    <CardTitle component="h2">Difference to the previous plan</CardTitle>
    <CardBody>
      {plan.previous == null ? (
        <p className="slw-subtle">No earlier plan of {plan.header.environment} is kept.</p>
      ) : (
        <Compared from={plan.previous} to={plan.digest} />
      )}
    </CardBody>
  </Card>
);

const Compared = ({ from, to }: { readonly from: string; readonly to: string }) => {
  const difference = useAnswer(
    'plans',
    ['difference', from, to],
    async (signal) =>
      await api.GET('/api/v1/plans/{digest}/diff', {
        params: { path: { digest: from }, query: { with: to } },
        signal,
      }),
  );
  return (
    <>
      <p className="slw-subtle">
        Against{' '}
        <Link to="/plans/$digest" params={{ digest: from }}>
          <DigestText digest={from} />
        </Link>
        .
      </p>
      <Shown
        answer={difference}
        what="the difference"
        lines={3}
        isEmpty={({ isSame }) => isSame}
        empty={<p>Nothing: the same hosts, changes, waves and rules.</p>}
      >
        {(found) => <Found found={found} />}
      </Shown>
    </>
  );
};

const Found = ({ found }: { readonly found: Difference }) => {
  const { hostsAdded, hostsRemoved, hostsChanged, movedWaves, waveCount, rules } = found;
  return (
    <ul className="slw-rows" aria-label="Differences">
      {rules.length === 0 ? null : (
        <li>
          Other rules: <strong>{rules.join(', ')}</strong>
        </li>
      )}
      {waveCount.before === waveCount.after ? null : (
        <li>
          {countText(waveCount.after, 'wave')}, before {waveCount.before}
        </li>
      )}
      <Hosts word="added" colour="green" hosts={hostsAdded} />
      <Hosts word="left out" colour="orange" hosts={hostsRemoved} />
      {movedWaves.length === 0 ? null : <Moved hosts={movedWaves} />}
      {hostsChanged.length === 0 ? null : <Changed hosts={hostsChanged} />}
    </ul>
  );
};

const Moved = ({ hosts }: { readonly hosts: Difference['movedWaves'] }) => {
  const list = useFirst(hosts, SHOWN, 'differing');
  return (
    <li>
      <details>
        <summary>{countText(hosts.length, 'host')} in another wave</summary>
        <ul>
          {list.shown.map(({ hostId, from, to }) => (
            <li key={hostId}>
              <Host hostId={hostId} />: {from} → {to}
            </li>
          ))}
        </ul>
        <More list={list} />
      </details>
    </li>
  );
};

const Hosts = (props: {
  readonly word: string;
  readonly colour: 'green' | 'orange';
  readonly hosts: readonly string[];
}) => {
  const list = useFirst(props.hosts, SHOWN, 'differing');
  return props.hosts.length === 0 ? null : (
    <li>
      <details>
        <summary>
          <Label isCompact color={props.colour}>
            {props.word}
          </Label>{' '}
          {countText(props.hosts.length, 'host')}
        </summary>
        <ul>
          {list.shown.map((hostId) => (
            <li key={hostId}>
              <Host hostId={hostId} />
            </li>
          ))}
        </ul>
        <More list={list} />
      </details>
    </li>
  );
};

const Changed = ({ hosts }: { readonly hosts: Difference['hostsChanged'] }) => {
  const list = useFirst(hosts, SHOWN, 'differing');
  return (
    <li>
      <details>
        <summary>
          <Label isCompact color="blue">
            changed
          </Label>{' '}
          {countText(hosts.length, 'host')} would do something else
        </summary>
        <ul className="slw-rows">
          {list.shown.map(({ hostId, added, removed, changed, parts }) => (
            <li key={hostId}>
              <Host hostId={hostId} />
              {parts.length === 0 ? '' : <span className="slw-subtle"> {parts.join(', ')}</span>}
              <ul className="slw-code">
                {added.map((one) => (
                  <li key={`+${one.name}/${one.architecture}`}>
                    + {one.kind} {one.name} {one.from ?? '(new)'} → {one.to ?? '(gone)'}
                  </li>
                ))}
                {removed.map((one) => (
                  <li key={`-${one.name}/${one.architecture}`}>
                    − {one.kind} {one.name} {one.from ?? '(new)'} → {one.to ?? '(gone)'}
                  </li>
                ))}
                {changed.map(({ before, after }) => (
                  <li key={`~${after.name}/${after.architecture}`}>
                    {after.name}: to {after.to ?? '(gone)'}, before to {before.to ?? '(gone)'}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
        <More list={list} />
      </details>
    </li>
  );
};

const Host = ({ hostId }: { readonly hostId: string }) => (
  <Link to="/hosts/$hostId" params={{ hostId }}>
    {hostId}
  </Link>
);
