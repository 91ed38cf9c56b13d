// Taking a rollout back: what that would mean is shown before it is asked for. What comes of it is a plan like any other.

import { Alert, Checkbox } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Paths, useAct, useAnswer } from '../../api/index.ts';
import { countText, Field, FormAct, Shown, Why } from '../../widgets/index.ts';
import type { Picture } from './watch.ts';

type Rollback = Paths['/api/v1/rollouts/{rolloutId}/rollback'];
type Scope = Rollback['get']['responses'][200]['content']['application/json'];
type Wish = Rollback['post']['requestBody']['content']['application/json'];

const HOUR = 3600;
/** As the API takes it. */
const HOURS_MAX = 168;
const NAMED = 10;

export const RollBack = ({ picture: { rollout } }: { readonly picture: Picture }) => {
  const navigate = useNavigate();
  const [hosts, setHosts] = useState('');
  const [why, setWhy] = useState('');
  const [hours, setHours] = useState('');
  const [isKept, setKept] = useState(true);
  const ask = useAct(
    async (body: Wish) =>
      await api.POST('/api/v1/rollouts/{rolloutId}/rollback', {
        params: { path: { rolloutId: rollout.rolloutId } },
        body,
      }),
  );
  const within = hours.trim() === '' ? null : Number(hours);
  const isHours = within === null || (Number.isInteger(within) && within >= 1 && within <= HOURS_MAX);
  return (
    <FormAct
      name="Roll back"
      size="medium"
      meaning="A plan is asked for that brings back what these hosts had before. Nothing begins before it is approved and started."
      isReady={why.trim() !== '' && isHours}
      act={async () => {
        await ask.mutateAsync({
          why: why.trim(),
          ...(hosts.trim() === '' ? {} : { hosts: hosts.trim() }),
          ...(within === null ? {} : { withinSeconds: within * HOUR }),
          ...(isKept ? {} : { quarantine: [] }),
        });
        await navigate({ to: '/plans' });
      }}
    >
      <Field label="Why" value={why} onChange={setWhy} />
      <Field
        label="Hosts"
        value={hosts}
        onChange={setHosts}
        isOptional
        help="A selector. Empty: all that this rollout has finished."
      />
      <Field
        label="Within hours"
        value={hours}
        onChange={setHours}
        isOptional
        help={`1 to ${HOURS_MAX}: at any time from now on for so long. Empty: in the windows of policy. Freezes hold in both.`}
      />
      <Checkbox
        id="keep-versions"
        label="Keep what it brought from every host, until somebody lifts that"
        isChecked={isKept}
        onChange={(_event, isChecked) => setKept(isChecked)}
      />
      <Meaning rolloutId={rollout.rolloutId} hosts={hosts.trim()} />
    </FormAct>
  );
};

const Meaning = ({ rolloutId, hosts }: { readonly rolloutId: string; readonly hosts: string }) => {
  const scope = useAnswer(
    'rollouts',
    ['rollback', rolloutId, hosts],
    async (signal) =>
      await api.GET('/api/v1/rollouts/{rolloutId}/rollback', {
        params: { path: { rolloutId }, query: hosts === '' ? {} : { hosts } },
        signal,
      }),
    { again: 'asked' },
  );
  return (
    <Shown answer={scope} what="what it would take back" lines={3}>
      {(data) => <Taken scope={data} />}
    </Shown>
  );
};

const Taken = ({ scope: { hosts, versions } }: { readonly scope: Scope }) => {
  const back = hosts.filter(({ reason }) => reason === null);
  const kept = Map.groupBy(
    hosts.flatMap(({ reason }) => (reason === null ? [] : [reason])),
    (reason) => JSON.stringify(reason),
  );
  const open = [
    ...new Set(versions.flatMap(({ advisories, reopened }) => [...advisories, ...(reopened?.vulnerabilities ?? [])])),
  ];
  const [unknown] = versions.flatMap(({ reopened }) => reopened?.unknown ?? []);
  const files = back.reduce((sum, { conffiles }) => sum + conffiles.length, 0);
  const kernels = back.filter(({ stays }) => stays.length > 0).length;
  return (
    <section aria-label="What it would take back">
      <p>
        <strong>{countText(back.length, 'host')}</strong> {back.length === 1 ? 'goes' : 'go'} back, from{' '}
        {countText(versions.length, 'version')}: {someOf(versions.map(({ name, version }) => `${name} ${version}`))}.
      </p>
      {open.length === 0 ? null : (
        <Alert
          isInline
          variant="warning"
          component="p"
          title={`Open again: ${someOf(open)}. What these versions answer is exposed without them.`}
        />
      )}
      <ul className="slw-rows">
        {unknown === undefined ? null : (
          <li>
            Whether {open.length === 0 ? 'anything' : 'more'} is open again is not known: <Why reason={unknown} />
          </li>
        )}
        {[...kept.values()].map((reasons) => (
          <li key={JSON.stringify(reasons[0])}>
            {countText(reasons.length, 'host')} cannot:{' '}
            {reasons.slice(0, 1).map((reason) => (
              <Why key={reason.code} reason={reason} />
            ))}
          </li>
        ))}
        {files === 0 ? null : (
          <li>
            {countText(files, 'configuration file')} {files === 1 ? 'stays' : 'stay'} as the rollout left them.
          </li>
        )}
        {kernels === 0 ? null : (
          <li>On {countText(kernels, 'host')} the new kernel stays installed beside the old one.</li>
        )}
      </ul>
    </section>
  );
};

const someOf = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`;
