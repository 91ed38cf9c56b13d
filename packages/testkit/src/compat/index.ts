// What a database of this version is made to hold before it is frozen (fixtures/compat), and how all of it is read back:
// both through the store port, so that the same code fills and reads any adapter, now and in every later version.
// Not here: the files themselves and the test that opens them (controller/test/compat).
// May import: store-rows, builders, core, the controller's ports.

export { fillStore } from './fill-store.ts';
export { readEverything } from './read-store.ts';
