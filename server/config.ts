/** Environment → one typed object. A wrong value stops the start with one sentence that names the variable. */
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { reachableFolder } from './ops/folder.ts';
import { StartProblem } from './start-problem.ts';

const noPort = 'it must be a whole number from 0 to 65535';
const port = (fallback: number) => z.coerce.number(noPort).int(noPort).min(0, noPort).max(65_535, noPort).default(fallback);
/** Cookies, links and the console's files are for the root of a host. */
function isRoot(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search, hash, username } = new URL(url);
  return pathname === '/' && search + hash + username === '';
}

const noUrl = 'it must be an address like https://parley.example';
const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

const environment = z.object({
  /** Console and API. */
  PARLEY_PORT: port(8080),
  PARLEY_HOST: z.string().min(1).default('127.0.0.1'),
  /** The sandbox's pretend Meta and its phones. */
  PARLEY_SANDBOX_PORT: port(8090),
  /** `sandbox` (default): pretend Meta, demo company. `live`: Meta itself, no default accounts. */
  PARLEY_MODE: z.enum(['sandbox', 'live']).default('sandbox'),
  /** Where data lives: database, media, keys. */
  PARLEY_DATA: z.string().min(1).optional(),
  /** A PostgreSQL server instead of the embedded one. */
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'it must be an address like postgres://user:password@host/database' })
    .optional(),
  /** Where Meta is; in sandbox mode the sandbox. */
  PARLEY_GRAPH_URL: z.url({ protocol: /^https?$/, error: noUrl }).optional(),
  /** How browsers reach the console, when it differs from http://localhost:PORT. */
  PARLEY_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: noUrl })
    .refine(isRoot, { error: 'it must end with the host or port: the console is served at / only' })
    .transform((url) => new URL(url).origin)
    .optional(),
  /** Allow plain http on an address other machines can reach. */
  PARLEY_INSECURE_LAN: flag,
  /** Addresses of proxies whose X-Forwarded-* are believed, separated by commas. */
  PARLEY_TRUSTED_PROXIES: z.string().default(''),
  /** Whoever shows it may read /metrics from anywhere; without one only this machine may. */
  PARLEY_METRICS_TOKEN: z.string().min(16).optional(),
  PARLEY_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export type Config = {
  port: number;
  host: string;
  sandboxPort: number;
  isSandbox: boolean;
  dataFolder: string;
  databaseUrl: string | undefined;
  graphUrl: string;
  publicUrl: string;
  insecureLan: boolean;
  trustedProxies: string[];
  metricsToken: string | undefined;
  logLevel: z.infer<typeof environment>['PARLEY_LOG_LEVEL'];
};

export class ConfigProblem extends StartProblem {}

const isAddress = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version !== 0 && isRange && rest.length === 0;
};

export function readConfig(variables: Record<string, string | undefined>, projectFolder: string): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success)
    throw new ConfigProblem(parsed.error.issues.map((issue) => `${issue.path.join('.')} is wrong: ${issue.message}.`).join(' '));
  const env = parsed.data;
  if (env.PARLEY_PORT !== 0 && env.PARLEY_PORT === env.PARLEY_SANDBOX_PORT) {
    throw new ConfigProblem(`PARLEY_PORT and PARLEY_SANDBOX_PORT are both ${env.PARLEY_PORT}; each needs its own.`);
  }
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(env.PARLEY_HOST);
  if (!isLoopback && !env.PARLEY_INSECURE_LAN && !env.PARLEY_PUBLIC_URL?.startsWith('https://')) {
    throw new ConfigProblem(
      `PARLEY_HOST is ${env.PARLEY_HOST}, which other machines can reach over plain http. Put a proxy with TLS before it and set PARLEY_PUBLIC_URL to its https address, or set PARLEY_INSECURE_LAN=1.`,
    );
  }
  const trustedProxies = env.PARLEY_TRUSTED_PROXIES.split(',')
    .map((address) => address.trim())
    .filter(Boolean);
  const wrong = trustedProxies.find((address) => !isAddress(address));
  if (wrong !== undefined)
    throw new ConfigProblem(`PARLEY_TRUSTED_PROXIES is wrong: “${wrong}” is no address (like 10.0.0.5 or 10.0.0.0/8).`);
  const isSandbox = env.PARLEY_MODE === 'sandbox';
  return {
    port: env.PARLEY_PORT,
    host: env.PARLEY_HOST,
    sandboxPort: env.PARLEY_SANDBOX_PORT,
    isSandbox,
    dataFolder: env.PARLEY_DATA ? resolve(env.PARLEY_DATA) : reachableFolder(join(projectFolder, '.parley')),
    databaseUrl: env.DATABASE_URL,
    graphUrl: env.PARLEY_GRAPH_URL ?? (isSandbox ? `http://127.0.0.1:${env.PARLEY_SANDBOX_PORT}` : 'https://graph.facebook.com'),
    publicUrl: env.PARLEY_PUBLIC_URL ?? `http://localhost:${env.PARLEY_PORT}`,
    insecureLan: env.PARLEY_INSECURE_LAN,
    trustedProxies,
    metricsToken: env.PARLEY_METRICS_TOKEN,
    logLevel: env.PARLEY_LOG_LEVEL,
  };
}
