import { Alert, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAct, useAnswer, useMay } from '../../api/index.ts';
import { useNow } from '../../time/index.ts';
import { Act, Ago, countText, Field, FormAct, Shown, When, Why } from '../../widgets/index.ts';
import { FeedProblems } from './feed-problems.tsx';
import { FeedRecords } from './feed-records.tsx';

type Feed = Schemas['Feed'];
const route = getRouteApi('/settings');
const LIMIT = 1000;
/** From then on a release whose feed nobody could confirm counts as unknown (docs/operator/feeds.md). */
const STALE_MS = 2 * 86_400_000;

export const FeedsTab = () => {
  const feeds = useAnswer(
    'knowledge',
    ['feeds'],
    async (signal) => await api.GET('/api/v1/feeds', { params: { query: { limit: LIMIT } }, signal }),
  );
  const may = useMay('administrator');
  const { feed: asked, only } = route.useSearch();
  return (
    <>
      <p className="slw-subtle">
        What vendors and others publish about packages and vulnerabilities. What is refused leaves the last good copy in
        use; what nobody could confirm for two days is unknown, never safe.
      </p>
      {may ? (
        <div className="slw-actions">
          <AddFeed />
        </div>
      ) : null}
      <Shown
        answer={feeds}
        what="feeds"
        level="h2"
        lines={6}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Alert isInline variant="warning" component="p" title="No feed is read: of no package is anything known." />
        }
      >
        {({ items }) => (
          <Table variant="compact" aria-label="Feeds">
            <Thead>
              <Tr>
                <Th>Feed</Th>
                <Th width={25}>From</Th>
                <Th>Content of</Th>
                <Th>Last confirmed</Th>
                <Th>Records</Th>
                <Th>State</Th>
                <Th screenReaderText="What can be done" />
              </Tr>
            </Thead>
            <Tbody>
              {items.map((feed) => (
                <Row key={feed.name} feed={feed} />
              ))}
            </Tbody>
          </Table>
        )}
      </Shown>
      {asked === undefined ? null : only === 'problems' ? (
        <FeedProblems key={asked} feed={asked} />
      ) : (
        <FeedRecords key={asked} feed={asked} />
      )}
    </>
  );
};

const Row = ({ feed }: { readonly feed: Feed }) => (
  <Tr>
    <Td dataLabel="Feed">
      <strong>{feed.name}</strong> <span className="slw-subtle">{feed.kind ?? 'its content tells'}</span>
    </Td>
    <Td dataLabel="From" className="slw-value">
      {feed.location}
    </Td>
    <Td dataLabel="Content of">{feed.date === null ? 'never read' : <When at={feed.date} />}</Td>
    <Td dataLabel="Last confirmed">{feed.readAt === null ? 'never' : <Ago at={feed.readAt} />}</Td>
    <Td dataLabel="Records" className="slw-number">
      {feed.records === null ? (
        'unknown'
      ) : (
        <Link from="/settings" to="." search={{ tab: 'feeds', feed: feed.name }} replace resetScroll={false}>
          {feed.records}
          <span className="pf-v6-screen-reader"> records of {feed.name}</span>
        </Link>
      )}
      {(feed.problems ?? 0) > 0 ? (
        <div className="slw-under">
          <Link
            from="/settings"
            to="."
            search={{ tab: 'feeds', feed: feed.name, only: 'problems' }}
            replace
            resetScroll={false}
          >
            {countText(feed.problems ?? 0, 'problem')}
            <span className="pf-v6-screen-reader"> of {feed.name}</span>
          </Link>
        </div>
      ) : null}
    </Td>
    <Td dataLabel="State">
      <Standing feed={feed} />
    </Td>
    <Td dataLabel="What can be done">
      <span className="slw-row-acts">
        <Look feed={feed} />
        <Remove feed={feed} />
      </span>
    </Td>
  </Tr>
);

const Standing = ({ feed: { refusal, readAt } }: { readonly feed: Feed }) => {
  const now = useNow();
  const isStale = readAt !== null && now - Date.parse(readAt) > STALE_MS;
  return (
    <>
      <span className="slw-labels">
        {readAt === null ? (
          <Label isCompact color="orange">
            not read yet
          </Label>
        ) : isStale ? (
          <Label isCompact color="red">
            stale
          </Label>
        ) : (
          <Label isCompact color="green">
            current
          </Label>
        )}
        {refusal === null ? null : (
          <Label isCompact color="red">
            refused
          </Label>
        )}
      </span>
      {refusal === null ? null : (
        <div>
          <Ago at={refusal.at} />: <Why reason={refusal.reason} />
        </div>
      )}
    </>
  );
};

const Look = ({ feed: { name } }: { readonly feed: Feed }) => {
  const may = useMay('operator');
  const look = useAct(async () => await api.POST('/api/v1/feeds/{name}/look', { params: { path: { name } } }));
  return may ? (
    <Act
      name={`Look at ${name}`}
      meaning="It is read now, and not only at its next hour."
      act={async () => await look.mutateAsync(undefined)}
    />
  ) : null;
};

const Remove = ({ feed: { name } }: { readonly feed: Feed }) => {
  const may = useMay('administrator');
  const remove = useAct(async () => await api.DELETE('/api/v1/feeds/{name}', { params: { path: { name } } }));
  return may ? (
    <Act
      name={`Remove ${name}`}
      variant="danger"
      meaning="What rests on it ends now: packages of which no other feed speaks are unknown. It stays in the history."
      act={async () => await remove.mutateAsync(undefined)}
    />
  ) : null;
};

const BLANK = { name: '', location: '', kind: '' };

const AddFeed = () => {
  const [given, setGiven] = useState(BLANK);
  const add = useAct(
    async () =>
      await api.POST('/api/v1/feeds', {
        body: {
          name: given.name.trim(),
          location: given.location.trim(),
          ...(given.kind.trim() === '' ? {} : { kind: given.kind.trim() }),
        },
      }),
  );
  return (
    <FormAct
      name="Add a feed"
      variant="primary"
      meaning="It is read at once, and believed for every host."
      isReady={given.name.trim() !== '' && given.location.trim() !== ''}
      act={async () => await add.mutateAsync(undefined)}
      closed={() => setGiven(BLANK)}
    >
      <Field label="Feed name" value={given.name} onChange={(name) => setGiven({ ...given, name })} />
      <Field
        label="Location"
        value={given.location}
        onChange={(location) => setGiven({ ...given, location })}
        help="https:, file: or a path on the controller"
      />
      <Field
        label="Kind"
        isOptional
        value={given.kind}
        onChange={(kind) => setGiven({ ...given, kind })}
        help="Like debian-tracker; left out, its content tells"
      />
    </FormAct>
  );
};
