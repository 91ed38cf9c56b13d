import { Alert, Button } from '@patternfly/react-core';
import { api, useAnswer } from '../../api/index.ts';
import { ageText, useNow } from '../../time/index.ts';
import { countText, DigestText, Shown, Why } from '../../widgets/index.ts';

/** The controller follows the whole chain when somebody opens the page or asks again. */
export const ChainState = () => {
  const verified = useAnswer(
    'access',
    ['audit', 'verify'],
    async (signal) => await api.GET('/api/v1/audit/verify', { signal }),
    { again: 'asked' },
  );
  // Both by this browser's clock; the controller's may be another.
  useNow();
  return (
    <section aria-label="Whether the chain holds together" className="slw-chain">
      <Shown answer={verified} what="whether the chain holds together" level="h2" lines={2}>
        {(chain) =>
          chain.holds === 'yes' ? (
            <Alert
              isInline
              variant="success"
              component="h2"
              title={`The chain is whole: ${countText(chain.head.sequence, 'event')}, each naming the one before.`}
              actionLinks={
                <Button variant="link" isInline onClick={verified.again} isLoading={verified.asking}>
                  Verify again
                </Button>
              }
            >
              <p>
                Verified by the controller {ageText(new Date(verified.at).toISOString(), Date.now())}. Its head, worth
                keeping elsewhere: <DigestText digest={chain.head.digest} form="whole" />
              </p>
              <p className="slw-subtle">
                <code className="slw-code">slipway audit verify --head DIGEST</code> follows it on another computer, and
                tells whether that head is still in it.
              </p>
            </Alert>
          ) : (
            <Alert isInline variant="danger" component="h2" title="The chain is broken: what stands here was changed.">
              <Why reason={chain.reason} />
            </Alert>
          )
        }
      </Shown>
    </section>
  );
};
