// Version 4: documents are read as JSON by one function. PostgreSQL's text has no U+0000: an escape of it anywhere in a
// document fails whatever is asked of that document, and a hook may print one. Documents stay as they came; what is looked up
// in them has U+FFFD there. (`\\u0000`, a backslash and a word, becomes another word, which is as good: it is no U+0000.)

const generated = (column: string, expression: string): string => `
  drop column ${column}, add column ${column} text collate "C" generated always as (${expression}) stored`;

const at = (column: string, path: string): string => generated(column, `document_json(document) #>> '{${path}}'`);

const partOf = (path: string): string => `coalesce(cast(document_json(document) #> '{${path}}' as text), 'null')`;

export const readable = `
create function document_json(its text) returns json language sql immutable strict parallel safe
  return cast(replace(its, '\\u0000', '\\ufffd') as json);

drop trigger exposure_of_labels on host;
drop trigger exposure_of_kernel on inventory;

alter table host ${at('environment', 'labels,environment')}, ${at('owner', 'labels,owner')},
  ${at('facing', 'labels,facing')}, ${at('human_impact', 'labels,human-impact')}, ${at('enrolled_at', 'enrolledAt')},
  ${at('hostname', 'hostname')}, ${at('mode', 'reportedMode')},
  ${generated('labels', "cast(document_json(document) -> 'labels' as text)")},
  ${generated('seen_day', "substr(document_json(document) #>> '{contact,seenAt}', 1, 10)")};
create index host_seen_day on host (seen_day) where reported = 1 and retired_at is null;

alter table inventory ${at('distribution', 'system,distribution')}, ${at('release', 'system,release')},
  ${at('architecture', 'system,architecture')}, ${at('running_kernel', 'system,kernel,running')},
  ${generated('reboot', "nullif(document_json(document) #>> '{reboot,kind}', 'unknown')")},
  ${generated('kernel', `'[' || ${partOf('system,kernel')} || ',' || ${partOf('system,virtualisation')} || ']'`)};

alter table knowledge_record
  ${generated('published', "coalesce(document_json(document) #>> '{publishedAt}', '')")};
create index knowledge_record_newest on knowledge_record (published, number)
  where name is not null and known_until is null;

alter table plan ${at('expires_at', 'header,bounds,expiresAt')};
create index plan_by_expiry on plan (expires_at, number);

alter table rollout ${at('plan_digest', 'planDigest')};
create index rollout_by_plan on rollout (plan_digest, number);

create trigger exposure_of_labels after update of document on host for each row
  when (cast(document_json(old.document) -> 'labels' as text)
    is distinct from cast(document_json(new.document) -> 'labels' as text))
  execute function mark_labels();
create trigger exposure_of_kernel after update of document on inventory for each row
  when (cast(document_json(old.document) #> '{system,kernel}' as text)
    is distinct from cast(document_json(new.document) #> '{system,kernel}' as text))
  execute function mark_inventory();
`;
