/** Between HTTP and the Graph API: bodies in every form Meta takes, answers with Meta's headers, and the host of the bytes. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerGraph, type Graph } from './graph.ts';
import { answerError, answerGood, type GraphAnswer } from './graph-answer.ts';
import { type GraphCall, readPath, tokenOf, type UploadedFile, type Verb } from './graph-call.ts';

type Fields = Record<string, unknown>;
type Read = { fields: Fields; file: UploadedFile | null };

/** Whether a path belongs to Graph: with a version in front, or an id at once. */
export const isGraphPath = (url: string): boolean => /^\/(v\d+\.\d+(\/|\?|$)|\d+(\/|\?|$))/.test(url);

export async function serveGraph(graph: Graph, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = readPath(request.url);
  const { fields, file } = await readBody(request);
  const call: GraphCall = {
    ...path,
    verb: verbOf(request.method),
    fields,
    file,
    token: tokenOf(request, fields),
    origin: `http://${request.headers.host}`,
  };
  const answered = await answerGraph(graph, call);
  if ('lost' in answered) {
    // Taken, and the line goes dead before anybody hears of it.
    request.raw.socket.destroy();
    return reply.hijack();
  }
  const answer = 'good' in answered ? answerGood(answered.good, path.version) : answerError(answered.error, path.version);
  if ('good' in answered) answer.headers['x-business-use-case-usage'] = usage(graph);
  return give(reply, answer);
}

const usage = ({ network: { hub } }: Graph): string =>
  JSON.stringify({
    [hub.world.wabaId]: [{ type: 'whatsapp', call_count: 1, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 }],
  });

const give = (reply: FastifyReply, { status, body, headers }: GraphAnswer): FastifyReply =>
  reply.code(status).headers(headers).send(JSON.stringify(body));

const verbOf = (method: string): Verb => (method === 'POST' ? 'post' : method === 'DELETE' ? 'delete' : 'get');

async function readBody(request: FastifyRequest): Promise<Read> {
  const query = request.query as Fields;
  if (request.isMultipart()) {
    const read = await readParts(request);
    return { ...read, fields: { ...query, ...read.fields } };
  }
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  return { fields: { ...query, ...parse(text, request.headers['content-type'] ?? '') }, file: null };
}

/** What is no JSON has no fields: the first one required is then missing. */
function parse(text: string, contentType: string): Fields {
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** What cannot be taken apart has no fields either, as with JSON. */
async function readParts(request: FastifyRequest): Promise<Read> {
  const fields: Fields = {};
  let file: UploadedFile | null = null;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = part.value;
      else {
        const bytes = await part.toBuffer();
        if (part.fieldname === 'file') file = { bytes, mimeType: part.mimetype, isTooBig: part.file.truncated };
      }
    }
    return { fields, file };
  } catch (error) {
    // Our limits have a status of their own; what the parser only complains of is a body that has another boundary or none.
    if ((error as { statusCode?: number }).statusCode !== undefined) throw error;
    return { fields: {}, file: null };
  }
}

/** Meta's host of the bytes knows only one answer to whatever is wrong: 404. */
export function serveAttachments(app: FastifyInstance, { shelf, network: { hub } }: Graph): void {
  app.get('/whatsapp_business/attachments/', async (request, reply) => {
    const media = shelf.findByAddress(new URLSearchParams(request.url.split('?')[1] ?? ''));
    if (!media || tokenOf(request, {}) !== hub.world.accessToken || hub.world.settings.tokenExpired) return reply.code(404).send();
    return reply
      .header('content-type', media.mimeType)
      .header('cache-control', 'no-store')
      .send(await shelf.read(media));
  });
}
