import { explain } from '@slipway/core/reasons';
import { type AnswerOf, type Endpoint, readAnswer } from '@slipway/protocol/api';
import { failed } from '../exit/index.ts';

/** The answer's text as what the endpoint promises. A controller of another version that breaks it is named as that. */
export const answerOf = <E extends Endpoint>(endpoint: E, text: string, url: string): AnswerOf<E> => {
  const read = readAnswer(endpoint, endpoint.answer === null ? undefined : jsonOf(text, url));
  if (read.ok) return read.value;
  throw failed(
    70,
    `The controller at ${url} answers as no version does that this program knows: ${explain(read.reason)}`,
  );
};

const jsonOf = (text: string, url: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failed(3, `What answers at ${url} does not speak as a controller does.`, error);
  }
};
