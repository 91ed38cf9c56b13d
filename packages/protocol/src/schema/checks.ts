// How the health of a host is seen, as policy and host plan say it. Bounds of the numbers are core/policy's to judge.

import { Type } from 'typebox';
import { Count, described, Name, strict, Text, words } from './basics.ts';
import { ParametersSchema } from './policy-parts.ts';

const Decimal = (description: string) =>
  Type.String({
    pattern: '^-?[0-9]{1,15}([.][0-9]{1,15})?$',
    description: `${description} A decimal number, as text.`,
  });

const tolerance = {
  atLeast: Type.Optional(Decimal('The value is no less.')),
  atMost: Type.Optional(Decimal('The value is no more.')),
  changeMax: Type.Optional(Decimal('From the value before the change it differs by no more.')),
};

export const CheckSchema = Type.Union([
  strict({ kind: Type.Literal('unit-active'), unit: described(Name, 'With its suffix, as nginx.service.') }),
  strict({
    kind: Type.Literal('hook'),
    hook: described(Name, "A file of the host's /etc/slipway/hooks; exit status 0 is yes."),
    parameters: described(ParametersSchema, 'Given as `--name value`.'),
  }),
  strict({
    kind: described(Type.Literal('http'), 'An address, asked from the host itself, answers as it should.'),
    url: described(Text, 'http: or https:, for example of the loopback; redirects are not followed.'),
    at: Type.Optional(described(Name, 'Asked at this address in place of the one that the name has.')),
    status: Type.Integer({ minimum: 100, maximum: 599, description: 'The HTTP status that is right.' }),
    contains: Type.Optional(described(Text, 'A text that the answer must contain.')),
  }),
  strict({
    kind: described(Type.Literal('tcp'), 'A connection can be made from the host.'),
    host: described(Name, 'A name or an address.'),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  }),
  strict({
    kind: described(
      Type.Literal('ports'),
      'Whatever listened before listens after, by protocol, port, reach and unit.',
    ),
  }),
  strict({ kind: described(Type.Literal('failed-units'), 'No unit has failed that had not before.') }),
  strict({
    kind: described(
      Type.Literal('journal'),
      'Errors in the journal since the change, by unit, beyond those of the hour before.',
    ),
    newMax: described(Count, 'So many are no fault.'),
  }),
  strict({
    kind: described(Type.Literal('plug-in'), 'What a plug-in of the host says, run as the user of the reporter.'),
    plugIn: described(Name, "A file of the host's /etc/slipway/plug-ins; it answers as Nagios plug-ins do."),
    parameters: described(ParametersSchema, 'Given as `--name value`; {} for none.'),
    worst: described(words('ok', 'warning'), 'The worst state that is still well.'),
  }),
  strict({
    kind: described(Type.Literal('prometheus'), 'One sample of a server.'),
    url: described(Text, 'Of the server.'),
    query: described(Text, "PromQL; `{hostname}` in it is the host's own name."),
    ...tolerance,
  }),
  strict({
    kind: described(Type.Literal('prometheus'), "One sample of an exporter's page."),
    url: described(Text, 'Of the page, for example http://127.0.0.1:9100/metrics.'),
    metric: described(Text, 'For example `node_filesystem_avail_bytes{mountpoint="/"}`.'),
    ...tolerance,
  }),
  strict({
    kind: described(
      Type.Literal('snmp'),
      "One value; address, version and credentials stand in the host's /etc/slipway/checks.",
    ),
    oid: described(Name, 'In numbers, for example 1.3.6.1.4.1.2021.10.1.3.1.'),
    ...tolerance,
  }),
]);

/** What a check said: before the change, or after it with what that proves. */
export const TakenCheckSchema = strict({
  asked: Text,
  state: words('well', 'ill', 'unknown'),
  value: Type.Optional(Text),
  items: Type.Optional(Type.Array(strict({ name: Text, count: Count, unit: Type.Optional(Text) }), { maxItems: 1000 })),
  detail: Text,
  judged: Type.Optional(words('well', 'ill-before', 'not-well')),
});
