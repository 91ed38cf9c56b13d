import { Label } from '@patternfly/react-core';
import { api, useAct, useAnswer, useMay } from '../../api/index.ts';
import { Act, Shown } from '../../widgets/index.ts';

/** Approving the plan is approving it: what it says to people who read change requests and no plans. */
export const ChangeRequestPart = ({ number }: { readonly number: string }) => {
  const request = useAnswer(
    'plans',
    ['change-request', number],
    async (signal) => await api.GET('/api/v1/change-requests/{number}', { params: { path: { number } }, signal }),
  );
  return (
    <details className="slw-details">
      <summary>
        Change request <strong>{number}</strong>{' '}
        {request.data === undefined ? null : <Label isCompact>{request.data.state}</Label>}
      </summary>
      <Shown answer={request} what={`change request ${number}`} lines={3}>
        {({ title, text, outside, backOut, state, result }) => (
          <>
            <p>
              <strong>{title}</strong>
            </p>
            {outside === null ? null : (
              <p className="slw-subtle">
                Answered by {outside.system}
                {outside.reference === null ? '' : `, there ${outside.reference}`}
              </p>
            )}
            <p className="slw-text">{text}</p>
            <p className="slw-text">
              {backOut.generated}
              {backOut.added === '' ? '' : `\n${backOut.added}`}
            </p>
            {result === null ? null : (
              <p>
                <strong>{result.outcome}</strong>: {result.text}
              </p>
            )}
            {state === 'open' || state === 'approved' ? <Close number={number} /> : null}
          </>
        )}
      </Shown>
    </details>
  );
};

const Close = ({ number }: { readonly number: string }) => {
  const may = useMay('operator');
  const close = useAct(
    async (why: string) =>
      await api.POST('/api/v1/change-requests/{number}/close', { params: { path: { number } }, body: { why } }),
  );
  return may ? (
    <Act
      name={`Close ${number}`}
      variant="danger"
      why="asked"
      meaning="It is withdrawn before it is carried out: under it nothing begins any more. Whoever asks again opens another one."
      act={async (why) => await close.mutateAsync(why)}
    />
  ) : null;
};
