// Versions that are, or were, kept from all hosts: by a person, or since hosts failed with them.

import { Card, CardBody, CardTitle, Checkbox, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { api, type Schemas, useAct, useList, useMay } from '../../api/index.ts';
import { Act, Ago, Field, FormAct, More, Shown, useRows } from '../../widgets/index.ts';

type Quarantine = Schemas['Quarantine'];
const PAGE = 20;

const CAUSES = {
  person: 'somebody said so',
  'advisory-withdrawn': 'its advisory was withdrawn',
  'hosts-failed': 'hosts failed with it',
} as const;

export const QuarantinesCard = () => {
  const quarantines = useList(
    'promotions',
    ['quarantines'],
    async (portion, signal) => await api.GET('/api/v1/quarantines', { params: { query: portion }, signal }),
    { rows: useRows(PAGE, { name: 'quarantines' }) },
  );
  const may = useMay('operator');
  return (
    <Card className="slw-wide" id="quarantines">
      <CardTitle component="h2">Versions kept from hosts</CardTitle>
      <CardBody>
        {may ? (
          <div className="slw-actions">
            <Keep />
          </div>
        ) : null}
        <Shown
          answer={quarantines.answer}
          what="versions kept from hosts"
          lines={2}
          isEmpty={(rows) => rows.length === 0}
          empty={<p className="slw-subtle">No version was ever kept from hosts.</p>}
        >
          {(rows) => (
            <>
              <Table variant="compact" aria-label="Versions kept from hosts">
                <Thead>
                  <Tr>
                    <Th width={25}>Version</Th>
                    <Th>On</Th>
                    <Th width={40}>Why</Th>
                    <Th>State</Th>
                    <Th screenReaderText="What may be done" />
                  </Tr>
                </Thead>
                <Tbody>
                  {rows.map((one) => (
                    <Row key={one.quarantineId} quarantine={one} />
                  ))}
                </Tbody>
              </Table>
              <More list={quarantines} />
            </>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

const Row = ({ quarantine }: { readonly quarantine: Quarantine }) => {
  const { package: its, version, platform, why, cause, by, at, lifted } = quarantine;
  const may = useMay('operator');
  return (
    <Tr>
      <Td dataLabel="Version">
        {its.kind === 'binary' ? (
          <Link to="/software/$name" params={{ name: its.name }}>
            {its.name}
          </Link>
        ) : (
          <>
            {its.name} <span className="slw-subtle">(source)</span>
          </>
        )}{' '}
        <span className="slw-code">{version}</span>
      </Td>
      <Td dataLabel="On">{platform === null ? 'all' : `${platform.distribution} ${platform.release}`}</Td>
      <Td dataLabel="Why">
        {why}
        <div className="slw-subtle">
          {CAUSES[cause]}: {by}, <Ago at={at} />
        </div>
      </Td>
      <Td dataLabel="State">
        {lifted === null ? (
          <Label isCompact color="red">
            kept
          </Label>
        ) : (
          <>
            <Label isCompact>lifted</Label>{' '}
            <span className="slw-subtle">
              by {lifted.by}, <Ago at={lifted.at} />: {lifted.why}
            </span>
          </>
        )}
      </Td>
      <Td>{may && lifted === null ? <Lift quarantine={quarantine} /> : null}</Td>
    </Tr>
  );
};

const Lift = ({ quarantine: { quarantineId, package: its, version } }: { readonly quarantine: Quarantine }) => {
  const lift = useAct(
    async (why: string) =>
      await api.POST('/api/v1/quarantines/{quarantineId}/lift', { params: { path: { quarantineId } }, body: { why } }),
  );
  return (
    <Act
      name="Lift"
      why="asked"
      meaning={`Hosts may have ${its.name} ${version} again.`}
      act={async (why) => await lift.mutateAsync(why)}
    />
  );
};

const BLANK = { name: '', version: '', why: '' };

const Keep = () => {
  const [given, setGiven] = useState(BLANK);
  const [isSource, setSource] = useState(false);
  const id = useId();
  const set = (name: keyof typeof BLANK) => (value: string) => setGiven((before) => ({ ...before, [name]: value }));
  const [name, version, why] = [given.name.trim(), given.version.trim(), given.why.trim()];
  const keep = useAct(
    async () =>
      await api.POST('/api/v1/quarantines', {
        body: { package: { kind: isSource ? 'source' : 'binary', name }, version, why, platform: null },
      }),
  );
  return (
    <FormAct
      name="Keep a version from hosts"
      meaning="No host begins with it from now on, in flight too; who has begun with it goes on. Wherever the version is."
      isReady={name !== '' && /^\S+$/.test(version) && why !== ''}
      act={async () => await keep.mutateAsync(undefined)}
      closed={() => {
        setGiven(BLANK);
        setSource(false);
      }}
    >
      <Field label="Package" value={given.name} onChange={set('name')} />
      <Checkbox
        id={id}
        label="It is a source package"
        description="All that is built from it is meant"
        isChecked={isSource}
        onChange={(_event, isChecked) => setSource(isChecked)}
      />
      <Field label="Version" value={given.version} onChange={set('version')} help="As the package manager writes it" />
      <Field label="Why" value={given.why} onChange={set('why')} />
    </FormAct>
  );
};
