import { Card, CardBody, CardTitle, CodeBlock, CodeBlockCode } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { Why, Words } from '../../widgets/index.ts';
import type { Picture } from './watch.ts';

type Failure = NonNullable<Picture['failures']>[number];

/** What failed, the cause where it is known, the line that says so, and what to do next. */
export const FailuresCard = ({
  picture: { failures = [], hostnames, furtherFailedHosts },
}: {
  readonly picture: Picture;
}) =>
  failures.length === 0 ? null : (
    <Card className="slw-wide">
      <CardTitle component="h2">What failed</CardTitle>
      <CardBody>
        <ul className="slw-rows">
          {failures.map((failure) => (
            <li key={`${failure.attemptId} ${failure.step}`}>
              <strong>
                <Link
                  from="/rollouts/$rolloutId"
                  to="."
                  search={(now) => ({ ...now, host: failure.hostId })}
                  aria-label={`What ${hostnames[failure.hostId] ?? failure.hostId} did`}
                >
                  {hostnames[failure.hostId] ?? failure.hostId}
                </Link>
              </strong>{' '}
              at {failure.step}
              <Explained failure={failure} />
            </li>
          ))}
        </ul>
        {furtherFailedHosts === undefined ? null : (
          <p>
            <Link from="/rollouts/$rolloutId" to="." search={{ phase: 'failed' }} replace resetScroll={false}>
              {furtherFailedHosts} more hosts have failures.
            </Link>
          </p>
        )}
      </CardBody>
    </Card>
  );

export const Explained = ({ failure }: { readonly failure: Failure }) => {
  const [cause] = failure.causes;
  const lines = cause === undefined ? failure.lastLines : cause.evidence;
  return (
    <>
      {failure.reason === null ? null : (
        <div>
          <Why reason={failure.reason} />
        </div>
      )}
      {cause === undefined ? null : (
        <p>
          <Words text={cause.what} /> <strong>Next:</strong> <Words text={cause.next} />
        </p>
      )}
      {lines.length === 0 ? null : (
        <CodeBlock>
          <CodeBlockCode>{lines.map(({ text }) => text).join('\n')}</CodeBlockCode>
        </CodeBlock>
      )}
    </>
  );
};
