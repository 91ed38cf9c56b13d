// An assessment in the forms that other programs read: one object of our own, SARIF, CycloneDX.
// Not here: what people read (cli).
// May import: core.

export { cyclonedxOf } from './cyclonedx.ts';
export { jsonOf } from './json.ts';
export { sarifOf } from './sarif.ts';
