// From a script to its text.

import { runInProcess } from '@slipway/cli/in-process';
import { type ApiInProcess, openInProcess } from '@slipway/controller/api';
import { createToken } from '@slipway/controller/app';
import { starterPolicy } from '@slipway/core/policy';
import { explain } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import { openScene, type Scene, scenePackages } from '@slipway/sim/scene';
import { type SimulatedFeeds, type SimulatedProbes, simulatedFeeds, simulatedProbes } from '@slipway/sim/world';
import { happeningText } from './happening.ts';
import { type Newest, newestIn } from './newest.ts';
import { stable } from './stable.ts';
import type { Act, Script } from './types.ts';

export interface PlayOptions {
  /** The text of a file of policies/. */
  readonly fileText: (name: string) => string;
}

const URL_OF_CONTROLLER = 'https://slipway.example:8443';
const OPERATOR_OF_SCRIPT = { person: 'script', roles: ['administrator'], teams: [] } as const;

export const play = async (script: Script, { fileText }: PlayOptions): Promise<string> => {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  const passing = { current: false };
  const probes = simulatedProbes();
  const feeds = simulatedFeeds();
  const scene = await openScene({
    ...{ probes, feeds },
    beginsAt: script.beginsAt,
    specs: script.hosts.map((host) => ({ ...host, packages: scenePackages(), needsReboot: false })),
    onHappening: ({ spec }, what) => {
      const text = happeningText(spec.hostname, what);
      if (passing.current && text !== null) write(text);
    },
  });
  const api = await openInProcess({ app: scene.controller.app, version: '0.1.0', url: URL_OF_CONTROLLER });
  const tokens = await tokensOf(scene, script);
  const stage: Stage = { scene, probes, feeds, api, fileText, write, tokens, passing };
  await setUp(stage, script);
  write(script.about);
  for (const act of script.acts) await carryOut(stage, act);
  scene.close();
  await api.close();
  return stable(`${lines.join('\n')}\n`, scene.controller.app.ports.zones.version);
};

interface Stage extends PlayOptions {
  readonly scene: Scene;
  readonly probes: SimulatedProbes;
  readonly feeds: SimulatedFeeds;
  readonly api: ApiInProcess;
  readonly write: (text: string) => void;
  /** Secrets, by person. */
  readonly tokens: ReadonlyMap<string, string>;
  /** What happens on hosts is told as it happens, and not while the fleet is set up. */
  readonly passing: { current: boolean };
}

const tokensOf = async ({ controller }: Scene, script: Script): Promise<ReadonlyMap<string, string>> => {
  const tokens = new Map<string, string>();
  const people = { ...script.people, [OPERATOR_OF_SCRIPT.person]: OPERATOR_OF_SCRIPT };
  for (const [person, { roles, teams }] of Object.entries(people)) {
    const made = await createToken(controller.app, OPERATOR_OF_SCRIPT, { person, roles, teams, expiresAt: null });
    if (!made.ok) throw new Error(explain(made.reason));
    tokens.set(person, made.value.secret);
  }
  return tokens;
};

/**
 * Not told: hosts that are enrolled and adopted, and then the policy that holds when the story begins: a schedule in it would
 * look for hosts at once.
 */
const setUp = async (stage: Stage, script: Script): Promise<void> => {
  const { scene } = stage;
  await scene.play(async () => {
    await scene.people.setPolicy(starterPolicy());
    await scene.takeOn();
  });
  const applied = await run(stage, OPERATOR_OF_SCRIPT.person, `policy apply - --yes < ${script.policy}`);
  if (applied.exitCode !== 0) throw new Error(`${script.policy} was not applied:\n${applied.seen}`);
};

