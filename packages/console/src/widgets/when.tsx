import { ageText, instantText, useNow, useZone, zoneName } from '../time/index.ts';

interface WhenProps {
  readonly at: string;
}

/** In the zone that the reader chose; the machine's form and UTC are behind it. */
export const When = ({ at }: WhenProps) => {
  const { zone } = useZone();
  const now = useNow();
  return (
    <time dateTime={at} title={titleOf(at, now, zoneName(zone))} className="slw-time">
      {instantText(at, zone, now)}
    </time>
  );
};

/** How long ago, or how soon; the instant is behind it. */
export const Ago = ({ at }: WhenProps) => {
  const { zone } = useZone();
  const now = useNow();
  return (
    <time dateTime={at} title={`${instantText(at, zone, now)} ${zoneName(zone)}`} className="slw-time">
      {ageText(at, now)}
    </time>
  );
};

const titleOf = (at: string, now: number, zone: string): string =>
  `${zone}; ${at.slice(0, 16).replace('T', ' ')} UTC; ${ageText(at, now)}`;
