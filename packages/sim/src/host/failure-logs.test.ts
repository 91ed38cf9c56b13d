import { describeFailureLogs } from '@slipway/testkit/contracts';
import { healthy } from './condition.ts';
import { simulatedFailureLogs } from './failure-logs.ts';

// A simulated host's logs answer as those of a real one do (packages/agent/src/adapters/failure-logs).

describeFailureLogs('a simulated host', async () => {
  const condition = healthy(false);
  return {
    failureLogs: simulatedFailureLogs(condition),
    write: async (log, lines) => void condition.logs.set(log, lines),
    makeUnreadable: async (log) => void condition.logs.set(log, 'unreadable'),
    say: (entry) => void condition.journal.push(entry),
    dispose: async () => undefined,
  };
});
