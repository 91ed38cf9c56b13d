import { FormGroup, Label, Radio, Title } from '@patternfly/react-core';
import { useState } from 'react';
import { api, type Schemas, useAct, useAnswer } from '../../api/index.ts';
import { Act, Field, FormAct, reasonText, Secret, Shown } from '../../widgets/index.ts';

type Audience = Schemas['Audience'];
const LIMIT = 1000;

export const Audiences = () => {
  const audiences = useAnswer(
    'knowledge',
    ['audiences'],
    async (signal) => await api.GET('/api/v1/audiences', { params: { query: { limit: LIMIT } }, signal }),
  );
  return (
    <section>
      <Title headingLevel="h2" size="lg">
        Audiences
      </Title>
      <div className="slw-actions">
        <AddAudience />
      </div>
      <Shown
        answer={audiences}
        what="audiences"
        lines={3}
        isEmpty={({ items }) => items.length === 0}
        empty={<p className="slw-subtle">There is no audience: nobody is told anything.</p>}
      >
        {({ items }) => (
          <ul className="slw-rows" aria-label="Audiences">
            {items.map((audience) => (
              <li key={audience.name} className="slw-row-line">
                <span className="slw-value">
                  <strong>{audience.name}</strong> <Label isCompact>{audience.kind}</Label>{' '}
                  {audience.kind === 'mail' ? audience.to.join(', ') : audience.url}
                </span>
                <span className="slw-labels">
                  <TestAudience audience={audience} />
                  <RemoveAudience audience={audience} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
};

const TestAudience = ({ audience: { name } }: { readonly audience: Audience }) => {
  const test = useAct(async () => await api.POST('/api/v1/audiences/{name}/test', { params: { path: { name } } }));
  return (
    <FormAct
      name={`Test ${name}`}
      meaning="A message that says it is a test, now and once."
      isReady
      act={async () => await test.mutateAsync(undefined)}
      result={(answer) => {
        const { taken, reason } = answer as { readonly taken: boolean; readonly reason: Schemas['Reason'] | null };
        return (
          <p role="status">{taken ? 'It was taken.' : reason === null ? 'It was not taken.' : reasonText(reason)}</p>
        );
      }}
    >
      {null}
    </FormAct>
  );
};

const RemoveAudience = ({ audience: { name } }: { readonly audience: Audience }) => {
  const remove = useAct(async () => await api.DELETE('/api/v1/audiences/{name}', { params: { path: { name } } }));
  return (
    <Act
      name={`Remove ${name}`}
      variant="danger"
      meaning="What it was still to be told is given up."
      act={async () => await remove.mutateAsync(undefined)}
    />
  );
};

const KINDS = ['mail', 'webhook', 'slack', 'teams'] as const;
type Kind = (typeof KINDS)[number];
const BLANK = { name: '', kind: 'mail' as Kind, address: '' };

const bodyOf = ({ name, kind, address }: typeof BLANK) => {
  if (kind === 'mail') return { name, kind, to: address.split(/[\s,]+/).filter((one) => one !== '') };
  return { name, kind, url: address.trim() };
};

const AddAudience = () => {
  const [given, setGiven] = useState(BLANK);
  const add = useAct(async () => await api.POST('/api/v1/audiences', { body: bodyOf(given) as never }));
  return (
    <FormAct
      name="Add an audience"
      variant="primary"
      meaning="Where messages go. What it hears of is said by the contacts of the policy."
      isReady={given.name.trim() !== '' && given.address.trim() !== ''}
      act={async () => await add.mutateAsync(undefined)}
      result={(made) => {
        const { key } = made as { readonly key: string | null };
        return key === null ? (
          <p role="status">It is there.</p>
        ) : (
          <Secret
            what="The key that signs for it"
            text={key}
            note="Shown this once: the receiver knows our messages by it."
          />
        );
      }}
      closed={() => setGiven(BLANK)}
    >
      <Field label="Audience name" value={given.name} onChange={(name) => setGiven({ ...given, name })} />
      <FormGroup role="radiogroup" isInline label="Kind" fieldId="audience-kind">
        {KINDS.map((kind) => (
          <Radio
            key={kind}
            id={`audience-${kind}`}
            name="audience-kind"
            label={kind}
            isChecked={given.kind === kind}
            onChange={() => setGiven({ ...given, kind })}
          />
        ))}
      </FormGroup>
      <Field
        label={given.kind === 'mail' ? 'Addresses' : 'Address'}
        value={given.address}
        onChange={(address) => setGiven({ ...given, address })}
        help={
          given.kind === 'mail'
            ? 'One or several, with blanks between them'
            : 'https:, or http: on the controller itself'
        }
      />
    </FormAct>
  );
};
