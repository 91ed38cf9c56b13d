import { Button } from '@patternfly/react-core';
import { useRef } from 'react';
import type { PlacedProblem } from './check-file.ts';

interface EditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly PlacedProblem[];
}

/** A field as tall as its text, with numbers beside it; lines with problems are marked, and each problem leads to its line. */
export const Editor = ({ text, onChange, problems }: EditorProps) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const count = text.split('\n').length;
  const wrong = new Set(problems.map(({ line }) => line));
  const goTo = (line: number): void => {
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const end = text.indexOf('\n', start);
    field.current?.focus();
    field.current?.setSelectionRange(start, end < 0 ? text.length : end);
    document.getElementById(`policy-line-${line}`)?.scrollIntoView({ block: 'center' });
  };
  return (
    <>
      <Problems problems={problems} goTo={goTo} />
      <div className="slw-editor">
        <ol className="slw-editor-lines" aria-hidden="true">
          {Array.from({ length: count }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
            <li key={at} id={`policy-line-${at + 1}`} className="slw-editor-line" data-wrong={wrong.has(at + 1)}>
              {at + 1}
            </li>
          ))}
        </ol>
        <textarea
          ref={field}
          className="slw-editor-text"
          aria-label="Policy as YAML"
          aria-describedby="policy-problems"
          aria-invalid={problems.length > 0}
          value={text}
          rows={count}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
    </>
  );
};

const Problems = ({
  problems,
  goTo,
}: {
  readonly problems: readonly PlacedProblem[];
  readonly goTo: (line: number) => void;
}) => (
  <div id="policy-problems" role="status" className="slw-problems">
    {problems.length === 0 ? (
      <p className="slw-subtle">No problem in the file.</p>
    ) : (
      <>
        <p>
          <strong>{problems.length === 1 ? '1 problem' : `${problems.length} problems`}.</strong> The policy that holds
          stays as it is.
        </p>
        <ul aria-label="Problems of the file">
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.column} ${problem.what}`}>
              <Button variant="link" isInline onClick={() => goTo(problem.line)}>
                Line {problem.line}:{problem.column}
              </Button>{' '}
              {problem.place === null ? null : <code className="slw-code">{problem.place}</code>} {problem.what}
              {problem.instead === '' ? null : (
                <>
                  ; write <em>{problem.instead}</em>
                </>
              )}
            </li>
          ))}
        </ul>
      </>
    )}
  </div>
);
