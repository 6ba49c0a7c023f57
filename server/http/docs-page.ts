/** The API for people: one page without a script, made of the same description that programs read. */
import { eventFacts } from '#contract/events.ts';
import { channelPermissions, isChannelPermission, type Permission, permissionSentences, rolePermissions } from '#contract/permissions.ts';
import { type RefusalCode, type Repairer, refusals } from '#contract/refusals.ts';
import { fieldTable, nameOf, typeOf } from './docs-schema.ts';
import { type Html, html } from './html.ts';
import type { OpenApi } from './openapi.ts';
import type { Schema } from './openapi-schemas.ts';
import { limits } from './rate.ts';

export const docsPath = '/api/docs';
export const stylePath = '/api/docs.css';

type Described = {
  path: string;
  method: string;
  operationId: string;
  tags: string[];
  summary: string;
  'x-access': string;
  'x-rate'?: { class: string };
  parameters: { name: string; in: string; required: boolean; schema: Schema; description?: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }>; 'x-refusals'?: { code: RefusalCode }[] }>;
};

export function docsPage(api: OpenApi, publicUrl: string): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation }) as unknown as Described),
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Parley API</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<a class="skip" href="#content">To the content</a>
${navigation(api, operations)}
<main id="content">
${introduction(publicUrl)}
${api.tags.map((tag) => group(tag, operations))}
${objects(api.components.schemas)}
${refusalList(operations)}
${permissionList(operations)}
${eventList()}
</main>
</body>
</html>`;
  return page.html;
}

function navigation(api: OpenApi, operations: Described[]): Html {
  const linked = (tag: string) =>
    operations
      .filter(({ tags }) => tags.includes(tag))
      .map(({ operationId }) => html`<li><a href="#operation-${operationId}">${operationId}</a></li>`);
  return html`<nav aria-label="Contents">
<p class="brand"><a href="#content">Parley API</a></p>
<ul>
<li><a href="#calling">How to call</a></li>
${api.tags.map(({ name, description }) => html`<li><a href="#tag-${name}">${description}</a><ul>${linked(name)}</ul></li>`)}
<li><a href="#objects">Objects</a></li>
<li><a href="#refusals">Refusals</a></li>
<li><a href="#permissions">Permissions</a></li>
<li><a href="#events">Events</a></li>
</ul>
</nav>`;
}

function introduction(publicUrl: string): Html {
  const rates = Object.entries(limits).map(
    ([name, { burst, perSecond }]) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${burst} at once</td><td>${perSecond} a second after that</td></tr>`,
  );
  return html`<header>
<h1>Parley API</h1>
<p class="lead">Everything the console does, a program can do as well. For tools: <a href="/api/v1/openapi.json">the OpenAPI 3.1 description</a>.</p>
</header>
<section id="calling">
<h2>How to call</h2>
<pre tabindex="0"><code>curl -c cookies -H 'content-type: application/json' \\
  -d '{"email":"…","password":"…"}' ${publicUrl}/api/v1/session
curl -b cookies '${publicUrl}/api/v1/cases?view=mine'</code></pre>
<ul>
<li>A session is a cookie. It ends after 12 idle hours, after 7 days, or with <a href="#operation-signOut">signOut</a>.</li>
<li>Bodies are JSON (<code>content-type: application/json</code>) of at most 64 kB. An input with a field that is not listed is refused.</li>
<li>Answers may gain fields. Instants are ISO 8601 in UTC, ids are UUIDs.</li>
<li>Lists come in pages: hand <code>next</code> back as <code>cursor</code> until it is null. Cursors are opaque.</li>
<li>Where an <code>Idempotency-Key</code> is asked for, make one per intention. The same key again gets the first answer and has no second effect.</li>
<li>A “no” is <code>application/problem+json</code>: go by <code>code</code>, show <code>detail</code>, and see <a href="#refusals">who can repair it</a>. Sentences come in the person’s language, before sign-in by <code>Accept-Language</code> (<code>en</code>, <code>ko</code>).</li>
<li>Browsers may write from Parley’s own pages only.</li>
<li>What changes is told by <a href="#operation-feed">the feed</a>, in the very shapes of the other answers.</li>
</ul>
<h3 id="rates">How often</h3>
<p>Each session has a budget per class. <code>X-RateLimit-Remaining</code> says what is left, <code>Retry-After</code> how long to wait.</p>
<div class="scroll"><table><tbody>${rates}</tbody></table></div>
</section>`;
}

function group({ name, description }: { name: string; description: string }, operations: Described[]): Html {
  return html`<section id="tag-${name}"><h2>${description}</h2>
${operations.filter(({ tags }) => tags.includes(name)).map(section)}</section>`;
}

function section(operation: Described): Html {
  const { operationId, method, path, summary, parameters } = operation;
  const body = Object.entries(operation.requestBody?.content ?? {})[0];
  return html`<article id="operation-${operationId}">
<h3><a href="#operation-${operationId}">${operationId}</a></h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></p>
<p>${summary}</p>
<p class="access">${accessSentence(operation['x-access'])}${operation['x-rate'] ? html` Budget: <a href="#rates">${operation['x-rate'].class}</a>.` : null}</p>
${parameters.length > 0 ? html`<h4>Parameters</h4>${parameterTable(parameters)}` : null}
${body && fieldTable(body[1].schema) ? html`<h4>Body <span class="kind">${body[0]}</span></h4>${fieldTable(body[1].schema)}` : null}
<h4>Answer</h4>${answers(operation)}
<h4>Refusals</h4><p class="codes">${codesOf(operation).map((code) => html`<a href="#refusal-${code}"><code>${code}</code></a> `)}</p>
</article>`;
}

