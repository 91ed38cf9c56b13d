import { Label, Title } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer, useList, useMay } from '../../api/index.ts';
import { Ago, More, NoPolicy, Shown, useRows, When, Why } from '../../widgets/index.ts';
import { Audiences } from './audiences.tsx';

type Notice = Schemas['Notice'];
type Delivery = Notice['deliveries'][number];
const PAGE = 25;

export const NotificationsTab = () => {
  const may = useMay('administrator');
  return (
    <>
      {may ? <Audiences /> : null}
      <Contacts />
      <Outbox />
    </>
  );
};

const Contacts = () => {
  const policy = useAnswer('policy', ['show'], async (signal) => await api.GET('/api/v1/policy', { signal }));
  return (
    <section>
      <Title headingLevel="h2" size="lg" className="slw-sub">
        Who hears what
      </Title>
      <p className="slw-subtle">
        Contacts stand in the <Link to="/policies">policy</Link>. An audience that none names hears of everything.
      </p>
      <Shown
        answer={policy}
        what="contacts"
        lines={2}
        missing={<NoPolicy level="h3" />}
        isEmpty={({ policy: { contacts = [] } }) => contacts.length === 0}
        empty={<p className="slw-subtle">The policy names no contact.</p>}
      >
        {({ policy: { contacts = [] } }) => (
          <ul className="slw-rows" aria-label="Contacts">
            {contacts.map((contact) => (
              <li key={contact.name} className="slw-row-line">
                <strong>
                  {contact.name} <span className="slw-subtle">to {contact.audience}</span>
                </strong>
                <span>
                  {(contact.hears ?? ['everything']).join(', ')} ·{' '}
                  {(contact.environments ?? ['every environment']).join(', ')}
                  {contact.digestMinutes === undefined ? '' : ` · as one message each ${contact.digestMinutes} min`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
};

const Outbox = () => {
  const notices = useList(
    'knowledge',
    ['notices'],
    async (portion, signal) => await api.GET('/api/v1/notices', { params: { query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <section>
      <Title headingLevel="h2" size="lg" className="slw-sub">
        What was told
      </Title>
      <Shown
        answer={notices.answer}
        what="notices"
        lines={6}
        isEmpty={(rows) => rows.length === 0}
        empty={<p className="slw-subtle">Nobody was told anything yet.</p>}
      >
        {(rows) => (
          <>
            <Table variant="compact" aria-label="Notices, newest first">
              <Thead>
                <Tr>
                  <Th>When</Th>
                  <Th>What</Th>
                  <Th modifier="nowrap">Environments</Th>
                  <Th width={50}>To whom, and whether it arrived</Th>
                </Tr>
              </Thead>
              <Tbody>
                {rows.map((notice) => (
                  <Tr key={notice.eventId}>
                    <Td dataLabel="When">
                      <When at={notice.at} />{' '}
                      <span className="slw-subtle">
                        <Ago at={notice.at} />
                      </span>
                    </Td>
                    <Td dataLabel="What">{notice.kind.replaceAll('-', ' ')}</Td>
                    <Td dataLabel="Environments">{(notice.environments ?? []).join(', ')}</Td>
                    <Td dataLabel="To whom, and whether it arrived">
                      {notice.deliveries.length === 0 ? (
                        <span className="slw-subtle">no audience hears of it</span>
                      ) : (
                        notice.deliveries.map((delivery) => <Arrived key={delivery.audience} delivery={delivery} />)
                      )}
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
            <More list={notices} />
          </>
        )}
      </Shown>
    </section>
  );
};

const COLOURS = { waiting: 'orange', delivered: 'green', 'given-up': 'red' } as const;

const Arrived = ({ delivery }: { readonly delivery: Delivery }) => (
  <div>
    {delivery.audience}{' '}
    <Label isCompact color={COLOURS[delivery.state]}>
      {delivery.state.replace('-', ' ')}
    </Label>{' '}
    {delivery.state === 'waiting' ? (
      <span className="slw-subtle">
        next try <Ago at={delivery.nextTryAt} />
      </span>
    ) : null}{' '}
    {delivery.lastReason === null || delivery.state === 'delivered' ? null : <Why reason={delivery.lastReason} />}
  </div>
);
