// OTEL_TRACES_SAMPLER and its argument, as the specification has them; the library leaves them to whoever wires it.

import type { Sampler } from '@opentelemetry/sdk-trace';

export const samplerOf = async (environment: Readonly<Record<string, string | undefined>>): Promise<Sampler> => {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = await import(
    '@opentelemetry/sdk-trace'
  );
  const name = environment['OTEL_TRACES_SAMPLER']?.trim() || 'parentbased_always_on';
  const roots: Readonly<Record<string, () => Sampler>> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratioOf(environment['OTEL_TRACES_SAMPLER_ARG'])),
  };
  const root = roots[name.replace(/^parentbased_/, '')];
  if (root === undefined) throw new Error(`OTEL_TRACES_SAMPLER: "${name}" is not known here`);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root: root() }) : root();
};

const ratioOf = (text: string | undefined): number => {
  const ratio = text === undefined || text.trim() === '' ? 1 : Number(text);
  if (!(ratio >= 0 && ratio <= 1)) throw new Error(`OTEL_TRACES_SAMPLER_ARG: 0 to 1 is expected, not "${text}"`);
  return ratio;
};
