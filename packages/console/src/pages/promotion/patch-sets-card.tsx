// Patch sets as a whole: what each holds, where it is, and what operators may say of it.

import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAct, useAnswer, useMay } from '../../api/index.ts';
import { Act, Ago, countText, Shown } from '../../widgets/index.ts';
import { LeftOut } from './left-out.tsx';
import { PatchSetLink } from './patch-set-link.tsx';
import { type Due, type Promotion, placeName } from './promotion.ts';

const SHOWN = 20;
type Summary = Schemas['PatchSetSummary'];
type Standing = 'current' | 'held' | 'superseded' | 'withdrawn';

const COLOURS = { current: 'grey', held: 'orange', superseded: 'grey', withdrawn: 'red' } as const;

export const PatchSetsCard = (props: {
  /** Absent: not answered yet, or not at all. */
  readonly promotions: readonly Promotion[] | undefined;
  readonly places: readonly Due[];
}) => {
  const patchSets = useAnswer(
    'promotions',
    ['patch-sets', SHOWN],
    async (signal) => await api.GET('/api/v1/patch-sets', { params: { query: { limit: SHOWN } }, signal }),
  );
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Patch sets, newest first</CardTitle>
      <CardBody>
        <Shown
          answer={patchSets}
          what="patch sets"
          lines={4}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <p className="slw-subtle">
              Nothing was cut yet. Where policy says <code>promotion</code>, the schedule cuts; else{' '}
              <code>slipway patch-set cut</code> does.
            </p>
          }
        >
          {({ items }) => (
            <Table variant="compact" aria-label="Patch sets">
              <Thead>
                <Tr>
                  <Th width={20}>Patch set</Th>
                  <Th>Holds</Th>
                  <Th width={40}>Where it is</Th>
                  <Th>Standing</Th>
                  <Th screenReaderText="What may be done" />
                </Tr>
              </Thead>
              <Tbody>
                {items.map((patchSet) => (
                  <Row key={patchSet.digest} patchSet={patchSet} {...props} />
                ))}
              </Tbody>
            </Table>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

const Row = (props: {
  readonly patchSet: Summary;
  /** Absent: not answered yet, or not at all. */
  readonly promotions: readonly Promotion[] | undefined;
  readonly places: readonly Due[];
}) => {
  const { patchSet, promotions, places } = props;
  const { digest, targets, security, scope, author, cutAt, standing = 'current', takesBack, leftOut } = patchSet;
  return (
    <Tr>
      <Td dataLabel="Patch set">
        <PatchSetLink digest={digest} />{' '}
        {takesBack === undefined ? null : (
          <Label isCompact color="orange">
            rollback
          </Label>
        )}
        <div className="slw-subtle">
          cut by {author}, <Ago at={cutAt} />
        </div>
      </Td>
      <Td dataLabel="Holds" className="slw-holds">
        <Link to="/patch-sets/$digest" params={{ digest }}>
          {countText(targets, 'target')}
        </Link>{' '}
        <Link to="/patch-sets/$digest" params={{ digest }} search={{ only: 'security' }}>
          {security} security
        </Link>{' '}
        <span className="slw-subtle">({scope})</span>
        <LeftOut digest={digest} leftOut={leftOut} />
      </Td>
      <Td dataLabel="Where it is">
        <ol className="slw-way">
          {places.map((place) => {
            const here = promotions?.find(
              (one) =>
                one.patchSetDigest === digest &&
                one.environment === place.environment &&
                one.policyName === place.policyName,
            );
            return (
              <li key={placeName(place)}>
                {placeName(place)}:{' '}
                {here === undefined ? (
                  <span className="slw-subtle">{promotions === undefined ? 'not known' : 'not yet'}</span>
                ) : (
                  here.state.replaceAll('-', ' ')
                )}
              </li>
            );
          })}
        </ol>
      </Td>
      <Td dataLabel="Standing">
        <Label isCompact color={COLOURS[standing]}>
          {standing}
        </Label>
      </Td>
      <Td>
        <Acts digest={digest} standing={standing} />
      </Td>
    </Tr>
  );
};

const Acts = ({ digest, standing }: { readonly digest: string; readonly standing: Standing }) => {
  const may = useMay('operator');
  const say = useAct(
    async (said: { readonly standing: Standing; readonly why: string }) =>
      await api.POST('/api/v1/patch-sets/{digest}/standing', { params: { path: { digest } }, body: said }),
  );
  if (!may || standing === 'superseded' || standing === 'withdrawn') return null;
  const act = (word: Standing) => async (why: string) => await say.mutateAsync({ standing: word, why });
  return (
    <div className="slw-actions">
      {standing === 'held' ? (
        <Act name="Release" why="asked" meaning="It goes on from where it was held." act={act('current')} />
      ) : (
        <Act
          name="Hold"
          why="asked"
          meaning="Nothing new of it begins anywhere until it is released. Hosts under way finish."
          act={act('held')}
        />
      )}
      <Act
        name="Supersede"
        why="asked"
        meaning="It enters no further tier; what is under way goes on. This is final."
        act={act('superseded')}
      />
      <Act
        name="Withdraw"
        variant="danger"
        why="asked"
        meaning="Hosts that wait with it are left out, who has begun finishes. This is final."
        act={act('withdrawn')}
      />
    </div>
  );
};
