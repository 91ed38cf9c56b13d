// Waves over time against the windows: where each may run, drawn to scale, and the same in words for who cannot see it.

import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { spanText } from '../../time/index.ts';
import { countText, When } from '../../widgets/index.ts';
import type { Plan } from './plan.ts';

export const WavesChart = ({ plan: { header } }: { readonly plan: Plan }) => {
  const { occurrences } = header.bounds;
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Waves and windows</CardTitle>
      <CardBody>
        {occurrences.length === 0 ? (
          <p className="slw-subtle">It follows no window: hosts may begin at any time until it expires.</p>
        ) : (
          <ul className="slw-rows" aria-label="Windows">
            {occurrences.slice(0, 3).map((occurrence) => (
              <li key={occurrence.id}>
                <When at={occurrence.startsAt} /> to <When at={occurrence.endsAt} />{' '}
                <span className="slw-subtle">
                  begin until <When at={occurrence.cutOffAt} />
                </span>
                <Span occurrence={occurrence} />
              </li>
            ))}
          </ul>
        )}
        <ol className="slw-rows" aria-label="Waves">
          {header.waves.map((wave, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a wave is its place.
            <li key={at} className="slw-row-line">
              <strong>
                {at + 1}. {wave.kind}
                {wave.group === null ? '' : ` ${wave.group}`}
              </strong>
              <span className="slw-number">{countText(wave.hosts.length, 'host')}</span>
              <span className="slw-subtle">{thenText(wave, at === header.waves.length - 1)}</span>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  );
};

const Span = ({
  occurrence: { startsAt, cutOffAt, endsAt },
}: {
  readonly occurrence: Plan['header']['bounds']['occurrences'][number];
}) => {
  const [start, cutOff, end] = [startsAt, cutOffAt, endsAt].map((at) => Date.parse(at)) as [number, number, number];
  const share = ((cutOff - start) / Math.max(1, end - start)) * 100;
  const seconds = (end - start) / 1000;
  return (
    <div
      className="slw-bar"
      role="img"
      aria-label={`${spanText(seconds)} long; hosts may begin in the first ${Math.round(share)} per cent`}
    >
      <span className="slw-bar-part slw-tone-busy" style={{ flexGrow: share }} />
      <span className="slw-bar-part slw-tone-unknown" style={{ flexGrow: 100 - share }} />
    </div>
  );
};

const thenText = ({ kind, gates }: Plan['header']['waves'][number], isLast: boolean): string => {
  const said = [
    ...(kind === 'canary' ? ['a host of it is done'] : []),
    ...(gates.soakSeconds > 0 ? [`soak ${spanText(gates.soakSeconds)}`] : []),
    ...(gates.conditions ?? []).map(({ name }) => name),
    ...(gates.person === 'asked' && !isLast ? ['a person says go on'] : []),
  ].join(', ');
  return said === '' ? (isLast ? 'then it ends' : 'then the next at once') : `then: ${said}`;
};
