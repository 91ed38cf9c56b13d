// `slipway doctor`: whether the installation of a controller on this machine is sound. It reads and asks, and changes nothing.
// Not here: what is looked at and judged on a host (`slipway-agent doctor`), alerts (docs/operator/watching).
// May import: app, ports, core, node:.

export { examineInstallation } from './examine.ts';
