import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Bar, type Part } from '../../widgets/index.ts';

const PHASES: readonly { readonly phase: string; readonly tone: Part['tone'] }[] = [
  { phase: 'done', tone: 'good' },
  { phase: 'away', tone: 'busy' },
  { phase: 'granted', tone: 'busy' },
  { phase: 'part-done', tone: 'warn' },
  { phase: 'gone-back', tone: 'warn' },
  { phase: 'not-begun', tone: 'warn' },
  { phase: 'failed', tone: 'bad' },
  { phase: 'lost', tone: 'bad' },
  { phase: 'waiting', tone: 'calm' },
  { phase: 'excused', tone: 'calm' },
];

/** Hosts of a rollout by phase. */
export const PhaseBar = (props: {
  readonly phases: Readonly<Record<string, number>>;
  readonly label: string;
  readonly legend?: 'shown' | 'hidden';
  readonly link?: (phase: string, text: string) => ReactNode;
}) => {
  const { phases, label, legend = 'shown', link } = props;
  const parts = PHASES.map(
    ({ phase, tone }): Part => ({
      name: phase.replaceAll('-', ' '),
      count: phases[phase] ?? 0,
      tone,
      ...(link === undefined ? {} : { link: (text: string) => link(phase, text) }),
    }),
  );
  return <Bar label={label} parts={parts} legend={legend} />;
};

/** Where the rollout's own page has the lists. */
export const phaseLink = (rolloutId: string) => (phase: string, text: string) => (
  <Link to="/rollouts/$rolloutId" params={{ rolloutId }} search={{ phase }}>
    {text}
  </Link>
);
