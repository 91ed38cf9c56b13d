// People, tokens, enrolment, feeds, notifications, and one's own password.
// May import: api, time, widgets.

export { SettingsPage } from './settings-page.tsx';
