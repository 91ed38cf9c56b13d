// What the package transaction of a host prints while it runs. The host tells it only while this is open.

import { CodeBlock, CodeBlockCode } from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { Ago } from '../../widgets/index.ts';

/** A host that is at work tells about once a second. */
const LOOK_MS = 1000;

export const RunningOutput = (props: { readonly told: Schemas['HostInRollout']; readonly step: string }) => {
  const { rolloutId, hostId } = props.told;
  const answer = useAnswer(
    'rollouts',
    ['output', rolloutId, hostId],
    async (signal) =>
      await api.GET('/api/v1/rollouts/{rolloutId}/hosts/{hostId}/output', {
        params: { path: { rolloutId, hostId } },
        signal,
      }),
    { everyMs: LOOK_MS },
  );
  const { data } = answer;
  if (data === undefined) {
    return <Said text={answer.error === null ? 'Asking the host for its output…' : 'Its output cannot be had now.'} />;
  }
  switch (data.state) {
    case 'none':
      return null;
    case 'awaited':
      return <Said text="Asking the host for its output…" />;
    case 'unknown':
      return <Said text={`Its output is not to be had before it ends. ${data.why ?? ''}`} />;
    case 'told':
      return <Lines output={data} step={props.step} />;
    default:
      return data.state satisfies never;
  }
};

const Said = ({ text }: { readonly text: string }) => <p className="slw-subtle">{text}</p>;

const Lines = ({ output, step }: { readonly output: Schemas['RunningOutput']; readonly step: string }) => {
  const { text, transaction, takenAt } = output;
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is at the end, and the box follows it.
  useEffect(() => {
    const lines = box.current?.querySelector('pre');
    if (lines !== null && lines !== undefined) lines.scrollTop = lines.scrollHeight;
  }, [text]);
  return (
    <div ref={box}>
      <CodeBlock className="slw-output slw-running">
        {/* Not a live region: a line a second would silence everything else that a screen reader has to say. */}
        <CodeBlockCode tabIndex={0} aria-label={`Output of ${step} so far`}>
          {text === '' ? 'Nothing printed yet.' : text}
        </CodeBlockCode>
      </CodeBlock>
      <p className="slw-subtle">
        {transaction ?? 'No transaction has begun'}
        {takenAt === null ? null : (
          <>
            , told <Ago at={takenAt} />
          </>
        )}
      </p>
    </div>
  );
};
