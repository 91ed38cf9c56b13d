// What one feed says, as it says it.

import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  ExpandableSection,
  Label,
} from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/index.ts';
import { countText, EpssText, SeverityLabel, When } from '../../widgets/index.ts';

type Detail = Schemas['AdvisoryDetail'];
type Said = Detail['records'][number];
type Statement = Said['record']['statements'][number];
/** More are folded away: an advisory about a kernel names hundreds. */
const OPEN_MAX = 12;

const Term = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <DescriptionListGroup>
    <DescriptionListTerm>{name}</DescriptionListTerm>
    <DescriptionListDescription>{children}</DescriptionListDescription>
  </DescriptionListGroup>
);

const Folded = ({
  count,
  noun,
  children,
}: {
  readonly count: number;
  readonly noun: string;
  readonly children: ReactNode;
}) =>
  count <= OPEN_MAX ? children : <ExpandableSection toggleText={countText(count, noun)}>{children}</ExpandableSection>;

export const RecordCard = ({ said: { feed, feedDate, knownFrom, record } }: { readonly said: Said }) => (
  <Card>
    <CardTitle component="h2">
      {record.name} <span className="slw-subtle">by {feed}</span>
    </CardTitle>
    <CardBody>
      <DescriptionList isHorizontal isCompact>
        <Term name="Says">{record.summary === '' ? 'nothing in words' : record.summary}</Term>
        <Term name="Feed of">
          <When at={feedDate} />; known here since <When at={knownFrom} />
        </Term>
        <Term name="Published">{record.publishedAt === null ? 'not told' : <When at={record.publishedAt} />}</Term>
        {record.withdrawnAt === null ? null : (
          <Term name="Withdrawn">
            <When at={record.withdrawnAt} />
          </Term>
        )}
        <Term name="Severity">
          <SeverityLabel severity={record.severity} tenths={null} />
        </Term>
        <Term name="Vulnerabilities">
          <Folded count={record.vulnerabilities.length} noun="vulnerability">
            <span className="slw-labels">
              {record.vulnerabilities.map((one) => (
                <Link key={one} to="/advisories/$name" params={{ name: one }} className="slw-code">
                  {one}
                </Link>
              ))}
            </span>
          </Folded>
        </Term>
        <Term name="Packages">
          <Folded count={record.statements.length} noun="package">
            <ul className="slw-rows">
              {record.statements.map((statement) => (
                <li key={JSON.stringify(statement)}>
                  <Stated statement={statement} />
                </li>
              ))}
            </ul>
          </Folded>
        </Term>
        {record.references.length === 0 ? null : (
          <Term name="See">
            <ul className="slw-plain">
              {record.references.map((reference) => (
                <li key={reference} className="slw-code">
                  {reference}
                </li>
              ))}
            </ul>
          </Term>
        )}
      </DescriptionList>
    </CardBody>
  </Card>
);

const Stated = ({ statement: { release, subject, module, says, entitlement } }: { readonly statement: Statement }) => (
  <>
    <span className="slw-subtle">
      {release.distribution} {release.release}
    </span>{' '}
    {subject.kind === 'binary' ? (
      <Link to="/software/$name" params={{ name: subject.name }}>
        {subject.name}
      </Link>
    ) : (
      subject.name
    )}
    {module === null ? '' : ` of ${module}`}{' '}
    {says.kind === 'affected-in' ? (
      <span className="slw-code">{fixOf(says.ranges) ?? 'no fix yet'}</span>
    ) : (
      <Label isCompact color="grey">
        {says.kind.replaceAll('-', ' ')}
      </Label>
    )}
    {entitlement === null ? null : (
      <>
        {' '}
        <Label isCompact color="purple">
          needs {entitlement}
        </Label>
      </>
    )}
    {says.kind === 'affected-in' && says.note !== null ? <span className="slw-subtle"> ({says.note})</span> : null}
  </>
);

type Ranges = Extract<Statement['says'], { kind: 'affected-in' }>['ranges'];

const fixOf = (ranges: Ranges): string | null => {
  const fixed = ranges.flatMap(({ end }) => (end.kind === 'fixed' && end.version !== undefined ? [end.version] : []));
  return fixed.length === 0 ? null : `fixed in ${fixed.join(', ')}`;
};

export const FactsCard = ({ said: { feed, record } }: { readonly said: Detail['facts'][number] }) => (
  <Card>
    <CardTitle component="h2">
      {record.vulnerability} <span className="slw-subtle">by {feed}</span>
    </CardTitle>
    <CardBody>
      <DescriptionList isHorizontal isCompact>
        {record.summary === null ? null : <Term name="Says">{record.summary}</Term>}
        {record.rejected === true ? <Term name="Rejected">whoever gave this id has taken it back</Term> : null}
        {record.cvss.map(({ source, vector, scoreTenths }) => (
          <Term key={`${source} ${vector}`} name="CVSS">
            {(scoreTenths / 10).toFixed(1)} <span className="slw-subtle">by {source}</span>
            {vector === null ? null : <div className="slw-code">{vector}</div>}
          </Term>
        ))}
        {record.epss === null ? null : (
          <Term name="EPSS">
            <EpssText ppm={record.epss.probabilityPpm} /> within 30 days, of <When at={record.epss.asOf} />
          </Term>
        )}
        {record.kev === null ? null : (
          <Term name="Known exploited">
            listed <When at={record.kev.addedAt} />
            {record.kev.ransomware === 'known' ? ', by ransomware too' : ''}: {record.kev.requiredAction}
          </Term>
        )}
        {record.ssvc === null ? null : (
          <Term name="SSVC">
            exploitation {record.ssvc.exploitation ?? 'not told'}, automatable{' '}
            {record.ssvc.automatable === null ? 'not told' : record.ssvc.automatable ? 'yes' : 'no'}, impact{' '}
            {record.ssvc.technicalImpact ?? 'not told'}
          </Term>
        )}
      </DescriptionList>
    </CardBody>
  </Card>
);
