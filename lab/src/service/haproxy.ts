import type { ServiceLayout } from './layout.ts';

/** The runtime socket on the bridge: the hooks of the app hosts drain themselves through it. */
export const RUNTIME_PORT = 9999;

/**
 * One load balancer's /etc/haproxy/haproxy.cfg.
 * disable-on-404 is the lasting half of a drain: a haproxy that restarts has forgotten what its socket was told.
 * A connection that finds nobody is tried again elsewhere, so an app host that dies costs no request that it had not begun.
 */
export function haproxySettings(
  self: { readonly address: string },
  layout: ServiceLayout,
  level: 'admin' | 'user' = 'admin',
): string {
  const apps = layout.apps.map(({ name, address }) => `  server ${name} ${address}:80 check`);
  return [
    'global',
    '  log /dev/log local0',
    '  user haproxy',
    '  group haproxy',
    '  stats socket /run/haproxy/admin.sock mode 660 level admin',
    `  stats socket ipv4@${self.address}:${RUNTIME_PORT} level ${level}`,
    'defaults',
    '  mode http',
    '  log global',
    '  timeout connect 1s',
    '  timeout client 10s',
    '  timeout server 10s',
    '  timeout check 1s',
    '  retries 3',
    '  option redispatch 1',
    '  retry-on conn-failure',
    'frontend page',
    '  bind :80',
    '  default_backend app',
    'backend app',
    '  balance roundrobin',
    '  option httpchk GET /health',
    '  http-check disable-on-404',
    '  default-server inter 500ms fall 2 rise 2',
    ...apps,
    '',
  ].join('\n');
}
