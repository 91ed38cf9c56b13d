// YAML with a number before each line. Colour tells keys and comments apart and says nothing that the text does not.

const LINE = /^(\s*(?:- )?)([\w-]+)(:)(.*)$/;

export const FileView = ({ text, label }: { readonly text: string; readonly label: string }) => (
  // Scrolls sideways, so that it can be reached by keys.
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse.
  <section className="slw-file" aria-label={label} tabIndex={0}>
    <ol>
      {text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
          <li key={at} id={`L${at + 1}`} className="slw-file-line">
            <Line line={line} />
          </li>
        ))}
    </ol>
  </section>
);

const Line = ({ line }: { readonly line: string }) => {
  if (line.trimStart().startsWith('#')) return <span className="slw-file-comment">{line}</span>;
  const [, indent, key, colon, rest] = LINE.exec(line) ?? [];
  return key === undefined ? (
    <span>{line === '' ? ' ' : line}</span>
  ) : (
    <span>
      {indent}
      <span className="slw-file-key">{key}</span>
      {colon}
      {rest}
    </span>
  );
};
