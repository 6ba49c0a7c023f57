/** What Graph answers: bodies, statuses and headers as Meta documents them. */
import { randomBytes } from 'node:crypto';

export type GraphError = { status: number; message: string; type: string; code: number; subcode?: number; details?: string };
export type GraphAnswer = { status: number; body: unknown; headers: Record<string, string> };

const titles: Record<number, string> = {
  100: 'Invalid parameter',
  130429: 'Rate limit hit',
  131000: 'Something went wrong',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131021: 'Recipient cannot be sender',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
};

/** A code of the WhatsApp product: `(#code) Title`, with the field named in the details. */
export function whatsappError(code: number, details: string): GraphError {
  return { status: code === 131000 ? 500 : 400, message: `(#${code}) ${titles[code] ?? 'Error'}`, type: 'OAuthException', code, details };
}

export const missingParameter = (name: string): GraphError => ({
  status: 400,
  message: `(#100) The parameter ${name} is required.`,
  type: 'OAuthException',
  code: 100,
});

export function unknownObject(verb: 'get' | 'post' | 'delete', id: string): GraphError {
  return {
    status: 400,
    message: `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    type: 'GraphMethodException',
    code: 100,
    subcode: 33,
  };
}

export const unknownPath = (path: string): GraphError => ({
  status: 400,
  message: `Unknown path components: ${path}`,
  type: 'OAuthException',
  code: 2500,
});

export const noToken: GraphError = {
  status: 400,
  message: 'An active access token must be used to query information about the current user.',
  type: 'OAuthException',
  code: 2500,
};

export const badToken: GraphError = {
  status: 401,
  message: 'Invalid OAuth access token - Cannot parse access token',
  type: 'OAuthException',
  code: 190,
};

export const expiredToken = (now: number): GraphError => ({
  status: 401,
  message: `Error validating access token: Session has expired on ${new Date(now).toUTCString()}.`,
  type: 'OAuthException',
  code: 190,
  subcode: 463,
});

const trace = (): string => `A${randomBytes(16).toString('base64url')}`;

export function answerError(error: GraphError, version: string): GraphAnswer {
  const id = trace();
  const body = {
    error: {
      message: error.message,
      type: error.type,
      code: error.code,
      ...(error.details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details: error.details } }),
      ...(error.subcode === undefined ? {} : { error_subcode: error.subcode }),
      fbtrace_id: id,
    },
  };
  const headers = headersOf(version, id);
  if (error.status === 400 || error.status === 401) {
    const kind = error.status === 401 ? 'invalid_token' : 'invalid_request';
    // A header line carries Latin-1 only; what the caller sent may stand in the message.
    headers['www-authenticate'] = `OAuth "Facebook Platform" "${kind}" "${error.message.replace(/[^\x20-\x7e]|"/g, '?')}"`;
  }
  return { status: error.status, body, headers };
}

export const answerGood = (body: unknown, version: string): GraphAnswer => ({ status: 200, body, headers: headersOf(version, trace()) });

function headersOf(version: string, id: string): Record<string, string> {
  return {
    'content-type': 'application/json; charset=UTF-8',
    'facebook-api-version': version,
    'x-fb-trace-id': id.slice(0, 12),
    'x-fb-request-id': id,
    'x-fb-rev': '1030000001',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  };
}
