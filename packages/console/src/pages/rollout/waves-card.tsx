import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { Ago, countText } from '../../widgets/index.ts';
import { PhaseBar } from '../rollouts/index.ts';
import type { Picture } from './watch.ts';

export const WavesCard = ({ picture }: { readonly picture: Picture }) => (
  <Card className="slw-wide">
    <CardTitle component="h2">Waves</CardTitle>
    <CardBody>
      <ol className="slw-rows">
        {picture.rollout.waves.map((wave, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a wave is its place.
          <li key={at} className="slw-wave">
            <Wave picture={picture} wave={wave} at={at} />
          </li>
        ))}
      </ol>
    </CardBody>
  </Card>
);

const Wave = ({
  picture,
  wave,
  at,
}: {
  readonly picture: Picture;
  readonly wave: Picture['rollout']['waves'][number];
  readonly at: number;
}) => {
  const hosts = picture.rollout.hosts.filter((host) => host.wave === at);
  const phases: Record<string, number> = {};
  for (const { phase } of hosts) phases[phase] = (phases[phase] ?? 0) + 1;
  const gates = (picture.gates ?? []).filter((gate) => gate.wave === at);
  return (
    <>
      <div className="slw-row-line">
        <strong>
          Wave {at + 1} ·{' '}
          <Link
            from="/rollouts/$rolloutId"
            to="."
            search={{ wave: String(at + 1) }}
            replace
            resetScroll={false}
            className="slw-number"
          >
            {countText(hosts.length, 'host')}
          </Link>
        </strong>
        <span className="slw-subtle">
          {wave.passedAt === null ? (
            wave.settledAt === null ? (
              ''
            ) : (
              'settled, its gates are looked at'
            )
          ) : (
            <>
              passed <Ago at={wave.passedAt} />
            </>
          )}
          {wave.goOnBy === null ? '' : `, go on said by ${wave.goOnBy}`}
        </span>
      </div>
      <PhaseBar
        phases={phases}
        label={`Wave ${at + 1}`}
        link={(phase, text) => (
          <Link from="/rollouts/$rolloutId" to="." search={{ phase, wave: String(at + 1) }} replace resetScroll={false}>
            {text}
          </Link>
        )}
      />
      {gates.map((gate) => (
        <div key={gate.name} className="slw-row-line">
          <span>
            Gate {gate.name} <span className="slw-subtle">{gate.kind}</span>
          </span>
          <span>
            <Label isCompact color={GATES[gate.state] ?? 'grey'}>
              {gate.state}
            </Label>{' '}
            <span className="slw-subtle">
              {gate.found} {gate.at === null ? null : <Ago at={gate.at} />}
            </span>
          </span>
        </div>
      ))}
    </>
  );
};

const GATES: Readonly<Record<string, 'green' | 'red' | 'orange' | 'grey'>> = {
  open: 'green',
  closed: 'red',
  unreadable: 'orange',
  unread: 'grey',
};
