import { Title } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAct, useAnswer, useList, useMay } from '../../api/index.ts';
import { changesText, PolicyEffect } from '../../features/policy-effect/index.ts';
import { Act, Ago, More, Shown, useRows, When } from '../../widgets/index.ts';
import { FileView } from './file-view.tsx';
import { fileText } from './policy-file.ts';

const PAGE = 25;

export const HistoryTab = ({ shown, holds }: { readonly shown: string | undefined; readonly holds: number }) => {
  const revisions = useList(
    'policy',
    ['revisions'],
    async (portion, signal) => await api.GET('/api/v1/policy/revisions', { params: { query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <>
      <Shown answer={revisions.answer} what="the revisions" lines={6} level="h2">
        {(rows) => (
          <>
            <Table variant="compact" aria-label="Revisions of the policy, newest first">
              <Thead>
                <Tr>
                  <Th>Revision</Th>
                  <Th>Saved</Th>
                  <Th>By</Th>
                  <Th width={50}>What changed</Th>
                </Tr>
              </Thead>
              <Tbody>
                {rows.map(({ revision, savedAt, savedBy, changes }) => (
                  <Tr key={revision}>
                    <Td dataLabel="Revision">
                      <Link to="/policies" search={(now) => ({ ...now, tab: 'history', revision: String(revision) })}>
                        Revision {revision}
                      </Link>{' '}
                      {revision === holds ? <strong>holds</strong> : null}
                    </Td>
                    <Td dataLabel="Saved">
                      <When at={savedAt} />{' '}
                      <span className="slw-subtle">
                        <Ago at={savedAt} />
                      </span>
                    </Td>
                    <Td dataLabel="By">{savedBy}</Td>
                    <Td dataLabel="What changed">{changesText(changes)}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
            <More list={revisions} />
          </>
        )}
      </Shown>
      {shown !== undefined && /^[1-9]\d{0,8}$/.test(shown) ? <Revision revision={shown} holds={holds} /> : null}
    </>
  );
};

const Revision = ({ revision, holds }: { readonly revision: string; readonly holds: number }) => {
  const stored = useAnswer(
    'policy',
    ['revision', revision],
    async (signal) => await api.GET('/api/v1/policy/revisions/{revision}', { params: { path: { revision } }, signal }),
  );
  return (
    <section className="slw-tab" aria-label={`Revision ${revision}`}>
      <Title headingLevel="h2" size="lg">
        Revision {revision}
      </Title>
      <Shown answer={stored} what={`revision ${revision}`} lines={12}>
        {(one) => (
          <>
            {one.revision === holds ? null : (
              <>
                <Title headingLevel="h3" size="md">
                  What taking the policy back to it would change
                </Title>
                <PolicyEffect policy={one.policy} apply={(effect) => <TakeBack to={one} from={effect.revision} />} />
              </>
            )}
            <FileView text={fileText(one.policy)} label={`Revision ${revision} of the policy`} />
          </>
        )}
      </Shown>
    </section>
  );
};

const TakeBack = ({ to, from }: { readonly to: Schemas['StoredPolicy']; readonly from: number }) => {
  const may = useMay('administrator');
  const rollBack = useAct(
    async () =>
      await api.POST('/api/v1/policy/revisions/{revision}/roll-back', {
        params: { path: { revision: String(to.revision) }, header: { 'if-match': `"${from}"` } },
      }),
  );
  return may ? (
    <div className="slw-actions">
      <Act
        name={`Take the policy back to revision ${to.revision}`}
        meaning={`What revision ${to.revision} said holds as revision ${from + 1}. No revision is lost.`}
        act={async () => await rollBack.mutateAsync(undefined)}
      />
    </div>
  ) : null;
};
