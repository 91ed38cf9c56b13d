// Who may import whom: DESIGN section 4 and ARCHITECTURE.md as rules. Each rule has a violation in
// tools/fixtures/boundaries that it must report; `npm run check` fails where one of them stays silent.

const TEST = ['[.]test[.]tsx?$', '^packages/[^/]+/test/'];
const MAIN = '(^|/)main[.]ts$';

/** Every place of code of ours that a rule about packages compares. */
const OURS = '^(packages/|lab/|bench/|tools/)';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/**
 * "This folder or one that encloses it" has no form in one expression that dependency-cruiser takes for safe, so
 * the rule exists once per depth of the importing folder: `$1` is the root, `$2` and on one folder each.
 */
const throughTheIndex = (depth) => {
  const enclosing = Array.from({ length: depth + 1 }, (_, up) =>
    Array.from({ length: up + 1 }, (_unused, group) => `$${group + 1}`).join(''),
  );
  return rule(
    'through-the-index',
    'A folder is entered through its index.ts; only the folder itself and what lies inside it see its other files.',
    { path: `^(packages/[^/]+/src|lab/src|bench|tools)${'(/[^/]+)'.repeat(depth)}/[^/]+$` },
    {
      path: '^(packages/[^/]+/src|lab/src|bench|tools)/.+[.]tsx?$',
      pathNot: [
        '/index[.]ts$',
        '^packages/agent/src/programs/[^/]+/main[.]ts$',
        ...enclosing.map((folder) => `^${folder}/[^/]+$`),
      ],
    },
  );
};

const circles = [
  rule('no-circles', 'A circle cannot be understood in parts; type-only imports count.', {}, { circular: true }),
  rule('resolvable', 'An import that leads nowhere is not examined by any other rule.', {}, { couldNotResolve: true }),
  rule(
    'nothing-imports-tests',
    'A test is run, never imported; what tests share lives in testkit.',
    {},
    { path: '[.]test[.]ts$' },
  ),
];

const entrances = [
  rule(
    'between-packages-by-name',
    "Another package is entered by its name and `exports`, never by a path into it: @slipway/core/plan, not '../../core/src/plan'.",
    { path: '^(packages/[^/]+|lab|bench|tools)/' },
    { path: OURS, pathNot: '^$1/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased-workspace'] },
  ),
  ...[0, 1, 2, 3, 4, 5, 6].map(throughTheIndex),
];

const contract = [
  rule(
    'core-imports-only-core',
    'core is pure: no node:, no library, no other package.',
    { path: '^packages/core/src/', pathNot: TEST },
    { pathNot: '^packages/core/src/' },
  ),
  rule(
    'protocol-imports-core-types',
    "protocol is typebox schemas over core's types.",
    { path: '^packages/protocol/src/', pathNot: TEST },
    { pathNot: ['^packages/(protocol|core)/src/', '(^|/)node_modules/typebox/'] },
  ),
  rule(
    'protocol-takes-no-values',
    'The wire has values of its own, in schemas: a later core with other values must still speak this version. (A refusal is made by reasons, like every other.)',
    { path: '^packages/protocol/src/', pathNot: TEST },
    { path: '^packages/core/src/', pathNot: '^packages/core/src/reasons/', dependencyTypesNot: ['type-only'] },
  ),
];

const programs = [
  rule(
    'app-sees-ports',
    "app is driven by the simulator too: core, protocol and the controller's own ports, no node:, no library, no adapter.",
    { path: '^packages/controller/src/app/', pathNot: [...TEST, MAIN] },
    { pathNot: ['^packages/(core|protocol)/src/', '^packages/controller/src/(app|ports)/'] },
  ),
  rule(
    'reporter-and-executor-see-ports',
    "reporter and executor are driven by the simulator too, and are two programs: core, protocol, the agent's own ports, and the reading of documents that both share under the same rule.",
    { path: '^packages/agent/src/(reporter|executor|documents)/', pathNot: [...TEST, MAIN] },
    {
      pathNot: ['^packages/(core|protocol)/src/', '^packages/agent/src/(ports|documents)/', '^packages/agent/src/$1/'],
    },
  ),
  rule(
    'ports-are-contracts',
    'A port is types over core and protocol.',
    { path: '^packages/([^/]+)/src/ports/', pathNot: TEST },
    { pathNot: ['^packages/(core|protocol)/src/', '^packages/$1/src/ports/'] },
  ),
  rule(
    'adapters-see-their-ports',
    'An adapter serves its port; it knows neither the use cases above it nor another program. (feeds is the library behind one; kept is how several keep what they found, key-rings how several read keys, if-there how all read what may be absent, sql what SQL stores ask.)',
    { path: '^packages/([^/]+)/src/adapters/', pathNot: TEST },
    {
      path: OURS,
      pathNot: [
        '^packages/(core|protocol|feeds)/src/',
        '^packages/$1/src/(ports|adapters|kept|key-rings|if-there|sql)/',
      ],
    },
  ),
  rule(
    'sql-sees-ports',
    'The queries of every SQL store: they know neither which database answers nor who asks.',
    { path: '^packages/controller/src/sql/', pathNot: TEST },
    { path: OURS, pathNot: ['^packages/core/src/', '^packages/controller/src/(ports|sql)/'] },
  ),
  rule(
    'adapters-never-each-other',
    'Adapters are exchangeable: one folder per variant, none of which knows another.',
    { path: '^packages/([^/]+)/src/adapters/([^/]+)/', pathNot: TEST },
    { path: '^packages/$1/src/adapters/', pathNot: '^packages/$1/src/adapters/$2/' },
  ),
  rule(
    'only-main-wires',
    'Which adapter serves a port is decided in a main.ts. (The simulator runs on the in-memory store.)',
    { pathNot: [...TEST, MAIN, '^packages/[^/]+/src/adapters/', '^packages/sim/'] },
    { path: '^packages/[^/]+/src/adapters/' },
  ),
];

