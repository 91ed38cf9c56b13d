import type { CommandTree } from '../command/index.ts';
import { type Place, places } from './places.ts';

export const fishScript = (tree: CommandTree): string => {
  const all = places(tree);
  const deep = all.filter(({ words }) => words.length > 0).map(({ words }) => `'${words.join(' ')}'`);
  return `# fish completion for slipway; written by \`slipway completion fish\`
function __slipway_at
  set -l at
  for word in (commandline -opc)[2..-1]
    if contains -- (string join -- ' ' $at $word) ${deep.join(' ')}
      set -a at $word
    end
  end
  test "$at" = "$argv[1]"
end
complete -c slipway -f
${all.flatMap(linesOf).join('\n')}
`;
};

const linesOf = ({ words, commands, options, argument }: Place): readonly string[] => {
  const when = `complete -c slipway -n "__slipway_at '${words.join(' ')}'"`;
  return [
    ...commands.map(({ name, text }) => `${when} -a ${name} -d ${quoted(text)}`),
    ...(argument === 'files' ? [`${when} -F`] : (argument ?? []).map((word) => `${when} -a ${word}`)),
    ...options.map(({ name, text, value }) => {
      const takes = value === null ? '' : value === 'files' ? ' -r -F' : ' -x';
      const choices = Array.isArray(value) ? ` -a '${value.join(' ')}'` : '';
      return `${when} -l ${name.slice(2)} -d ${quoted(text)}${takes}${choices}`;
    }),
  ];
};

/** In single quotes fish knows two escapes. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
