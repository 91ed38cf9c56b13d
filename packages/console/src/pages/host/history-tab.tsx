import { ExpandableSection } from '@patternfly/react-core';
import { api, type Schemas, useList } from '../../api/index.ts';
import { More, Shown, useRows, When, Why } from '../../widgets/index.ts';
import { Called } from './out-of-band.tsx';
import { Verified } from './verified.tsx';

type HostEvent = Schemas['HostEvent'];
const PAGE = 50;

/** What changed on it and who did that, newest first; of packages exactly which. */
export const HistoryTab = ({ hostId }: { readonly hostId: string }) => {
  const history = useList(
    'hosts',
    ['history', hostId],
    async (portion, signal) =>
      await api.GET('/api/v1/hosts/{hostId}/history', { params: { path: { hostId }, query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <Shown
      answer={history.answer}
      what="its history"
      lines={6}
      isEmpty={(rows) => rows.length === 0}
      empty={<p>Nothing has happened to it yet.</p>}
    >
      {(rows) => (
        <>
          <ol className="slw-timeline" aria-label="What happened, newest first">
            {rows.map((event, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events have no id, and are never reordered.
              <li key={`${event.at} ${event.event.kind} ${at}`}>
                <When at={event.at} /> <Told event={event.event} />
              </li>
            ))}
          </ol>
          <More list={history} />
        </>
      )}
    </Shown>
  );
};

const Told = ({ event }: { readonly event: HostEvent['event'] }) => {
  switch (event.kind) {
    case 'packages-changed':
      return <Packages event={event} />;
    case 'rebooted':
      return <strong>rebooted</strong>;
    case 'attempt-ended':
      return (
        <>
          <strong>attempt ended: {event.outcome.replaceAll('-', ' ')}</strong>{' '}
          {event.reason === null ? null : <Why reason={event.reason} />}
        </>
      );
    case 'out-of-band':
      return <Called call={event} />;
    case 'verified':
      return (
        <>
          <strong>verified</strong> <Verified found={event} />
        </>
      );
    case 'barred':
    case 'freed':
    case 'isolated':
    case 'isolation-ended':
      return (
        <>
          <strong>{event.kind.replaceAll('-', ' ')}</strong>{' '}
          {event.reason === null ? null : <Why reason={event.reason} />}
        </>
      );
    default:
      return (
        <>
          <strong>{event.kind}</strong> by {event.by}
        </>
      );
  }
};

const Packages = ({
  event: { by, difference },
}: {
  readonly event: Extract<HostEvent['event'], { kind: 'packages-changed' }>;
}) => {
  const { added, removed, changed } = difference;
  const count = added.length + removed.length + changed.length;
  return (
    <>
      <strong>{count} packages changed</strong> {by === 'slipway' ? 'by Slipway' : 'by somebody else'}
      <ExpandableSection
        toggleText={`Which: ${changed.length} changed, ${added.length} added, ${removed.length} removed`}
      >
        <ul className="slw-rows">
          {changed.map(({ before, after }) => (
            <li key={after.name}>
              {after.name}{' '}
              <span className="slw-code">
                {before.version} → {after.version}
              </span>
            </li>
          ))}
          {added.map((one) => (
            <li key={one.name}>
              + {one.name} <span className="slw-code">{one.version}</span>
            </li>
          ))}
          {removed.map((one) => (
            <li key={one.name}>
              − {one.name} <span className="slw-code">{one.version}</span>
            </li>
          ))}
        </ul>
      </ExpandableSection>
    </>
  );
};
