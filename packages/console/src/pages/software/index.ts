// Software: which packages the fleet runs, in how many versions, and who publishes them.
// Not here: one package (pages/package); what hosts are exposed by (pages/exposures).
// May import: api, widgets, PatternFly, TanStack Router.

export { PublisherLabel } from './publisher-label.tsx';
export { SoftwarePage } from './software-page.tsx';
export { VersionBar } from './version-bar.tsx';
