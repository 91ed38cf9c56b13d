import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS, TREE } from '../src/command-tree/index.ts';
import { SCRIPTS } from '../src/completion/index.ts';

const scriptFor = (shell: string): string => SCRIPTS[shell]?.(TREE) ?? '';

/** What bash offers after these words, the last of which is being typed. */
const offered = (...words: readonly string[]): readonly string[] => {
  const ask = `COMP_WORDS=(slipway "$@"); COMP_CWORD=$#; _slipway; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `${scriptFor('bash')}\n${ask}`;
  const output = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], { encoding: 'utf8' });
  return output.split('\n').filter(Boolean);
};

describe('the script for bash', () => {
  it('parses', () => {
    expect(() => execFileSync('bash', ['--norc', '-n'], { input: scriptFor('bash') })).not.toThrow();
  });

  it('offers the commands and what follows each', () => {
    expect(offered('')).toEqual(expect.arrayContaining(['host', 'plan', 'why', 'serve', '--help']));
    expect(offered('ro')).toEqual(['rollback', 'rollout']);
    expect(offered('host', '')).toEqual(expect.arrayContaining(['list', 'show', 'adopt', 'leave', 'history']));
    expect(offered('plan', 'make', 'prod', '--p')).toEqual(['--patch-set', '--policy']);
    expect(offered('host', 'list', '--json', '')).toContain('--where');
  });

  it('offers the values of an option, and nothing where only a person knows', () => {
    expect(offered('version', 'compare', '--format', '')).toEqual(['deb', 'rpm']);
    expect(offered('patch-set', 'cut', '--scope', 'se')).toEqual(['security']);
    expect(offered('enrol', 'token', '--label', '')).toEqual([]);
    expect(offered('completion', 'z')).toEqual(['zsh']);
    expect(offered('help', 'exit')).toEqual(['exit-codes']);
  });

  it('offers files where one is named', () => {
    expect(offered('policy', 'apply', '/etc/host')).toContain('/etc/hostname');
    expect(offered('login', 'https://c', '--token-file', '/etc/host')).toContain('/etc/hostname');
  });
});

describe.each(['zsh', 'fish'])('the script for %s', (shell) => {
  const script = scriptFor(shell);

  it('has every command and every option', () => {
    for (const { usage, options, does } of COMMANDS) {
      for (const word of usage.split(' ').filter((part) => /^[a-z]/.test(part))) expect(script).toContain(word);
      if (does.kind === 'program') continue;
      for (const { flags } of options) expect(script).toContain(/--([a-z-]+)/.exec(flags)?.[1]);
    }
  });

  it('ends every quotation', () => {
    const open = script.split('\n').filter((line) => {
      const quotes = line.replaceAll("'\\''", '').replaceAll("\\'", '').match(/'/g) ?? [];
      return quotes.length % 2 !== 0;
    });
    expect(open).toEqual([]);
  });
});
