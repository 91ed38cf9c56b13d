// Asks a cluster from a member of a test's own network: started inside its network, with its file system and its programs
// within reach. One question, its answer on standard output.

import { createRootFiles } from '../../src/adapters/hooks/index.ts';
import { createClusterQuestions } from '../../src/adapters/questions/index.ts';
import { runCommand } from '../../src/adapters/run-command/index.ts';
import type { AskedInside } from './inside.ts';

const asked = JSON.parse(process.argv[2] ?? '') as AskedInside;
const questions = createClusterQuestions({
  run: async (request) => await runCommand({ ...request, command: [...asked.inside, ...request.command] as [string] }),
  files: createRootFiles({ directory: asked.settings }),
  hostname: asked.hostname,
  root: `/proc/${asked.pid}/root`,
});
process.stdout.write(JSON.stringify(await questions[asked.asking](asked.question, asked.timeLimitMs)));
