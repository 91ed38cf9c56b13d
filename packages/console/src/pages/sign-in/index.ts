// Who are you? A name and a password; nothing else of the console is there before.
// Not here: how a session is kept (api).
// May import: api, PatternFly.

export { SignInPage } from './sign-in-page.tsx';
