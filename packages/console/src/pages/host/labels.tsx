import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextArea } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { api, useAct } from '../../api/index.ts';
import { FormAct } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';
import { labelsOf, textOf } from './labels-text.ts';

/** All labels of a host at once, as text: what is not written there any more is gone. */
export const Labels = ({ host: { hostId, labels } }: { readonly host: Detail['host'] }) => {
  const [written, setWritten] = useState<string | null>(null);
  const id = useId();
  const text = written ?? textOf(labels);
  const wanted = labelsOf(text);
  const label = useAct(
    async () =>
      await api.PUT('/api/v1/hosts/{hostId}/labels', {
        params: { path: { hostId } },
        body: { labels: { ...wanted } },
      }),
  );
  return (
    <FormAct
      name="Labels"
      meaning="Policy goes by them: environment, windows, clusters and exceptions may change with them. Not while it is in a rollout."
      isReady={wanted !== null && written !== null}
      act={async () => await label.mutateAsync(undefined)}
      closed={() => setWritten(null)}
    >
      <FormGroup label="One a line" fieldId={id} isRequired>
        <TextArea
          id={id}
          value={text}
          onChange={(_event, value) => setWritten(value)}
          rows={Math.max(3, text.split('\n').length)}
          resizeOrientation="vertical"
          aria-describedby={`${id}-help`}
        />
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <HelperTextItem>
              {wanted === null ? 'Each as key=value, no key twice' : 'Like environment=prod'}
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
    </FormAct>
  );
};
