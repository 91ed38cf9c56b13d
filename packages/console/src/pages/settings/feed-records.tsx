import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useList } from '../../api/index.ts';
import { More, Shown, useRows, When } from '../../widgets/index.ts';
import { BehindFeed } from './behind-feed.tsx';

type FeedRecord = Schemas['FeedRecord'];
const PAGE = 50;

const KINDS = {
  advisory: 'advisory',
  'vulnerability-facts': 'about a vulnerability',
  support: 'how long a release is supported',
  'maker-release': 'what a maker has released',
} as const;

/** What a feed says now. */
export const FeedRecords = ({ feed }: { readonly feed: string }) => {
  const records = useList(
    'knowledge',
    ['feed-records', feed],
    async (portion, signal) =>
      await api.GET('/api/v1/feeds/{name}/records', { params: { path: { name: feed }, query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <BehindFeed title={`Records of ${feed}`}>
      <Shown
        answer={records.answer}
        what="records"
        lines={6}
        isEmpty={(rows) => rows.length === 0}
        empty={<p className="slw-subtle">It says nothing.</p>}
      >
        {(rows) => (
          <Table variant="compact" aria-label={`Records of ${feed}`}>
            <Thead>
              <Tr>
                <Th width={40}>Record</Th>
                <Th>Kind</Th>
                <Th>Known here since</Th>
              </Tr>
            </Thead>
            <Tbody>
              {rows.map((record) => (
                <Tr key={`${record.kind} ${record.key}`}>
                  <Td dataLabel="Record">
                    <Name record={record} />
                  </Td>
                  <Td dataLabel="Kind">{KINDS[record.kind]}</Td>
                  <Td dataLabel="Known here since">
                    <When at={record.knownFrom} />
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </Shown>
      <More list={records} />
    </BehindFeed>
  );
};

/** Advisories and vulnerabilities have a page of what is said of them. */
const Name = ({ record: { kind, key, name } }: { readonly record: FeedRecord }) => {
  if (kind === 'support') return <span className="slw-code">{supportText(key)}</span>;
  if (kind === 'maker-release') return <span className="slw-code">{key}</span>;
  return (
    <Link to="/advisories/$name" params={{ name: name ?? key }}>
      {name ?? key}
    </Link>
  );
};

/** `debian bookworm, standard`: the parts of the key that are there. */
const supportText = (key: string): string => {
  const parts: unknown = JSON.parse(key);
  return Array.isArray(parts) ? parts.filter((part) => typeof part === 'string').join(' ') : key;
};