const packages = [
  rule(
    'controller-and-agent-stay-apart',
    'Controller and agent meet in protocol; either may be older than the other.',
    { path: '^packages/(controller|agent)/', pathNot: TEST },
    { path: OURS, pathNot: ['^packages/(core|protocol|feeds)/src/', '^packages/$1/'] },
  ),
  rule(
    'agent-reads-no-feeds',
    'The agent runs as root and parses nothing that vendors publish about vulnerabilities.',
    { path: '^packages/agent/' },
    { path: '^packages/(feeds|assess)/' },
  ),
  rule(
    'tests-stay-apart-too',
    'A test of one program may use testkit, not the other program: that is what sim and lab are for.',
    { path: '^packages/(core|protocol|controller|agent|cli)/.*([.]test[.]ts$|/test/)' },
    { path: OURS, pathNot: ['^packages/(core|protocol|testkit)/', '^packages/$1/'] },
  ),
  rule(
    'cli-knows-protocol',
    'cli knows the controller through protocol alone. (What needs no controller, assess, it calls itself.)',
    { path: '^packages/cli/', pathNot: TEST },
    { path: OURS, pathNot: ['^packages/(core|protocol|assess|feeds)/src/', '^packages/cli/'] },
  ),
  rule(
    'console-knows-the-api',
    'The console knows the controller through its API alone; it shares with it the grammar of selectors and the texts of reasons, and with the command line the reading and judging of a policy file.',
    { path: '^packages/console/(src|build)/', pathNot: TEST },
    {
      path: OURS,
      pathNot: [
        '^packages/core/src/(selection|reasons|calendar|time)/index[.]ts$',
        '^packages/cli/src/policy-file/index[.]ts$',
        '^packages/console/',
      ],
    },
  ),
  rule(
    'feeds-import-core',
    'feeds reads formats and knows nothing of hosts, stores and programs.',
    { path: '^packages/feeds/', pathNot: TEST },
    { path: OURS, pathNot: ['^packages/core/src/', '^packages/feeds/'] },
  ),
  rule(
    'assess-needs-no-controller',
    'assess puts feeds and core together, without a controller or an agent.',
    { path: '^packages/assess/', pathNot: TEST },
    { path: OURS, pathNot: ['^packages/(core|feeds)/src/', '^packages/assess/'] },
  ),
  rule(
    'testkit-knows-ports',
    'testkit builds values and holds the contract suites of the ports; it runs on no adapter and no program.',
    { path: '^packages/testkit/', pathNot: TEST },
    {
      path: OURS,
      pathNot: ['^packages/(core|protocol)/src/', '^packages/(controller|agent)/src/ports/', '^packages/testkit/'],
    },
  ),
  rule(
    'sim-runs-production-code',
    'sim runs the production loops and the agent unchanged, over the in-memory store and ports of its own. (Inbox, questions to root and the records of restore points are those of the agent: what tampering and cuts meet there must be what they meet on a host. Where the controllers are real processes, so is the line: wire.)',
    { path: '^packages/sim/' },
    {
      path: OURS,
      pathNot: [
        '^packages/(core|protocol|testkit|sim)/',
        '^packages/controller/src/(app|ports|adapters/(memory|content-memory))/',
        '^packages/agent/src/(executor|reporter|ports|adapters/(enrolment|https-link|inbox|restore-points|root-questions))/',
      ],
    },
  ),
  rule(
    'golden-plays-scripts',
    "golden puts people's command line and the controller's API, each by its entrance for one process, over a simulated fleet; whatever lies behind them it sees as people do.",
    { path: '^packages/golden/' },
    {
      path: OURS,
      pathNot: [
        '^packages/(core|sim|golden)/',
        '^packages/controller/src/(app|api|ports)/',
        '^packages/cli/src/in-process/',
      ],
    },
  ),
];

export default {
  forbidden: [...circles, ...entrances, ...contract, ...programs, ...packages],
  options: {
    // dependency-cruiser reads TypeScript through the compiler's API, which TypeScript 7 no longer has: left to
    // itself it examines no module and passes. swc parses instead, and tools/gates/boundaries.ts counts.
    parser: 'swc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    doNotFollow: { path: 'node_modules' },
    // dist: what was built of the console.
    exclude: { path: ['^tools/fixtures/', '^packages/[^/]+/dist'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
