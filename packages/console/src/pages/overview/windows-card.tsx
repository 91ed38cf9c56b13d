import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { api, useAnswer } from '../../api/index.ts';
import { Shown, When, Why, WindowBegin } from '../../widgets/index.ts';

const AHEAD = 2;

export const WindowsCard = () => {
  const windows = useAnswer(
    'policy',
    ['windows', AHEAD],
    async (signal) => await api.GET('/api/v1/windows', { params: { query: { count: AHEAD } }, signal }),
  );
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Next windows</CardTitle>
      <CardBody>
        <Shown
          answer={windows}
          what="windows"
          isEmpty={({ items }) => items.length === 0}
          empty={<p className="slw-subtle">Policy has no environment.</p>}
        >
          {({ items }) => (
            <ul className="slw-rows">
              {items.map((schedule) => (
                <li key={`${schedule.environment} ${schedule.policyName ?? ''}`} className="slw-row-line">
                  <strong>
                    {schedule.environment}
                    {schedule.policyName == null ? '' : ` / ${schedule.policyName}`}
                  </strong>
                  {schedule.zone === null ? (
                    <span className="slw-subtle">at any time</span>
                  ) : (
                    <span>
                      {schedule.ahead.length === 0 ? <span className="slw-subtle">none ahead</span> : null}
                      {schedule.ahead.slice(0, 1).map((next) => (
                        <span key={next.id}>
                          <When at={next.startsAt} /> to <When at={next.endsAt} />{' '}
                          <span className="slw-subtle">
                            <WindowBegin at={next.startsAt} /> · {schedule.zone}
                          </span>
                          {next.notes.map((note) => (
                            <span key={note.code}>
                              {' '}
                              <Why reason={note} />
                            </span>
                          ))}
                        </span>
                      ))}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};
