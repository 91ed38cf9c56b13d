// Overview: are we safe? What is due when, who is not known, what runs, what waits for me, when the next windows are.
// Every number leads to the list behind it.
// May import: api, time, widgets, PatternFly, TanStack Router.

export { OverviewPage } from './overview-page.tsx';
