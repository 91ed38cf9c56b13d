// A signed repository of the lab's own, for apt or for dnf, with packages that it makes: a good update, a service that fails to start,
// a maintainer script that waits, a changed conffile. Served over HTTP on the bridge; versions come and go by publish
// and withdraw, as they do in a real archive.
//
// The signing key is made in the lab's state directory and goes with it; nothing of it is ever in the checkout.
// May import: made-rpm/, process/, state/ and the lab's top-level files.
export { buildPackage } from './build-package.ts';
export { type DemoAppVersion, demoAppVersions, SITE_SETTINGS } from './made-packages.ts';
export {
  builtFile,
  isLabRepository,
  type LabRepository,
  makeRepository,
  publish,
  publishedVersions,
  removeRepository,
  repositoryKeyring,
  repositorySource,
  versionIn,
  withdraw,
} from './repository.ts';
