// The one place where the agent starts another program: an argument list, an explicit environment, bounded output and
// time. Handed to the other adapters by main.ts.
// Not a shell, and no way to signal a package manager: whoever runs one says `leave`.
// May import: ports, node:.

export { runCommand } from './run-command.ts';
