import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { countText, More, useFirst, Why } from '../../widgets/index.ts';
import { HostLink } from './host-link.tsx';
import { ParityGaps } from './parity-gaps.tsx';
import type { Plan } from './plan.ts';

const SHOWN = 50;

/** What the independent checker says, and who was left out and why. */
export const ReportCard = ({ plan }: { readonly plan: Plan }) => {
  const { report } = plan;
  const notes = useFirst(plan.notes, SHOWN, 'notes');
  const leftOut = useFirst(report.leftOut, SHOWN, 'leftOut');
  return (
    <Card className="slw-wide" id="report">
      <CardTitle component="h2">Checker and planning report</CardTitle>
      <CardBody>
        {plan.notes.length === 0 ? <p className="slw-subtle">The checker has no objection.</p> : null}
        <ul className="slw-rows" aria-label="Notes of the checker">
          {notes.shown.map((note) => (
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
        <More list={notes} />
        {(report.parityGaps ?? []).length === 0 ? null : (
          <>
            <h3>Parity gaps: no earlier tier has proven these</h3>
            <ParityGaps plan={plan} />
          </>
        )}
        {report.leftOut.length === 0 ? (
          <p className="slw-subtle">No host was left out.</p>
        ) : (
          <h3>Left out: {countText(report.leftOut.length, 'host')}</h3>
        )}
        <ul className="slw-rows" aria-label="Hosts left out">
          {leftOut.shown.map(({ hostId, reason }) => (
            <li key={hostId}>
              <HostLink plan={plan} hostId={hostId} /> <Why reason={reason} />
            </li>
          ))}
        </ul>
        <More list={leftOut} />
        <UpdatesLeftOut plan={plan} />
        <AlreadyThere plan={plan} />
      </CardBody>
    </Card>
  );
};

/** They have every target, and nothing is done to them. */
const AlreadyThere = ({ plan }: { readonly plan: Plan }) => {
  const { alreadyThere } = plan.report;
  const list = useFirst(alreadyThere, SHOWN, 'there');
  return alreadyThere.length === 0 ? null : (
    <>
      <h3 id="there">At every target already: {countText(alreadyThere.length, 'host')}</h3>
      <ul className="slw-hosts" aria-label="Hosts at every target already">
        {list.shown.map((hostId) => (
          <li key={hostId}>
            <HostLink plan={plan} hostId={hostId} />
          </li>
        ))}
      </ul>
      <More list={list} />
    </>
  );
};

const UpdatesLeftOut = ({ plan }: { readonly plan: Plan }) => {
  const updates = plan.report.updatesLeftOut;
  const list = useFirst(updates, SHOWN, 'updatesLeftOut');
  return updates.length === 0 ? null : (
    <details className="slw-details">
      <summary>{countText(updates.length, 'update')} left out of hosts that are in</summary>
      <ul className="slw-rows" aria-label="Updates left out">
        {list.shown.map(({ hostId, name, architecture, version, reason }) => (
          <li key={`${hostId} ${name} ${architecture}`}>
            <HostLink plan={plan} hostId={hostId} /> {name} <span className="slw-code">{version}</span>{' '}
            <Why reason={reason} />
          </li>
        ))}
      </ul>
      <More list={list} />
    </details>
  );
};
