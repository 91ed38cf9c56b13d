import type { CommandTree } from '../command/index.ts';
import { type Place, places } from './places.ts';

/** Needs nothing but bash: the package bash-completion is not everywhere. */
export const bashScript = (tree: CommandTree): string => {
  const all = places(tree);
  return `# bash completion for slipway; written by \`slipway completion bash\`
_slipway() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' word words=''
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${all
        .filter(({ words }) => words.length > 0)
        .map(pattern)
        .join(' | ')}) at="$at $word" ;;
    esac
  done
  case "$at $prev" in
${all.flatMap(optionCases).join('\n')}
  esac
  case "$at" in
${all.map(placeCase).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _slipway slipway
`;
};

/** Words are our own: letters and hyphens, which no quoting changes. */
const pattern = ({ words }: Place): string => `' ${words.join(' ')}'`;

const FILES = `mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return`;

const optionCases = ({ words, options }: Place): readonly string[] =>
  options.flatMap(({ name, value }) => {
    if (value === null) return [];
    const at = `    '${[...words.map((word) => ` ${word}`), ` ${name}`].join('')}')`;
    if (value === 'files') return [`${at} ${FILES} ;;`];
    if (value === 'any') return [`${at} return ;;`];
    return [`${at} mapfile -t COMPREPLY < <(compgen -W '${value.join(' ')}' -- "$cur"); return ;;`];
  });

const placeCase = (place: Place): string => {
  const argument = place.argument === null || place.argument === 'files' ? [] : place.argument;
  const names = [...place.commands, ...place.options].map(({ name }) => name);
  const files = place.argument === 'files' ? ` [[ $cur == -* ]] || { ${FILES}; };` : '';
  return `    '${place.words.map((word) => ` ${word}`).join('')}')${files} words='${[...argument, ...names].join(' ')}' ;;`;
};
