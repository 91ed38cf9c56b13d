// The frame around pages: who is signed in, the navigation, the theme, the zone of times, the router.
// Not here: pages.
// May import: api, time, widgets, pages (lazily), PatternFly, TanStack Router.

export { App } from './app.tsx';
