import type { CommandTree } from '../command/index.ts';
import { type OptionChoice, type Place, places } from './places.ts';

export const zshScript = (tree: CommandTree): string => {
  const all = places(tree);
  return `#compdef slipway
# zsh completion for slipway; written by \`slipway completion zsh\`
_slipway() {
  local at='' word
  local -a choices
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      (${all
        .filter(({ words }) => words.length > 0)
        .map(pattern)
        .join('|')}) at="$at $word" ;;
    esac
  done
  case "$at $words[CURRENT-1]" in
${all.flatMap(optionCases).join('\n')}
  esac
  case "$at" in
${all.map(placeCase).join('\n')}
  esac
}
compdef _slipway slipway
`;
};

const pattern = ({ words }: Place): string => `' ${words.join(' ')}'`;

const optionCases = ({ words, options }: Place): readonly string[] =>
  options.flatMap(({ name, value }) => {
    if (value === null) return [];
    const at = `    ('${[...words.map((word) => ` ${word}`), ` ${name}`].join('')}')`;
    if (value === 'files') return [`${at} _files; return ;;`];
    if (value === 'any') return [`${at} return ;;`];
    return [`${at} compadd -- ${value.join(' ')}; return ;;`];
  });

const placeCase = (place: Place): string => {
  const lines = [...place.commands, ...place.options].map(described);
  const argument =
    place.argument === null || place.argument === 'files' ? '' : ` compadd -- ${place.argument.join(' ')};`;
  const files = place.argument === 'files' ? ' _files;' : '';
  return `    ('${place.words.map((word) => ` ${word}`).join('')}') choices=(${lines.join(' ')}); _describe slipway choices;${argument}${files} ;;`;
};

/** `name:text`, in which a colon of the name is escaped; single quotes end and begin again. */
const described = ({ name, text }: Pick<OptionChoice, 'name' | 'text'>): string =>
  `'${`${name}:${text}`.replaceAll("'", "'\\''")}'`;
