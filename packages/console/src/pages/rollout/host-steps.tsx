// One host of a rollout, step by step, with what each step printed: asked again as the host tells more.

import {
  Button,
  CodeBlock,
  CodeBlockCode,
  Drawer,
  DrawerActions,
  DrawerCloseButton,
  DrawerContent,
  DrawerContentBody,
  DrawerHead,
  DrawerPanelBody,
  DrawerPanelContent,
  Label,
  Title,
} from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { spanText, useNow } from '../../time/index.ts';
import { Ago, countText, PhaseLabel, Shown, TransactionTrace, When, Why } from '../../widgets/index.ts';
import { Explained } from './failures-card.tsx';
import { RunningOutput } from './running-output.tsx';

type Told = Schemas['HostInRollout'];
type Step = Told['steps'][number];

/** Beside the page where there is room, over it on a phone. */
export const WithHostSteps = (props: {
  readonly rolloutId: string;
  readonly hostId: string | null;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) => {
  const { rolloutId, hostId, onClose, children } = props;
  return (
    <Drawer isExpanded={hostId !== null} isInline={false}>
      <DrawerContent
        panelContent={
          hostId === null ? null : (
            <DrawerPanelContent widths={{ default: 'width_100', lg: 'width_50', xl: 'width_33' }} aria-label="Steps">
              <Panel rolloutId={rolloutId} hostId={hostId} onClose={onClose} />
            </DrawerPanelContent>
          )
        }
      >
        <DrawerContentBody>{children}</DrawerContentBody>
      </DrawerContent>
    </Drawer>
  );
};

const Panel = (props: { readonly rolloutId: string; readonly hostId: string; readonly onClose: () => void }) => {
  const { rolloutId, hostId, onClose } = props;
  const told = useAnswer(
    'rollouts',
    ['host', rolloutId, hostId],
    async (signal) =>
      await api.GET('/api/v1/rollouts/{rolloutId}/hosts/{hostId}', {
        params: { path: { rolloutId, hostId } },
        signal,
      }),
  );
  return (
    <>
      <DrawerHead>
        <Title headingLevel="h2" size="xl" id="host-steps">
          {told.data?.hostname ?? 'Host'}
        </Title>
        <DrawerActions>
          <DrawerCloseButton onClick={onClose} aria-label="Close the steps" />
        </DrawerActions>
      </DrawerHead>
      <DrawerPanelBody>
        <Shown answer={told} what="the steps of this host" lines={10}>
          {(data) => <Steps told={data} />}
        </Shown>
        <Button variant="link" isInline onClick={onClose} className="slw-actions">
          Back to the rollout
        </Button>
      </DrawerPanelBody>
    </>
  );
};

const Steps = ({ told }: { readonly told: Told }) => (
  <>
    <p>
      <PhaseLabel phase={told.phase} /> <span className="slw-subtle">wave {told.wave + 1}, </span>
      <Ago at={told.since} />.{' '}
      {told.seenAt === null ? 'Never heard of.' : <span className="slw-subtle">Last heard of </span>}
      {told.seenAt === null ? null : <Ago at={told.seenAt} />}
    </p>
    {told.reason === null ? null : (
      <p>
        <Why reason={told.reason} />
      </p>
    )}
    <ol className="slw-steps" aria-label="Steps">
      {told.steps
        .filter(({ outcome }) => outcome !== 'skipped')
        .map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step may be run twice, and none moves.
          <li key={at} className={`slw-step slw-tone-${toneOf(step)}`}>
            <OneStep step={step} />
            {mayPrint(step) ? <RunningOutput told={told} step={step.step} /> : null}
          </li>
        ))}
    </ol>
    <Skipped steps={told.steps.filter(({ outcome }) => outcome === 'skipped')} />
    {told.steps.length === 0 ? <p className="slw-subtle">No plan for this host is left to show steps of.</p> : null}
    {(told.failures ?? []).length === 0 ? null : (
      <>
        <Title headingLevel="h3" size="lg">
          Diagnosis
        </Title>
        {(told.failures ?? []).map((failure) => (
          <Explained key={failure.step} failure={failure} />
        ))}
      </>
    )}
    <p>
      <Link to="/hosts/$hostId" params={{ hostId: told.hostId }} search={{ tab: 'history' }}>
        Everything of {told.hostname}
      </Link>
    </p>
  </>
);

const OneStep = ({ step }: { readonly step: Step }) => {
  const ill = step.checks.filter(({ state }) => state !== 'well');
  return (
    <>
      <div className="slw-row-line">
        <strong>{step.step}</strong>
        <span className="slw-labels">
          {step.expected === 'hook' ? <span className="slw-subtle">hook</span> : null}
          <Label isCompact color={COLOURS[wordOf(step)] ?? 'grey'}>
            {wordOf(step)}
          </Label>
          <Took step={step} />
        </span>
      </div>
      {step.entries > 1 ? <p className="slw-subtle">Begun {step.entries} times.</p> : null}
      {step.reason === null ? null : <Why reason={step.reason} />}
      {ill.length === 0 ? null : (
        <ul className="slw-rows">
          {ill.map(({ asked, state, detail }) => (
            <li key={asked}>
              {asked}: {state}. {detail}
            </li>
          ))}
        </ul>
      )}
      {step.transaction === undefined ? null : <TransactionTrace trace={step.transaction} />}
      {step.output === null || step.output === '' ? null : (
        <CodeBlock className="slw-output">
          <CodeBlockCode tabIndex={0} aria-label={`Output of ${step.step}`}>
            {step.output}
          </CodeBlockCode>
        </CodeBlock>
      )}
    </>
  );
};

/** Steps whose package transaction has a unit of its own, and an output that grows while it runs. */
const PRINTING: ReadonlySet<Step['step']> = new Set(['make-room', 'apply', 'way-back', 'clean-up']);

const mayPrint = ({ step, outcome, begunAt }: Step): boolean =>
  outcome === null && begunAt !== null && PRINTING.has(step);

/** Nothing happened there: one line, unless somebody wants to know why. */
const Skipped = ({ steps }: { readonly steps: readonly Step[] }) =>
  steps.length === 0 ? null : (
    <details className="slw-details">
      <summary>
        {countText(steps.length, 'step')} skipped: {steps.map(({ step }) => step).join(', ')}
      </summary>
      <ul className="slw-rows">
        {steps.map(({ step, reason }) => (
          <li key={step}>
            <strong>{step}</strong> {reason === null ? null : <Why reason={reason} />}
          </li>
        ))}
      </ul>
    </details>
  );

const Took = ({ step: { begunAt, endedAt } }: { readonly step: Step }) => {
  const now = useNow(1000);
  if (begunAt === null) return null;
  const seconds = ((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(begunAt)) / 1000;
  return (
    <span className="slw-subtle slw-number">
      <When at={begunAt} /> · {spanText(seconds)}
    </span>
  );
};

const wordOf = ({ outcome, begunAt }: Step): string => outcome ?? (begunAt === null ? 'ahead' : 'under way');

const COLOURS: Readonly<Record<string, 'green' | 'red' | 'blue' | 'grey'>> = {
  done: 'green',
  already: 'green',
  failed: 'red',
  'under way': 'blue',
};

const toneOf = (step: Step): 'good' | 'bad' | 'busy' | 'calm' => {
  switch (wordOf(step)) {
    case 'done':
    case 'already':
      return 'good';
    case 'failed':
      return 'bad';
    case 'under way':
      return 'busy';
    default:
      return 'calm';
  }
};