function accessSentence(access: string): Html {
  if (access === 'public') return html`Anybody.`;
  if (access === 'signed-in') return html`Whoever is signed in.`;
  const where = isChannelPermission(access as Permission) ? ' on the case’s channel' : '';
  return html`Needs <a href="#permission-${access}"><code>${access}</code></a>${where}.`;
}

function parameterTable(parameters: Described['parameters']): Html {
  return html`<div class="scroll"><table class="fields"><tbody>${parameters.map(
    ({ name, in: place, required, schema, description }) =>
      html`<tr><th scope="row"><code>${name}</code> <span class="kind">${place}</span></th><td>${typeOf(schema)}${description ? html`<br>${description}` : null}</td><td class="need">${required ? '' : 'optional'}</td></tr>`,
  )}</tbody></table></div>`;
}

function answers({ responses }: Described): Html {
  const good = Object.entries(responses).filter(([, response]) => !response['x-refusals']);
  return html`${good.map(([status, { description, content }]) => {
    const [type, shape] = Object.entries(content ?? {})[0] ?? [];
    const name = shape && nameOf(shape.schema);
    const isShown = shape && type !== '*/*';
    return html`<p><code>${status}</code> ${isShown ? (name ? html`<a href="#object-${name}">${name}</a>` : typeOf(shape.schema)) : null} ${description === 'Done.' ? null : description}</p>`;
  })}`;
}

const codesOf = ({ responses }: Described): RefusalCode[] =>
  Object.values(responses).flatMap((response) => (response['x-refusals'] ?? []).map(({ code }) => code));

function objects(schemas: Record<string, Schema>): Html {
  return html`<section id="objects"><h2>Objects</h2>
${Object.entries(schemas).map(
  ([name, schema]) =>
    html`<article id="object-${name}"><h3><a href="#object-${name}">${name}</a></h3>${fieldTable(schema) ?? html`<p>Nothing to tell: <code>{}</code>.</p>`}</article>`,
)}</section>`;
}

const repairers: Record<Repairer, string> = {
  you: 'You can put it right.',
  administrator: 'An administrator can put it right.',
  customer: 'The customer can put it right.',
  wait: 'Waiting helps.',
  nobody: 'Nothing is to be repaired.',
};

function refusalList(operations: Described[]): Html {
  const entries = Object.entries(refusals) as [RefusalCode, (typeof refusals)[RefusalCode]][];
  return html`<section id="refusals"><h2>Refusals</h2>
<p>Codes are stable. The parts in braces are in <code>details</code>. A fault of Parley’s own is <code>internal-error</code> (500) with the request’s id.</p>
${entries.map(
  ([
    code,
    { status, repair, en, ko },
  ]) => html`<article id="refusal-${code}"><h3><a href="#refusal-${code}"><code>${code}</code></a> <span class="kind">${status}</span></h3>
<p>${en}<br><span lang="ko">${ko}</span></p>
<p class="access">${repairers[repair]}${usedBy(operations, 'Given by', (operation) => codesOf(operation).includes(code))}</p></article>`,
)}</section>`;
}

/** Those nearly everybody gives are not listed one by one. */
function usedBy(operations: Described[], words: string, isUser: (operation: Described) => boolean): Html | null {
  const users = operations.filter(isUser);
  if (users.length === 0 || users.length > 15) return null;
  return html` ${words}: ${users.map(({ operationId }, index) => html`${index === 0 ? '' : ', '}<a href="#operation-${operationId}">${operationId}</a>`)}.`;
}

function permissionList(operations: Described[]): Html {
  const table = (names: string[]) =>
    html`<div class="scroll"><table class="fields"><tbody>${names.map((name) => {
      const { en, ko } = permissionSentences[name as Permission];
      return html`<tr id="permission-${name}"><th scope="row"><code>${name}</code></th><td>${en}<br><span lang="ko">${ko}</span></td><td>${usedBy(operations, 'Needed by', (operation) => operation['x-access'] === name)}</td></tr>`;
    })}</tbody></table></div>`;
  return html`<section id="permissions"><h2>Permissions</h2>
<p>A role opens administration; on each channel it is ticked what its people may do there.</p>
<h3>Of a role</h3>${table(Object.keys(rolePermissions))}
<h3>Of a role on a channel</h3>${table(Object.keys(channelPermissions))}</section>`;
}

function eventList(): Html {
  return html`<section id="events"><h2>Events</h2>
<p>Told by <a href="#operation-feed">the feed</a> as <a href="#object-FeedEvent">FeedEvent</a>; <code>facts</code> holds:</p>
<div class="scroll"><table class="fields"><tbody>${Object.entries(eventFacts).map(
    ([type, { shape }]) =>
      html`<tr><th scope="row"><code>${type}</code></th><td>${Object.keys(shape).map((name, index) => html`${index === 0 ? '' : ', '}<code>${name}</code>`)}</td></tr>`,
  )}</tbody></table></div></section>`;
}
