// Processes that outlive the command that started them, known by pid and start time.
//
// A pid alone is reused; with its start time from /proc/PID/stat it names one process for ever, so a record left by
// a killed run can be acted on without hitting a stranger. Not here: running a command to its end (run.ts).
//
// May import: node built-ins and the lab's top-level files.
export { startDetached } from './detached.ts';
export {
  childrenOf,
  commandLineOf,
  endProcess,
  isAlive,
  isProcessRecord,
  type ProcessRecord,
  processIds,
  recordOf,
} from './record.ts';
export { spentBy } from './spent.ts';
