import type { Invocation } from '../../command/index.ts';
import { countText } from '../../output/index.ts';
import { type CheckedPolicy, checkPolicyText, type PlacedProblem, placedText } from '../../policy-file/index.ts';
import { readGivenText } from '../common/index.ts';

export interface GivenPolicy extends CheckedPolicy {
  /** As it was named; standard input has a name, too. */
  readonly file: string;
  readonly text: string;
}

export const readPolicyFile = async (invocation: Invocation): Promise<GivenPolicy> => {
  const [path = ''] = invocation.args;
  const text = await readGivenText(invocation, path);
  return { ...checkPolicyText(text, invocation.context.zones()), text, file: path === '-' ? 'standard input' : path };
};

/** Every problem a line, as compilers print them: editors jump to them. */
export const problemsText = (
  { file, problems }: Pick<GivenPolicy, 'file' | 'problems'>,
  warnings: readonly PlacedProblem[] = [],
): string =>
  `${problems.map((problem) => `${placedText(file, problem)}\n`).join('')}${warningsText(file, warnings)}${countText(problems.length, 'problem')}. The policy that holds stays as it is.\n`;

export const warningsText = (file: string, warnings: readonly PlacedProblem[]): string =>
  warnings.map((warning) => `${placedText(file, { ...warning, place: `warning: ${warning.place}` })}\n`).join('');
