import { FormGroup, Radio } from '@patternfly/react-core';
import { useState } from 'react';
import { api, type Schemas, useAct, useSession } from '../../api/index.ts';
import { type Policy, PolicyEffect } from '../../features/policy-effect/index.ts';
import { controllerNow } from '../../time/index.ts';
import { Field, FormAct } from '../../widgets/index.ts';

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30;

const dayIn = (days: number): string => new Date(controllerNow() + days * DAY_MS).toISOString().slice(0, 10);

const blank = (approvedBy: string) => ({
  name: '',
  hosts: '',
  kind: 'package' as 'package' | 'advisory',
  leavesOut: '',
  owner: '',
  why: '',
  compensatingControl: '',
  approvedBy,
  until: dayIn(MONTH_DAYS),
});

/** Whoever puts it in force agrees to it with their name, unless somebody else did; never the owner themselves. */
export const MakeException = ({ stored }: { readonly stored: Schemas['StoredPolicy'] }) => {
  const { session } = useSession();
  const person = session.kind === 'person' ? session.signed.person : '';
  const [given, setGiven] = useState(() => blank(person));
  const set = (name: keyof typeof given) => (value: string) => setGiven((before) => ({ ...before, [name]: value }));
  const isWhole = Object.values(given).every((value) => value.trim() !== '');
  const isOwn = given.approvedBy.trim() !== '' && given.approvedBy.trim() === given.owner.trim();
  const policy = isWhole && !isOwn ? policyWith(stored.policy, given) : null;
  const make = useAct(
    async (body: Policy) =>
      await api.PUT('/api/v1/policy', { body, params: { header: { 'if-match': `"${stored.revision}"` } } }),
  );
  return (
    <FormAct
      name="Make an exception"
      variant="primary"
      size="medium"
      meaning="It holds from the next plan on, as a new revision of the policy. What it leaves out stays exposed."
      isReady={policy !== null}
      act={async () => (policy === null ? undefined : await make.mutateAsync(policy))}
      closed={() => setGiven(blank(person))}
    >
      <Field
        label="Name"
        value={given.name}
        onChange={set('name')}
        help="As people will speak of it, like billing-tls"
      />
      <Field
        label="Hosts"
        value={given.hosts}
        onChange={set('hosts')}
        help="A selector over labels, like role = billing and environment = prod"
      />
      <LeavesOut given={given} set={set} />
      <Field label="Owner" value={given.owner} onChange={set('owner')} help="Who answers for it" />
      <Field label="Why" value={given.why} onChange={set('why')} />
      <Field
        label="What protects these hosts meanwhile"
        value={given.compensatingControl}
        onChange={set('compensatingControl')}
      />
      <Field
        label="Agreed to by"
        value={given.approvedBy}
        onChange={set('approvedBy')}
        help={isOwn ? 'Not its owner: somebody else must agree' : 'Not its owner'}
      />
      <Field
        label="Last day"
        type="date"
        value={given.until}
        onChange={set('until')}
        help="In UTC, that day included"
      />
      {policy === null ? null : <PolicyEffect policy={policy} />}
    </FormAct>
  );
};

type Given = ReturnType<typeof blank>;

const LeavesOut = ({
  given,
  set,
}: {
  readonly given: Given;
  readonly set: (name: keyof Given) => (value: string) => void;
}) => (
  <>
    <FormGroup role="radiogroup" isInline label="Leaves out" fieldId="leaves-out">
      {(['package', 'advisory'] as const).map((kind) => (
        <Radio
          key={kind}
          id={`leaves-out-${kind}`}
          name="leaves-out"
          label={kind === 'package' ? 'a package' : 'what an advisory answers'}
          isChecked={given.kind === kind}
          onChange={() => set('kind')(kind)}
        />
      ))}
    </FormGroup>
    <Field
      label={given.kind === 'package' ? 'Package' : 'Advisory or vulnerability'}
      value={given.leavesOut}
      onChange={set('leavesOut')}
      help={given.kind === 'package' ? 'A binary package by its name' : 'Like DSA-5979-1 or CVE-2026-0001'}
    />
  </>
);

const policyWith = (policy: Policy, given: Given): Policy => {
  const { kind, leavesOut, until, ...said } = given;
  const end = new Date(`${until}T00:00:00.000Z`).getTime() + DAY_MS;
  if (Number.isNaN(end)) return policy;
  const texts = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, value.trim()]));
  const what = leavesOut.trim();
  const made = {
    ...(texts as Omit<typeof said, never>),
    leavesOut: kind === 'package' ? { package: what } : { advisory: what },
    expiresAt: new Date(end).toISOString(),
  };
  return { ...policy, exceptions: [...(policy.exceptions ?? []), made] };
};
