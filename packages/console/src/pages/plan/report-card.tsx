import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { Why } from '../../widgets/index.ts';
import { ParityGaps } from './parity-gaps.tsx';
import type { Plan } from './plan.ts';

const SHOWN = 50;

/** What the independent checker says, and who was left out and why. */
export const ReportCard = ({ plan }: { readonly plan: Plan }) => {
  const { notes, report } = plan;
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Checker and planning report</CardTitle>
      <CardBody>
        {notes.length === 0 ? <p className="slw-subtle">The checker has no objection.</p> : null}
        <ul className="slw-rows" aria-label="Notes of the checker">
          {notes.slice(0, SHOWN).map((note) => (
            <li key={`${note.severity} ${note.hostId} ${note.reason.code} ${JSON.stringify(note.reason.facts)}`}>
              <Label
                isCompact
                color={note.severity === 'error' ? 'red' : note.severity === 'warning' ? 'orange' : 'grey'}
              >
                {note.severity}
              </Label>{' '}
              <Why reason={note.reason} />
            </li>
          ))}
        </ul>
        {(report.parityGaps ?? []).length === 0 ? null : (
          <>
            <h3>Parity gaps: no earlier tier has proven these</h3>
            <ParityGaps plan={plan} />
          </>
        )}
        {report.leftOut.length === 0 ? (
          <p className="slw-subtle">No host was left out.</p>
        ) : (
          <h3>Left out: {report.leftOut.length} hosts</h3>
        )}
        <ul className="slw-rows" aria-label="Hosts left out">
          {report.leftOut.slice(0, SHOWN).map(({ hostId, reason }) => (
            <li key={hostId}>
              <Link to="/hosts/$hostId" params={{ hostId }}>
                {hostId}
              </Link>{' '}
              <Why reason={reason} />
            </li>
          ))}
        </ul>
        {report.leftOut.length > SHOWN ? (
          <p className="slw-ends">and {report.leftOut.length - SHOWN} more, in `slipway plan show`</p>
        ) : null}
        {report.updatesLeftOut.length === 0 ? null : (
          <p>{report.updatesLeftOut.length} updates were left out of hosts that are in.</p>
        )}
      </CardBody>
    </Card>
  );
};
