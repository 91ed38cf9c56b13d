import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Ago, Why } from '../../widgets/index.ts';
import type { Plan } from './plan.ts';

const COLOURS = { green: 'green', blocking: 'red', unknown: 'purple' } as const;

export const ChecklistCard = ({ checklist }: { readonly checklist: NonNullable<Plan['checklist']> }) => (
  <Card className="slw-wide">
    <CardTitle component="h2">Before any host begins</CardTitle>
    <CardBody>
      <p className="slw-subtle">
        {checklist.lookedAt === null ? (
          'Nobody has looked yet.'
        ) : (
          <>
            Looked at <Ago at={checklist.lookedAt} />.
          </>
        )}
      </p>
      <ul className="slw-rows">
        {checklist.items.map((item) => (
          <li key={item.name}>
            <Label isCompact color={COLOURS[item.state]}>
              {item.state}
            </Label>{' '}
            <strong>{item.name}</strong> <span className="slw-subtle">{item.kind}</span>{' '}
            {item.reason === null ? null : <Why reason={item.reason} />}
          </li>
        ))}
      </ul>
    </CardBody>
  </Card>
);
