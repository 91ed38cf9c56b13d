// What was measured in the browser, in milliseconds unless said.

export interface FilterMeasures {
  readonly selector: string;
  readonly medianMs: number;
  readonly slowestMs: number;
}

export interface ScrollMeasures {
  readonly rows: number;
  readonly seconds: number;
  readonly longestFrameMs: number;
  readonly longestEmptyMs: number;
}

export interface PageMeasures {
  readonly page: string;
  readonly medianMs: number;
  readonly slowestMs: number;
}

export interface BrowserMeasures {
  readonly filters: readonly FilterMeasures[];
  readonly scroll: ScrollMeasures;
  readonly reports: readonly PageMeasures[];
  /** By the page's own words. */
  readonly counted: number;
}
