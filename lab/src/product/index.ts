// The product as a user meets it: its agent package, its controller as a process with a data directory, its command
// line, its API, the enrolment line on a host. Nothing here reaches into the product's own modules but for the types of
// its documents: what the lab shows is what a user gets. Not here: bringing hosts up, services, what a scenario claims.
//
// May import: host/, process/, state/, the lab's top-level files, the protocol's API, core's types.
export { agentPackage } from './agent-package.ts';
export { type Api, openApi } from './api.ts';
export { commandLine, settingsFor, slipway, slipwayLines, slipwayOk } from './cli.ts';
export {
  type CheckInPace,
  type Controller,
  controllerDirectory,
  controllerProcess,
  endController,
  endLeftController,
  killController,
  lastWords,
  restartController,
  startController,
} from './controller.ts';
export { enrolHost, enrolTokenWords } from './enrol.ts';
export { makeNewerController, NEWER_VERSION } from './newer-controller.ts';
export {
  applyPolicy,
  approvePlan,
  cutPatchSet,
  hostNamedIn,
  isAtRest,
  makePlan,
  reportRollout,
  setModes,
  showRollout,
  startRollout,
  untilMode,
  untilPending,
  untilReported,
  untilRollout,
} from './operate.ts';
export { demoPolicy, plainPolicy } from './policy.ts';
