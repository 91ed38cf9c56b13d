import type { RpmDefinition } from '../made-rpm/index.ts';
import type { PackageDefinition } from './build-package.ts';

/** What each version of slipway-demo-app is for. */
export const demoAppVersions = {
  /** On every host from the start. */
  installed: '1.0',
  /** A good update: the service restarts and answers with the new version. */
  good: '1.1',
  /** Installs without an error, then its service does not start. */
  failing: '1.2',
  /** Its maintainer script waits until /var/lib/slipway-demo-app/continue exists. */
  waiting: '1.3',
  /** Brings another /etc/slipway-demo-app/app.conf, and a colour.conf beside it. */
  conffile: '1.4',
  /** A good update wherever nobody has made a /etc/slipway-demo-app/site.conf: there its service does not start. */
  picky: '1.5',
} as const;

export type DemoAppVersion = (typeof demoAppVersions)[keyof typeof demoAppVersions];

const CONFFILE = '/etc/slipway-demo-app/app.conf';
const NEW_CONFFILE = '/etc/slipway-demo-app/colour.conf';
/** In no package: what somebody has set on a host by hand. */
export const SITE_SETTINGS = '/etc/slipway-demo-app/site.conf';

const NAME = 'slipway-demo-app';
const SUMMARY = 'small service that the Slipway lab updates';

/** A small real service: answers HTTP on port 8090 with its version and its greeting. */
export function demoApp(version: DemoAppVersion): PackageDefinition {
  return {
    name: NAME,
    version,
    depends: ['socat'],
    summary: SUMMARY,
    files: filesOf(version, '/lib/systemd/system'),
    conffiles: conffilesOf(version).map(({ path }) => path),
    maintainerScripts: { postinst: postinst(version), prerm: PRERM, postrm: POSTRM },
  };
}

/** The same service as the other family packs it. */
export function demoAppRpm(version: DemoAppVersion): RpmDefinition {
  return {
    name: NAME,
    version,
    release: RPM_RELEASE,
    summary: SUMMARY,
    tags: ['Requires: socat'],
    files: filesOf(version, '/usr/lib/systemd/system'),
    configs: conffilesOf(version).map(({ path }) => path),
    scriptlets: { post: rpmPost(version), preun: RPM_PREUN, postun: RPM_POSTUN },
  };
}

export const RPM_RELEASE = '1';

function filesOf(version: DemoAppVersion, units: string): RpmDefinition['files'] {
  return [
    { path: '/usr/lib/slipway-demo-app/serve', content: serveScript(version), mode: 0o755 },
    { path: '/usr/lib/slipway-demo-app/answer', content: answerScript(version), mode: 0o755 },
    { path: `${units}/slipway-demo-app.service`, content: UNIT, mode: 0o644 },
    ...conffilesOf(version),
  ];
}

function conffilesOf(version: DemoAppVersion): RpmDefinition['files'] {
  const first = { path: CONFFILE, content: conffile(version), mode: 0o644 } as const;
  const second = { path: NEW_CONFFILE, content: 'COLOUR="blue"\n', mode: 0o644 } as const;
  return version === demoAppVersions.conffile ? [first, second] : [first];
}

function conffile(version: DemoAppVersion): string {
  const greeting = 'GREETING="hello from the lab"\n';
  return version === demoAppVersions.conffile
    ? `# Since 1.4 the colour is said too.\n${greeting}COLOUR="blue"\n`
    : greeting;
}

function serveScript(version: DemoAppVersion): string {
  const fail = 'echo "slipway-demo-app: a setting that this version needs is missing" >&2\nexit 78\n';
  const serve = 'exec socat TCP-LISTEN:8090,reuseaddr,fork EXEC:/usr/lib/slipway-demo-app/answer\n';
  if (version === demoAppVersions.picky) return `#!/bin/sh\nif [ -e ${SITE_SETTINGS} ]; then\n${fail}fi\n${serve}`;
  return `#!/bin/sh\n${version === demoAppVersions.failing ? fail : serve}`;
}

function answerScript(version: DemoAppVersion): string {
  return [
    '#!/bin/sh',
    `. ${CONFFILE}`,
    // The request is read to its empty line: closing on unread bytes resets the connection.
    'while read -r line && [ "$line" != "$(printf "\\r")" ]; do :; done',
    `body="slipway-demo-app ${version}: $GREETING"`,
    `printf "HTTP/1.0 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n%s\\n" "$((\${#body} + 1))" "$body"`,
    '',
  ].join('\n');
}

const UNIT = [
  '[Unit]',
  'Description=Slipway lab demonstration service',
  'After=network-online.target',
  '[Service]',
  'Type=exec',
  'ExecStart=/usr/lib/slipway-demo-app/serve',
  '[Install]',
  'WantedBy=multi-user.target',
  '',
].join('\n');

const WAIT = [
  'mkdir -p /var/lib/slipway-demo-app',
  'while [ ! -e /var/lib/slipway-demo-app/continue ]; do sleep 1; done',
];

/**
 * As debhelper writes them (dh_installsystemd 13): a service that does not start is no error of the package manager.
 * That is why an exit code proves nothing.
 */
function postinst(version: DemoAppVersion): string {
  return [
    '#!/bin/sh',
    'set -e',
    'if [ "$1" = configure ]; then',
    ...(version === demoAppVersions.waiting ? WAIT.map((line) => `  ${line}`) : []),
    '  deb-systemd-helper unmask slipway-demo-app.service >/dev/null || true',
    '  if deb-systemd-helper --quiet was-enabled slipway-demo-app.service; then',
    '    deb-systemd-helper enable slipway-demo-app.service >/dev/null || true',
    '  fi',
    '  if [ -d /run/systemd/system ]; then',
    '    systemctl --system daemon-reload >/dev/null || true',
    '    if [ -n "$2" ]; then action=restart; else action=start; fi',
    '    deb-systemd-invoke "$action" slipway-demo-app.service >/dev/null || true',
    '  fi',
    'fi',
    '',
  ].join('\n');
}

const PRERM = [
  '#!/bin/sh',
  'set -e',
  'if [ -d /run/systemd/system ] && [ "$1" = remove ]; then',
  '  deb-systemd-invoke stop slipway-demo-app.service >/dev/null || true',
  'fi',
  '',
].join('\n');

const POSTRM = [
  '#!/bin/sh',
  'set -e',
  'if [ "$1" = purge ]; then',
  '  deb-systemd-helper purge slipway-demo-app.service >/dev/null || true',
  'fi',
  '',
].join('\n');

/** As systemd's macros have it (%systemd_post and the like), but that an installation starts the service, too. */
function rpmPost(version: DemoAppVersion): string {
  return [
    ...(version === demoAppVersions.waiting ? WAIT : []),
    'if [ -d /run/systemd/system ]; then systemctl daemon-reload || :; fi',
    'if [ "$1" -eq 1 ]; then systemctl --quiet enable --now slipway-demo-app.service || :; fi',
    '',
  ].join('\n');
}

const RPM_PREUN = 'if [ "$1" -eq 0 ]; then systemctl --quiet disable --now slipway-demo-app.service || :; fi\n';

/** Of the version that goes, when the new one lies there: again no error where the service does not start. */
const RPM_POSTUN = [
  'if [ -d /run/systemd/system ]; then systemctl daemon-reload || :; fi',
  'if [ "$1" -ge 1 ]; then systemctl try-restart slipway-demo-app.service || :; fi',
  '',
].join('\n');
