import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { api, type Schemas, useAct, useAnswer } from '../../api/index.ts';
import { DigestText, Field, FormAct, Why } from '../../widgets/index.ts';

type Scope = Schemas['Cut']['scope'];

const SCOPES: readonly (readonly [Scope, string])[] = [
  ['security', 'security updates'],
  ['all', 'all updates'],
  ['kernel', 'kernels'],
  ['named', 'what is named'],
];

const BLANK = { packages: '', advisories: '', hosts: '' };
const LOOK_MS = 1000;

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** A patch set beside the schedule, as an emergency wants it: what hosts see pending is frozen now. */
export const Cut = () => {
  const [scope, setScope] = useState<Scope>('security');
  const [given, setGiven] = useState(BLANK);
  const id = useId();
  const set = (name: keyof typeof BLANK) => (value: string) => setGiven((before) => ({ ...before, [name]: value }));
  const named = { packages: words(given.packages), advisories: words(given.advisories) };
  const hosts = given.hosts.trim();
  const cut = useAct(
    async () =>
      await api.POST('/api/v1/patch-sets/cuts', {
        body: { scope, ...(scope === 'named' ? { named } : {}), ...(hosts === '' ? {} : { hosts }) },
      }),
  );
  return (
    <FormAct
      name="Cut a patch set"
      meaning="Freezes what hosts see pending now, with its files. Nothing is changed on any host: plans of it are made and approved as ever."
      isReady={scope !== 'named' || named.packages.length + named.advisories.length > 0}
      act={async () => await cut.mutateAsync(undefined)}
      result={(asked) => <Came cutId={(asked as Schemas['Cut']).cutId} />}
      closed={() => {
        setScope('security');
        setGiven(BLANK);
      }}
    >
      <FormGroup label="Of" fieldId={id}>
        <FormSelect id={id} value={scope} onChange={(_event, value) => setScope(value as Scope)}>
          {SCOPES.map(([word, text]) => (
            <FormSelectOption key={word} value={word} label={text} />
          ))}
        </FormSelect>
      </FormGroup>
      {scope === 'named' ? (
        <>
          <Field
            label="Packages"
            isOptional
            value={given.packages}
            onChange={set('packages')}
            help="By their names or those of their sources"
          />
          <Field
            label="Advisories or vulnerabilities"
            isOptional
            value={given.advisories}
            onChange={set('advisories')}
            help="Like DSA-5979-1 or CVE-2026-0001"
          />
        </>
      ) : null}
      <Field
        label="Hosts"
        isOptional
        value={given.hosts}
        onChange={set('hosts')}
        help="What these see pending, by a selector like role = web; else all"
      />
    </FormAct>
  );
};

/** Files are fetched and verified first: it is looked at until something came of it. */
const Came = ({ cutId }: { readonly cutId: string }) => {
  const [isDone, setDone] = useState(false);
  const answer = useAnswer(
    'promotions',
    ['cut', cutId],
    async (signal) => await api.GET('/api/v1/patch-sets/cuts/{cutId}', { params: { path: { cutId } }, signal }),
    isDone ? {} : { everyMs: LOOK_MS },
  );
  const cut = answer.data;
  if (cut !== undefined && cut.state !== 'requested' && !isDone) setDone(true);
  return (
    <p role="status">
      {cut?.patchSetDigest == null ? null : (
        <>
          It is cut:{' '}
          <Link to="/patch-sets/$digest" params={{ digest: cut.patchSetDigest }}>
            patch set <DigestText digest={cut.patchSetDigest} />
          </Link>
        </>
      )}
      {cut?.reason == null ? null : <Why reason={cut.reason} />}
      {cut === undefined || cut.state === 'requested' ? 'Targets are resolved, files are fetched and verified…' : null}
    </p>
  );
};
