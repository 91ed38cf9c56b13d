// What makes bare hosts the environment of eight: a pair of load balancers before two nginx, a RabbitMQ cluster of two, and a
// PostgreSQL pair, each with the hooks that docs/operator/hooks gives to everybody, those very files. `setup` is files and unit
// names, as service/ has them; `arrange` then does what an administrator does once, on hosts that run.
//
// May import: service/, host/, probe/ and the lab's top-level files.
export { arrangeEight } from './arrange.ts';
export { DATABASE } from './names.ts';
export { eightSetup } from './setup.ts';
export { endWriter, startWriter, type WrittenSummary } from './writers/index.ts';
