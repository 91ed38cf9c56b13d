// Spans for whoever traces requests through several programs. Without anybody, the port is not there at all.

export type SpanAttributes = Readonly<Record<string, string | number>>;

export interface SpanEnd {
  readonly attributes?: SpanAttributes;
  readonly failed: boolean;
}

export interface Traces {
  /** Runs `work` within a span, which whatever it begins belongs to; what it throws is told and thrown on. */
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
  /** The same for what has no end of its own; `parent` as in the header `traceparent`. What is begun within `within` belongs to it. */
  begin(
    span: { readonly name: string; readonly attributes: SpanAttributes; readonly parent: string | null },
    within: (end: (how: SpanEnd) => void) => void,
  ): void;
  /** In whose course this is called, hexadecimal as in `traceparent`; `null`: in none. */
  current(): { readonly traceId: string; readonly spanId: string } | null;
  /** Sends what is left, for a moment at most. */
  close(): Promise<void>;
}
