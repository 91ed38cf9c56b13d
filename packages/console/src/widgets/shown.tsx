// An answer in each of its states. Places keep their size while nothing is there yet, so that nothing jumps.

import {
  Alert,
  AlertActionLink,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Skeleton,
} from '@patternfly/react-core';
import { CubesIcon, LockIcon, PluggedIcon, SearchIcon } from '@patternfly/react-icons';
import type { ReactNode } from 'react';
import { type Answer, problemOf } from '../api/index.ts';
import { instantText, useZone } from '../time/index.ts';

interface ShownProps<T> {
  readonly answer: Answer<T>;
  /** Said while nothing is there: what is being asked. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
  /** Rows that it will have, about; the place is kept. */
  readonly lines?: number;
  readonly isEmpty?: (data: T) => boolean;
  /** What it means that there is nothing, and what to do. */
  readonly empty?: ReactNode;
  /** What it means that the controller knows no such thing; without it its own words. */
  readonly missing?: ReactNode;
  /** Of the heading that a failure has: one below that of what stands around it. */
  readonly level?: 'h2' | 'h3';
}

export const Shown = <T,>(props: ShownProps<T>) => {
  const { answer, what, children, lines = 4, isEmpty, empty, missing, level = 'h3' } = props;
  const { data, error } = answer;
  if (data === undefined) {
    if (missing !== undefined && problemOf(error).code === 'not-found') return missing;
    return error === null || error === undefined ? (
      <Loading what={what} lines={lines} />
    ) : (
      <Failed answer={answer} what={what} level={level} />
    );
  }
  return (
    <>
      {error === null || error === undefined ? null : <Stale answer={answer} />}
      <div className={answer.isBefore ? 'slw-before' : undefined} aria-busy={answer.isBefore}>
        {answer.isBefore ? <Before what={what} /> : null}
        {isEmpty?.(data) === true ? empty : children(data)}
      </div>
    </>
  );
};

const Loading = ({ what, lines }: { readonly what: string; readonly lines: number }) => (
  <div role="status" className="slw-loading">
    <span className="pf-v6-screen-reader">Loading {what}</span>
    {Array.from({ length: lines }, (_, line) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same, and none moves.
      <Skeleton key={line} width={`${92 - ((line * 17) % 40)}%`} aria-hidden="true" />
    ))}
  </div>
);

/** What stands there answers the question before: never read as the answer to this one. It takes no place, so that nothing jumps. */
const Before = ({ what }: { readonly what: string }) => (
  <p role="status" className="slw-before-note">
    Asking for {what}: what stands here answers the question before.
  </p>
);

const Failed = <T,>(props: { readonly answer: Answer<T>; readonly what: string; readonly level: 'h2' | 'h3' }) => {
  const { answer, what, level } = props;
  const { code, title } = problemOf(answer.error);
  const isForbidden = code === 'role-missing';
  const isMissing = code === 'not-found';
  const icon = isForbidden ? LockIcon : isMissing ? SearchIcon : code === 'unreachable' ? PluggedIcon : CubesIcon;
  const head = isForbidden ? 'Not yours to see' : isMissing ? 'Not here' : `No answer: ${what}`;
  return (
    <EmptyState
      titleText={head}
      headingLevel={level}
      icon={icon}
      status={isForbidden || isMissing ? 'info' : 'danger'}
      variant="sm"
    >
      <EmptyStateBody>
        {title} <code className="slw-code">{code}</code>
      </EmptyStateBody>
      {isForbidden || isMissing ? null : (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="secondary" onClick={answer.again} isLoading={answer.asking} isAriaDisabled={answer.asking}>
              Ask again
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
};

/** What is shown was true; whether it still is, nobody knows. */
const Stale = <T,>({ answer }: { readonly answer: Answer<T> }) => {
  const { zone } = useZone();
  const at = new Date(answer.at).toISOString();
  return (
    <Alert
      isInline
      isPlain
      variant="warning"
      // Said in the middle of anything: a heading would be one of whatever stands above it.
      component="p"
      title={`As it was at ${instantText(at, zone, Date.now())}: asking again failed.`}
      actionLinks={<AlertActionLink onClick={answer.again}>Ask again</AlertActionLink>}
    >
      {problemOf(answer.error).title}
    </Alert>
  );
};
