import { judge, reportLines, tellingTo, tellStory } from '../demo/index.ts';
import { tearDown } from '../fleet/index.ts';
import { claim, type Scenario } from './scenario.ts';

/** The demo's own story and its own judgement, told to standard error. */
export const demo: Scenario = {
  name: 'demo',
  claim: 'five hosts from nothing to patched, group after group, without one failed request',
  runsIn: 'ci',
  run: async (settings, report) => {
    await tearDown(settings);
    try {
      const result = await tellStory(settings, tellingTo(report));
      result.stage.api.close();
      for (const line of reportLines(result)) report(line);
      const problems = judge(result);
      claim(problems.length === 0, problems.join('; '));
    } finally {
      await tearDown(settings);
    }
  },
};
