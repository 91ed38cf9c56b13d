// A controller of the simulated world: the real use cases and loops over the store in memory, with clock, identifiers,
// hints and keys that repeat for the same seed.
// May import: controller (app, ports, store in memory), core, sim's time, random and mortal.

export { type SimulatedController, simulatedController, zonesOfThisRuntime } from './controller.ts';
export { type Replicas, runReplicas, type StoreFailure, type WatchStore } from './replicas.ts';
export { ROOT_TYPE, realCrypto, rootOf, type SigningKey, seededKey, signedBy } from './signing.ts';
