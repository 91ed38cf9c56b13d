/** The page names its host, so that a probe can tell who answered. */
export function pageText(name: string): string {
  return `Slipway lab, served by ${name}\n`;
}

/** The host named in an answer of the page, or null. */
export function servedBy(body: string): string | null {
  return /served by ([a-z][a-z0-9-]*)/.exec(body)?.[1] ?? null;
}

/** /health answers 404 while the drain flag is there: haproxy then sends nothing new, but does not call us dead. */
export function nginxSite(flag = '/var/lib/slipway-lab/drained'): string {
  return [
    'server {',
    '  listen 80 default_server;',
    '  root /srv/slipway-lab;',
    '  default_type text/plain;',
    '  location = /health {',
    `    if (-e ${flag}) { return 404; }`,
    '    return 200 "well\\n";',
    '  }',
    '  location / { try_files /page.txt =404; }',
    '}',
    '',
  ].join('\n');
}
