// What makes a bare host a part of the service under test: haproxy with keepalived before nginx, the hooks of each part
// in the host's own folder, and what the hooks stand on. Everything here becomes files and unit names; nothing runs.
//
// The hooks are short sh programs (fixtures/): exit 0 done or yes, 1 no, anything else failed; the last line printed is
// the evidence. NAME.json beside each declares its parameters' patterns and its time.
// May import: node built-ins.
export { haproxySettings, RUNTIME_PORT } from './haproxy.ts';
export type { Member, Part, ServiceLayout } from './layout.ts';
export { nginxSite, pageText, servedBy } from './nginx.ts';
export { HOOK_DIRECTORY, plain, type ServiceSetup, serviceSetup } from './setup.ts';
