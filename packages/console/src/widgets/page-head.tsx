import { Content, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';

/** The question that a page answers, under its name; the name is also that of the browser's tab. */
export const PageHead = (props: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly crumbs?: ReactNode;
}) => {
  const { title, about, actions, crumbs } = props;
  useEffect(() => {
    document.title = `${title} · Slipway`;
  }, [title]);
  return (
    <PageSection className="slw-head">
      {crumbs === undefined ? null : <div className="slw-crumbs">{crumbs}</div>}
      <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} alignItems={{ default: 'alignItemsFlexStart' }}>
        <FlexItem>
          <Title headingLevel="h1">{title}</Title>
          {about === undefined ? null : <Content className="slw-about">{about}</Content>}
        </FlexItem>
        {actions === undefined ? null : <FlexItem className="slw-actions">{actions}</FlexItem>}
      </Flex>
    </PageSection>
  );
};
