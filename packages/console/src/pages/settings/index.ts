// People, tokens, enrolment, feeds, notifications, and one's own password.
// Not here: policy, which is a document with revisions and has a page of its own.
// May import: api, time, widgets.

export { SettingsPage } from './settings-page.tsx';