const carryOut = async (stage: Stage, act: Act): Promise<void> => {
  const { scene, write } = stage;
  switch (act.kind) {
    case 'says': {
      const { exitCode, seen, shown } = await run(stage, act.who, act.line);
      write(`\n${clock(scene.time.now())}  ${act.who}: slipway ${shown}`);
      write(`${seen}${exitCode === 0 ? '' : `(exit code ${exitCode})`}`.trimEnd());
      return;
    }
    case 'passes':
      write(`\n${clock(scene.time.now())}  … until ${clock(act.until)}`);
      return await pass(stage, act.until);
    case 'told':
      return write(`\n${clock(scene.time.now())}  ${act.text}`);
    case 'line':
      hostNamed(scene, act.host).condition.lineDown = act.is === 'down';
      return write(`\n${clock(scene.time.now())}  the line to ${act.host} is ${act.is}`);
    case 'by-hand':
      hostNamed(scene, act.host).packages.changeByHand(act.package, act.version);
      return write(`\n${clock(scene.time.now())}  somebody installs ${act.package} ${act.version} on ${act.host}`);
    case 'notice': {
      const { notice } = act;
      stage.feeds.publish(notice, scene.time.now());
      const fixed = notice.fixed === null ? 'not fixed yet' : `fixed in ${notice.fixed}`;
      const about = `${notice.name} about ${notice.source}: ${notice.vulnerability}, ${notice.severity}, ${fixed}`;
      return write(`\n${clock(scene.time.now())}  the vendor publishes ${about}`);
    }
    case 'alert':
      stage.probes.set(act.url, { alerts: act.is === 'quiet' ? [] : [{ labels: act.labels, state: 'firing' }] });
      return write(
        `\n${clock(scene.time.now())}  ${act.url}: ${act.is === 'quiet' ? 'no alert fires' : `${act.labels['alertname']} fires`}`,
      );
    case 'published':
      for (const name of act.packages) scene.archive.publish(name, act.version);
      return write(`\n${clock(scene.time.now())}  the vendor publishes ${act.packages.join(', ')} ${act.version}`);
    default:
      return act satisfies never;
  }
};

const hostNamed = ({ hosts }: Scene, hostname: string): Scene['host'] => {
  const host = hosts.find(({ spec }) => spec.hostname === hostname);
  if (host === undefined) throw new Error(`there is no host ${hostname}`);
  return host;
};

const pass = async ({ scene, passing }: Stage, until: Instant): Promise<void> => {
  passing.current = true;
  await scene.passUntil(until);
  passing.current = false;
};

/** `2026-03-10 20:00 UTC` */
const clock = (instant: Instant): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** `COMMAND # ANSWER < FILE`, the last two where they are needed. */
const FORM = /^(.*?)(?: # (\S+))?(?: < (\S+))?$/;

interface RanLine {
  readonly exitCode: number;
  readonly seen: string;
  /** As it was typed, with what stood for something put in. */
  readonly shown: string;
}

const run = async (stage: Stage, who: string, line: string): Promise<RanLine> => {
  const { scene, api, fileText, tokens } = stage;
  const token = tokens.get(who);
  if (token === undefined) throw new Error(`nobody called ${who} is in this script`);
  const shown = filledIn(line, await newestIn(scene.controller.app.ports.store));
  const [, words = '', answer, file] = FORM.exec(shown) ?? [];
  const { time, controller } = scene;
  const ran = await runInProcess(wordsOf(words), {
    url: URL_OF_CONTROLLER,
    send: async ({ method, path, body, headers = {} }) => {
      const told = { authorization: `Bearer ${token}`, accept: 'application/json', ...headers };
      if (body === undefined) return await api.send({ method, path, headers: told });
      const asJson = { 'content-type': 'application/json', ...told };
      return await api.send({ method, path, headers: asJson, body: JSON.stringify(body) });
    },
    now: () => new Date(time.now()),
    sleep: async (ms) => void (await time.runUntil(addSeconds(time.now(), ms / 1000), () => false)),
    zones: () => controller.app.ports.zones,
    ...(file === undefined ? {} : { input: fileText(file) }),
    ...(answer === undefined ? {} : { answers: [answer] }),
  });
  return { ...ran, shown: file === undefined ? words : `${words} < ${file}` };
};

const filledIn = (line: string, newest: Newest): string =>
  line.replaceAll(
    /\$(patch-set|plan|rollout|promotion|change-request)\b/g,
    (_, kind: keyof Newest) => newest[kind] ?? `no-${kind}`,
  );

/** Words apart by spaces, as a shell takes them; what stands between single quotes belongs together. */
const wordsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
