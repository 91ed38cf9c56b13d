// Scene: a few hosts and their controller, for a story with a script: what befalls the programs and the hosts is said by
// the script, not drawn by chance as in the night. The products' code on both sides is the same.
// Not here: what people do (people), hosts and their faults (host), how a story is judged (its test).
// May import: controller (app, ports), core, and everything else of sim.

export { fates, type ScriptedFate } from './fates.ts';
export { scenePolicy } from './policy.ts';
export {
  BYSTANDER,
  idOf,
  NEW,
  OLD,
  openScene,
  PACKAGES,
  type Scene,
  type SceneOptions,
  scenePackages,
} from './scene.ts';
