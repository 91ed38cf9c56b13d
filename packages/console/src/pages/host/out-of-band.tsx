// How people reach a host that does not answer: what policy names for it, what that said last, and another call.

import { CodeBlock, CodeBlockCode, ExpandableSection } from '@patternfly/react-core';
import { api, type Schemas, useAct, useMay } from '../../api/index.ts';
import { Act, When, Why } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';

type Call = Extract<Schemas['HostEvent']['event'], { kind: 'out-of-band' }>;

export const OutOfBand = (props: { readonly hostId: string; readonly its: NonNullable<Detail['outOfBand']> }) => {
  const { hook, last } = props.its;
  return (
    <>
      <p>
        through <span className="slw-code">{hook}</span>
      </p>
      {last === null ? (
        <p className="slw-subtle">Nobody has called it yet.</p>
      ) : (
        <>
          <When at={last.at} /> <Called call={last.call} isOpen />
        </>
      )}
      <Calls hostId={props.hostId} />
    </>
  );
};

const Calls = ({ hostId }: { readonly hostId: string }) => {
  const may = useMay('operator');
  const call = useAct(
    async (action: Call['action']) =>
      await api.POST('/api/v1/hosts/{hostId}/out-of-band', { params: { path: { hostId } }, body: { action } }),
  );
  if (!may) return null;
  return (
    <div className="slw-actions">
      <Act
        name="Read its console"
        meaning="What its console or its management says of it. Nothing is changed."
        act={async () => await call.mutateAsync('console')}
      />
      <Act
        name="Power-cycle"
        variant="danger"
        meaning="It is switched off and on again from outside: what it is doing is cut off where it is. Refused while it is heard, or is within its deadlines."
        act={async () => await call.mutateAsync('power-cycle')}
      />
    </div>
  );
};

/** What was called and by whom, how it ended, and what it printed last. */
export const Called = ({ call, isOpen = false }: { readonly call: Call; readonly isOpen?: boolean }) => (
  <>
    <strong>{call.action}</strong> by {call.by} through {call.hook}:{' '}
    {call.reason === null ? `status ${call.status}` : <Why reason={call.reason} />}
    {call.output === '' ? null : isOpen ? (
      <Output call={call} />
    ) : (
      <ExpandableSection toggleText="What it printed">
        <Output call={call} />
      </ExpandableSection>
    )}
  </>
);

const Output = ({ call }: { readonly call: Call }) => (
  <CodeBlock className="slw-output">
    <CodeBlockCode tabIndex={0} aria-label={`What ${call.hook} printed`}>
      {call.output}
    </CodeBlockCode>
  </CodeBlock>
);
