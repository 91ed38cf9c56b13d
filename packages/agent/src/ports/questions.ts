import type { ClusterQuestion } from '@slipway/core/question';

/** The two questions to a cluster, asked by its member. Neither throws, and neither changes anything. */
export interface ClusterQuestions {
  /** May one more go, this host? Answered as if it were away: also a host that is drained already gets the same answer. */
  mayGo(question: ClusterQuestion, timeLimitMs: number): Promise<ClusterAnswer>;
  /** Are you whole again, this host among you? A host that is still drained by its own side counts as among. */
  isWhole(question: ClusterQuestion, timeLimitMs: number): Promise<ClusterAnswer>;
}

export interface ClusterAnswer {
  /** `unknown`: nobody answered in time, or not in a form that is understood. */
  readonly answer: 'yes' | 'no' | 'unknown';
  /** What was seen, in one line. */
  readonly evidence: string;
}
