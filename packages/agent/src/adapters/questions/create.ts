import type { ClusterQuestion } from '@slipway/core/question';
import type { ClusterAnswer, ClusterQuestions, RootFiles, RunCommand } from '../../ports/index.ts';
import { etcd } from './etcd/index.ts';
import { galera } from './galera/index.ts';
import { haproxy } from './haproxy/index.ts';
import { keepalived } from './keepalived/index.ts';
import { meansOf, unknown, type Variant } from './means/index.ts';
import { patroni } from './patroni/index.ts';
import { postgresql } from './postgresql/index.ts';
import { rabbitmq } from './rabbitmq/index.ts';

export interface ClusterQuestionsOptions {
  readonly run: RunCommand;
  /** Of `/etc/slipway/questions` on a host. */
  readonly files: RootFiles;
  /** Under which members know this host where its file names nothing else: without its domain. */
  readonly hostname: string;
  /** `/` on a host. Where sockets and files of services lie. */
  readonly root: string;
}

type Variants = {
  readonly [Kind in ClusterQuestion['kind']]: Variant<Extract<ClusterQuestion, { readonly kind: Kind }>>;
};

const VARIANTS: Variants = { postgresql, rabbitmq, haproxy, keepalived, galera, etcd, patroni };

export const createClusterQuestions = (options: ClusterQuestionsOptions): ClusterQuestions => {
  const ask = async (
    question: ClusterQuestion,
    timeLimitMs: number,
    asking: 'mayGo' | 'isWhole',
  ): Promise<ClusterAnswer> => {
    try {
      const settings = await options.files.read(`${question.kind}.json`);
      if (settings.kind === 'refused') return unknown(settings.detail);
      const means = meansOf({ ...options, timeLimitMs, settings: settings.kind === 'found' ? settings.value : {} });
      // One table holds each variant under its own kind: the compiler cannot follow that through a lookup.
      const variant = VARIANTS[question.kind] as Variant<ClusterQuestion>;
      return await variant[asking](question, means);
    } catch (error) {
      // Whatever went wrong while asking, nobody has said yes.
      return unknown(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    mayGo: async (question, timeLimitMs) => await ask(question, timeLimitMs, 'mayGo'),
    isWhole: async (question, timeLimitMs) => await ask(question, timeLimitMs, 'isWhole'),
  };
};
