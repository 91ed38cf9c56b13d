import { Label, type LabelProps } from '@patternfly/react-core';

type Colour = NonNullable<LabelProps['color']>;

const STATES: Readonly<Record<string, Colour>> = {
  running: 'blue',
  paused: 'orange',
  stopped: 'red',
  aborting: 'orange',
  aborted: 'grey',
  completed: 'green',
  failed: 'red',
};

/** Of a rollout. A word of a newer controller is shown as it stands. */
export const StateLabel = ({ state }: { readonly state: string }) => (
  <Label color={STATES[state] ?? 'grey'} isCompact>
    {state}
  </Label>
);

const PHASES: Readonly<Record<string, Colour>> = {
  waiting: 'grey',
  granted: 'blue',
  away: 'blue',
  done: 'green',
  'gone-back': 'orange',
  'part-done': 'yellow',
  failed: 'red',
  'not-begun': 'orange',
  lost: 'red',
  excused: 'purple',
};

export const PhaseLabel = ({ phase }: { readonly phase: string }) => (
  <Label color={PHASES[phase] ?? 'grey'} isCompact>
    {phase.replaceAll('-', ' ')}
  </Label>
);

const SEVERITIES: Readonly<Record<string, Colour>> = {
  critical: 'red',
  high: 'orangered',
  medium: 'yellow',
  low: 'grey',
  negligible: 'grey',
};

/** `null`: nobody rated it, which is above low. */
export const SeverityLabel = ({
  severity,
  tenths,
}: {
  readonly severity: string | null;
  readonly tenths: number | null;
}) => (
  <Label color={severity === null ? 'purple' : (SEVERITIES[severity] ?? 'grey')} isCompact>
    {severity ?? 'not rated'}
    {tenths === null ? '' : ` ${(tenths / 10).toFixed(1)}`}
  </Label>
);
