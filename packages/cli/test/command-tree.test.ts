import { describe, expect, it } from 'vitest';
import { buildProgram, COMMANDS, GROUPS } from '../src/command-tree/index.ts';
import { EXIT_CODES } from '../src/exit/index.ts';
import { run } from '../src/run.ts';
import { zonesOfRuntime } from '../src/zones.ts';
import { memoryTerminal } from './support/index.ts';

const runHere = async (...words: readonly string[]) => {
  const terminal = memoryTerminal();
  const noApi = async (): Promise<never> => {
    throw new Error('the controller was asked');
  };
  const exitCode = await run(words, {
    terminal,
    environment: {},
    now: () => new Date(0),
    sleep: async () => undefined,
    zones: zonesOfRuntime,
    api: noApi,
  });
  return { exitCode, ...terminal.written };
};

const wordsOf = (usage: string): readonly string[] => usage.split(' ').filter((part) => /^[a-z]/.test(part));

it.each([
  ['an argument', ['promotion', 'show', '']],
  ['an option', ['quarantine', 'add', 'openssl', '1.0', '--why', '']],
  ['one of several values', ['patch-set', 'cut', '--package', '']],
  ['a scope beside names', ['patch-set', 'cut', '--package', 'openssl', '--scope', 'all']],
])('%s that is empty or says two things is wrong use, before anybody is asked', async (_, words) => {
  const { exitCode, err } = await runHere(...words);
  expect([exitCode, err]).toEqual([2, expect.stringMatching(/empty|Either/)]);
});

describe('every command', () => {
  it('has a name of its own, and its group has a text', () => {
    const names = COMMANDS.map(({ usage }) => wordsOf(usage).join(' '));
    expect(new Set(names).size).toBe(names.length);
    const groups = new Set(names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0]));
    expect(new Set(groups)).toEqual(new Set(Object.keys(GROUPS)));
  });

  it('has an action that loads', async () => {
    const loaded = COMMANDS.map(async ({ does }) => (does.kind === 'action' ? await does.load() : () => does.program));
    expect((await Promise.all(loaded)).filter((each) => typeof each !== 'function')).toEqual([]);
  });

  it.each(COMMANDS.filter(({ does }) => does.kind === 'action').map((spec) => [spec.usage, spec] as const))(
    '%s: its example is one that it takes',
    async (usage, { example }) => {
      const words =
        (example.split(/ [>|] /)[0] ?? '').match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? [];
      expect(words.join(' ').startsWith(wordsOf(usage).join(' '))).toBe(true);
      // Parsed by the real parser with every action replaced, so that nothing is asked or written.
      const terminal = memoryTerminal();
      const context = {
        terminal,
        environment: {},
        now: () => new Date(0),
        sleep: async () => undefined,
        zones: zonesOfRuntime,
        api: async () => Promise.reject(new Error()),
      };
      const program = buildProgram({ version: '0', context, ended: () => undefined, help: async () => 0 });
      for (const command of [...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
        // `report` does something by itself, and has commands beneath it.
        const isItself = COMMANDS.some((spec) => wordsOf(spec.usage).join(' ') === command.name());
        if (command.commands.length === 0 || isItself) command.action(() => undefined);
      }
      await program.parseAsync(words, { from: 'user' });
      expect(terminal.written.err).toBe('');
    },
  );
});

describe('wrong use ends with 2 and a sentence', () => {
  it.each<readonly [string, readonly string[], string]>([
    ['no such command', ['hots'], "unknown command 'hots'"],
    ['no such subcommand', ['host', 'lisst'], "unknown command 'lisst'"],
    ['a group alone', ['host'], 'Usage: slipway host'],
    ['nothing at all', [], 'Usage: slipway'],
    ['no such option', ['host', 'list', '--bogus'], "unknown option '--bogus'"],
    ['a missing argument', ['host', 'show'], "missing required argument 'host'"],
    ['one argument too many', ['host', 'show', 'a', 'b'], 'too many arguments'],
    ['a missing option', ['login', 'https://a'], "required option '--trust <digest>' not specified"],
    ['a word that is no choice', ['patch-set', 'cut', '--scope', 'some'], 'all, security, kernel are possible'],
    ['a span that is none', ['enrol', 'token', '--expires', 'soon'], '90s, 30m, 24h or 7d is expected'],
    ['a label that is none', ['enrol', 'token', '--label', 'x'], 'key=value is expected'],
    ['no such shell', ['completion', 'csh'], 'bash, zsh, fish are known'],
    ['no such help', ['help', 'hots'], 'There is no help on "hots"'],
  ])('%s', async (_, words, sentence) => {
    const { exitCode, err, out } = await runHere(...words);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });

  it('and with an error document where JSON was asked for', async () => {
    const { exitCode, out } = await runHere('completion', 'csh', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toEqual({ error: { exitCode: 2, message: expect.stringContaining('csh') } });
  });
});

describe('help', () => {
  it('is no error, and lists every command', async () => {
    const { exitCode, out } = await runHere('--help');
    expect(exitCode).toBe(0);
    for (const { usage } of COMMANDS) expect(out).toContain(wordsOf(usage)[0]);
  });

  it('of a command has its options and its example', async () => {
    const { exitCode, out } = await runHere('help', 'plan', 'make');
    expect(exitCode).toBe(0);
    expect(out).toContain('--leave-out <host=why>');
    expect(out).toContain('slipway plan make prod');
  });

  it('on exit codes prints the one table of them', async () => {
    const { out } = await runHere('help', 'exit-codes');
    for (const [code, text] of Object.entries(EXIT_CODES))
      expect(out).toMatch(new RegExp(`^${code} +${text.slice(0, 20)}`, 'm'));
  });

  it('on the environment names every variable that is read', async () => {
    const { out } = await runHere('help', 'environment');
    for (const name of ['SLIPWAY_URL', 'SLIPWAY_TOKEN', 'SLIPWAY_CA', 'SLIPWAY_DEBUG', 'NO_COLOR'])
      expect(out).toContain(name);
  });
});

it('a fault is one line, and its stack only for whoever asks', async () => {
  const broken = async (environment: Readonly<Record<string, string>>) => {
    const terminal = memoryTerminal();
    const api = async (): Promise<never> => {
      throw new TypeError('x is not a function');
    };
    const exitCode = await run(['host', 'list'], {
      terminal,
      environment,
      now: () => new Date(0),
      sleep: async () => undefined,
      zones: zonesOfRuntime,
      api,
    });
    return [exitCode, terminal.written.err] as const;
  };
  expect(await broken({})).toEqual([70, 'slipway: a fault: x is not a function\nSLIPWAY_DEBUG=1 shows where.\n']);
  expect((await broken({ SLIPWAY_DEBUG: '1' }))[1]).toMatch(/TypeError: x is not a function\n +at /);
});
