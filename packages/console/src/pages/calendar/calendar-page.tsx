import {
  Button,
  FormSelect,
  FormSelectOption,
  Label,
  PageSection,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { DownloadIcon } from '@patternfly/react-icons';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { controllerNow, useZone, zoneName } from '../../time/index.ts';
import { PageHead, Shown } from '../../widgets/index.ts';
import { dayOf, isMonth, nextDay, nextMonth, weeksOf } from './days.ts';
import { type Entry, entriesByDay } from './entries.ts';
import { EntryButton } from './entry-button.tsx';
import { ZoneInput } from './zone-input.tsx';

const route = getRouteApi('/calendar');
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const CalendarPage = () => {
  const { month: asked, environment } = route.useSearch();
  const { zone } = useZone();
  const zoneId = zone.kind === 'utc' ? 'UTC' : zone.name;
  const today = dayOf(new Date(controllerNow()).toISOString(), zoneId);
  const month = asked !== undefined && isMonth(asked) ? asked : today.slice(0, 7);
  const weeks = weeksOf(month, zoneId);
  const days = weeks.flat().map(({ key }) => key);
  // A day more on each side than any zone is away from UTC; what falls on no day of the month is not shown.
  const from = `${nextDay(days[0] ?? today, -1)}T00:00:00.000Z`;
  const until = `${nextDay(days.at(-1) ?? today, 2)}T00:00:00.000Z`;
  const calendar = useAnswer(
    'policy',
    ['calendar', from, until, environment ?? null],
    async (signal) =>
      await api.GET('/api/v1/calendar', {
        params: { query: { from, until, ...(environment === undefined ? {} : { environment }) } },
        signal,
      }),
    { keep: true },
  );
  return (
    <>
      <PageHead
        title="Calendar"
        about="Windows, freezes, approvals due and rollouts, as the planner takes them."
        actions={
          <Button
            component="a"
            href={`/api/v1/windows.ics${environment === undefined ? '' : `?environment=${environment}`}`}
            download
            variant="link"
            icon={<DownloadIcon />}
            isDisabled={calendar.data === undefined}
          >
            iCalendar file
          </Button>
        }
      />
      <PageSection>
        <Controls month={month} environment={environment ?? null} />
        <Shown answer={calendar} what="the calendar" level="h2" lines={14}>
          {(data) => (
            <>
              <AtAnyTime calendar={data} />
              <Month
                weeks={weeks}
                today={today}
                byDay={entriesByDay(data, zoneId, days)}
                caption={`${monthText(month)}, times in ${zoneName(zone)}`}
              />
              <p className="slw-ends">
                Policy revision {data.revision}; zone rules {data.zoneDatabase}. Days and hours by the clocks of{' '}
                {zoneId}.
              </p>
            </>
          )}
        </Shown>
      </PageSection>
    </>
  );
};

const monthText = (month: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-15T00:00:00Z`),
  );

const Controls = ({ month, environment }: { readonly month: string; readonly environment: string | null }) => {
  const navigate = route.useNavigate();
  const policy = useAnswer(
    'policy',
    ['windows', 1],
    async (signal) => await api.GET('/api/v1/windows', { params: { query: { count: 1 } }, signal }),
  );
  const places = policy.data?.items ?? [];
  const environments = [...new Set(places.map((place) => place.environment))];
  const zones = [...new Set(places.flatMap(({ zone }) => (zone === null ? [] : [zone])))];
  return (
    <Toolbar className="slw-calendar-bar" isStatic aria-label="Which month, where, by which clock">
      <ToolbarContent>
        <ToolbarItem>
          <nav aria-label="Months" className="slw-months">
            <Link from="/calendar" to="." search={(now) => ({ ...now, month: nextMonth(month, -1) })}>
              ‹ {monthText(nextMonth(month, -1))}
            </Link>
            <strong aria-current="date">{monthText(month)}</strong>
            <Link from="/calendar" to="." search={(now) => ({ ...now, month: nextMonth(month, 1) })}>
              {monthText(nextMonth(month, 1))} ›
            </Link>
            <Link from="/calendar" to="." search={({ month: _month, ...now }) => now}>
              Today
            </Link>
          </nav>
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            aria-label="Environment"
            className="slw-select"
            value={environment ?? ''}
            onChange={(_event, word) =>
              void navigate({
                search: ({ environment: _before, ...now }) => (word === '' ? now : { ...now, environment: word }),
              })
            }
          >
            <FormSelectOption value="" label="Every environment" />
            {environments.map((name) => (
              <FormSelectOption key={name} value={name} label={name} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <ZoneInput ofWindows={zones} />
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
};

const AtAnyTime = ({ calendar: { places } }: { readonly calendar: Schemas['Calendar'] }) => {
  const names = places
    .filter(({ zone, ended }) => zone === null && ended !== 'zone-unknown')
    .map(({ environment, policyName }) => (policyName == null ? environment : `${environment} / ${policyName}`));
  const unknown = places.filter(({ ended }) => ended === 'zone-unknown');
  return (
    <>
      {names.length === 0 ? null : (
        <p className="slw-subtle">At any time, and so in no day below: {names.join(', ')}.</p>
      )}
      {unknown.map(({ environment }) => (
        <p key={environment}>The rules of the zone of {environment} are not known: nothing opens there.</p>
      ))}
    </>
  );
};

const Month = (props: {
  readonly weeks: ReturnType<typeof weeksOf>;
  readonly today: string;
  readonly byDay: ReadonlyMap<string, readonly Entry[]>;
  readonly caption: string;
}) => (
  <table className="slw-month">
    <caption className="pf-v6-screen-reader">{props.caption}</caption>
    <thead>
      <tr>
        {WEEKDAYS.map((name) => (
          <th key={name} scope="col" abbr={name}>
            {name.slice(0, 3)}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {props.weeks.map((week) => (
        <tr key={week[0]?.key}>
          {week.map((day, at) => {
            const entries = props.byDay.get(day.key) ?? [];
            return (
              <td
                key={day.key}
                className={[
                  'slw-day',
                  ...(day.isInMonth ? [] : ['slw-day-other']),
                  ...(entries.length === 0 && day.hours === 24 ? ['slw-day-empty'] : []),
                  ...(day.key === props.today ? ['slw-day-today'] : []),
                ].join(' ')}
              >
                <div className="slw-day-head">
                  <time dateTime={day.key}>
                    <span className="slw-day-name">{WEEKDAYS[at]} </span>
                    {Number(day.key.slice(8))}
                    {day.key === props.today ? <span className="pf-v6-screen-reader"> today</span> : null}
                  </time>
                  {day.hours === 24 ? null : (
                    <Label isCompact color="orange">
                      {day.hours} h: clocks change
                    </Label>
                  )}
                </div>
                {entries.length === 0 ? null : (
                  <ul>
                    {entries.map((entry) => (
                      <li key={entry.key}>
                        <EntryButton entry={entry} />
                      </li>
                    ))}
                  </ul>
                )}
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  </table>
);
