import { join, resolve } from 'node:path'
import { UserError } from './lib/errors.js'

/** What is set outside the program. Names and defaults are the public contract's. */
export interface Config {
  /** Null: an embedded Postgres under `home`. */
  readonly databaseUrl: string | null
  /** As whom each kind of work comes to the database; `databaseUrl` where that is not said. */
  readonly databaseUrls: Readonly<Record<DatabaseRole, string | null>>
  /** Of a watched bucket; null: as nobody. */
  readonly s3: S3Credentials | null
  /** Absolute folder of data, checkpoints and the embedded database. */
  readonly home: string
  readonly engine: EngineChoice
  /** Where `residua engine install` builds. */
  readonly engineFolder: string
  /** Of the native engine, each window's. */
  readonly engineThreads: number
  /** Bytes that windows side by side may take; null: what is free. */
  readonly memoryBytes: number | null
  /** Which of the machine's cards CUDA may see, as the variable says it; null where it may see all. */
  readonly visibleCards: string | null
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Null: not said, so nothing is asked of callers, and only loopback may be listened on. */
  readonly auth: AuthMode | null
  /** Null unless `auth` is `jwt`. */
  readonly jwt: JwtIssuer | null
  readonly limits: Limits
  /** Origins whose pages may call the API from a browser; none by default, `*` for all. */
  readonly corsOrigins: readonly string[]
  readonly introspection: boolean
  readonly playground: boolean
  readonly logLevel: LogLevel
}

/** The API reads, jobs write, migrations and roles are the owner's. */
export type DatabaseRole = 'reader' | 'writer' | 'owner'

/** The variables that programs for S3 share. */
export interface S3Credentials {
  readonly keyId: string
  readonly secret: string
  readonly region?: string
  /** Host of a store that is not Amazon's. */
  readonly endpoint?: string
}

export const AUTH_MODES = ['off', 'keys', 'jwt'] as const
export type AuthMode = (typeof AUTH_MODES)[number]

/** Whose tokens are believed. */
export interface JwtIssuer {
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
}

/** What one request, or one caller, may ask for. */
export interface Limits {
  /** Levels of a query, introspection apart. */
  readonly depth: number
  readonly tokens: number
  readonly aliases: number
  /** Values in one answer, by the real lengths of its lists. */
  readonly cost: number
  readonly bodyBytes: number
  readonly statementTimeoutMs: number
  /** Of one key, token or (with `auth` off) address; null: any number. */
  readonly requestsPerMinute: number | null
}

export const DEFAULT_LIMITS: Limits = {
  depth: 12,
  tokens: 2000,
  aliases: 15,
  cost: 50_000,
  bodyBytes: 1_048_576,
  statementTimeoutMs: 60_000,
  requestsPerMinute: null,
}

/** Where callers are known, one of them may not take the time of all others. */
const KNOWN_CALLER_REQUESTS_PER_MINUTE = 1200

export const ENGINE_CHOICES = [
  'auto',
  'tfjs-node-gpu',
  'tfjs-node',
  'webgpu',
  'wasm',
  'cpu',
] as const
export type EngineChoice = (typeof ENGINE_CHOICES)[number]

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type Env = Readonly<Record<string, string | undefined>>

/** The process's environment; nothing else reads it. */
export function readEnv(): Env {
  return process.env
}

/**
 * Sets what TensorFlow's library reads when it is loaded, where it is not set already. Before the first
 * worker thread: only this thread's variables are the process's.
 */
export function presetForTensorFlow(): void {
  const threads = String(engineThreads(process.env))
  const preset = {
    ...TENSORFLOW_QUIET,
    ...Object.fromEntries(THREADS.map((name) => [name, threads])),
  }
  for (const [name, value] of Object.entries(preset)) process.env[name] ||= value
}

/** One thread an engine: windows side by side gain more, and bits depend on the number. */
const THREADS = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'] as const
/**
 * Only errors; oneDNN, which gains nothing here, off; memory of a card as it is needed; kernels that
 * were compiled for a card are kept.
 */
const TENSORFLOW_QUIET = {
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_ENABLE_ONEDNN_OPTS: '0',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  CUDA_CACHE_MAXSIZE: '4294967296',
} as const

function engineThreads(env: Env): number {
  const threads = Number(env[THREADS[0]] || 1)
  if (Number.isInteger(threads) && threads > 0) return threads
  throw new UserError(`${THREADS[0]}=${env[THREADS[0]]}: a whole number of at least 1 is meant`)
}

/** An empty variable counts as unset. */
export function toConfig(env: Env): Config {
  const home = resolve(env.RESIDUA_HOME || '.residua')
  const auth = oneOf('RESIDUA_AUTH', env.RESIDUA_AUTH, AUTH_MODES, null)
  return {
    databaseUrl: databaseUrl('DATABASE_URL', env.DATABASE_URL),
    databaseUrls: databaseUrls(env),
    s3: s3Credentials(env),
    home,
    engine: oneOf('RESIDUA_ENGINE', env.RESIDUA_ENGINE, ENGINE_CHOICES, 'auto'),
    engineFolder: env.RESIDUA_ENGINE_HOME ? resolve(env.RESIDUA_ENGINE_HOME) : join(home, 'engine'),
    engineThreads: engineThreads(env),
    memoryBytes: bytes('RESIDUA_MEMORY', env.RESIDUA_MEMORY),
    visibleCards: env.CUDA_VISIBLE_DEVICES || null,
    host: env.HOST || '127.0.0.1',
    port: port(env.PORT),
    auth,
    jwt: auth === 'jwt' ? jwtIssuer(env) : null,
    limits: limits(env, auth),
    corsOrigins: origins(env.RESIDUA_CORS_ORIGINS),
    introspection: oneOf('RESIDUA_INTROSPECTION', env.RESIDUA_INTROSPECTION, SWITCH, 'on') === 'on',
    playground: oneOf('RESIDUA_PLAYGROUND', env.RESIDUA_PLAYGROUND, SWITCH, 'on') === 'on',
    logLevel: oneOf('RESIDUA_LOG', env.RESIDUA_LOG, LOG_LEVELS, 'info'),
  }
}

const SWITCH = ['on', 'off'] as const

/** Throws if the API would listen beyond this machine without anybody having said that it may. */
export function assertMayListen({ host, auth }: Config): void {
  if (auth !== null || isLoopback(host)) return
  throw new UserError(
    `HOST=${host} can be reached from other machines: set RESIDUA_AUTH=keys (\`residua keys create\` ` +
      'makes one) or jwt, listen on 127.0.0.1, or set RESIDUA_AUTH=off if the network in front of it is trusted',
  )
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function databaseUrls(env: Env): Config['databaseUrls'] {
  const of = (name: string) => databaseUrl(name, env[name] || env.DATABASE_URL)
  return {
    reader: of('DATABASE_READER_URL'),
    writer: of('DATABASE_WRITER_URL'),
    owner: of('DATABASE_OWNER_URL'),
  }
}

function s3Credentials(env: Env): S3Credentials | null {
  const { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret } = env
  if (!keyId || !secret) return null
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined
  return {
    keyId,
    secret,
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined,
    endpoint: endpoint?.replace(/^https?:\/\//, ''),
  }
}

function databaseUrl(name: string, value: string | undefined): string | null {
  if (!value) return null
  const valid = URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
  if (valid) return value
  throw new UserError(
    `${name} is not a Postgres address: write postgres://user:password@host:5432/database, ` +
      'or unset it to use an embedded Postgres',
  )
}

function port(value: string | undefined): number {
  if (!value) return 4000
  const number = Number(value)
  if (/^\d+$/.test(value) && number <= 65_535) return number
  throw new UserError(`PORT=${value} is not a port: write a number from 1 to 65535, or 0 for any`)
}

function jwtIssuer(env: Env): JwtIssuer {
  const required = (name: string): string => {
    const value = env[name]
    if (value) return value
    throw new UserError(
      `RESIDUA_AUTH=jwt needs ${name}: set RESIDUA_JWKS_URL, RESIDUA_JWT_ISSUER and RESIDUA_JWT_AUDIENCE`,
    )
  }
  return {
    jwksUrl: jwksUrl(required('RESIDUA_JWKS_URL')),
    issuer: required('RESIDUA_JWT_ISSUER'),
    audience: required('RESIDUA_JWT_AUDIENCE'),
  }
}

/** Keys that arrive unprotected could be anybody's. */
function jwksUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const near = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''))
  if (url?.protocol === 'https:' || near) return value
  throw new UserError(
    `RESIDUA_JWKS_URL=${value} is not safe: write an https address, or http on this machine`,
  )
}

function limits(env: Env, auth: AuthMode | null): Limits {
  const limit = (name: string, otherwise: number) => positive(name, env[name], otherwise)
  const known = auth === 'keys' || auth === 'jwt'
  const perMinute = limit('RESIDUA_RATE_LIMIT', known ? KNOWN_CALLER_REQUESTS_PER_MINUTE : Infinity)
  return {
    depth: limit('RESIDUA_MAX_DEPTH', DEFAULT_LIMITS.depth),
    tokens: limit('RESIDUA_MAX_TOKENS', DEFAULT_LIMITS.tokens),
    aliases: limit('RESIDUA_MAX_ALIASES', DEFAULT_LIMITS.aliases),
    cost: limit('RESIDUA_MAX_COST', DEFAULT_LIMITS.cost),
    bodyBytes: limit('RESIDUA_MAX_BODY_BYTES', DEFAULT_LIMITS.bodyBytes),
    statementTimeoutMs: limit('RESIDUA_STATEMENT_TIMEOUT_MS', DEFAULT_LIMITS.statementTimeoutMs),
    requestsPerMinute: perMinute === Infinity ? null : perMinute,
  }
}

/** `8G`, `512M`: powers of 1024. */
function bytes(name: string, value: string | undefined): number | null {
  if (!value) return null
  const [, number, unit] = /^([1-9]\d{0,5})([MG])i?B?$/i.exec(value) ?? []
  if (number) return Number(number) * (unit.toUpperCase() === 'G' ? 2 ** 30 : 2 ** 20)
  throw new UserError(`${name}=${value} is not an amount of memory: write 8G or 512M`)
}

function positive(name: string, value: string | undefined, otherwise: number): number {
  if (!value) return otherwise
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new UserError(`${name}=${value} is not a limit: write a whole number from 1 to 999999999`)
}

/** `https://a.example, https://b.example:8443`, or `*`. */
function origins(value: string | undefined): string[] {
  const listed = (value ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
  for (const origin of listed) {
    if (origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)) continue
    throw new UserError(
      `RESIDUA_CORS_ORIGINS: ${origin} is not an origin: write https://dashboards.example, without a path, or *`,
    )
  }
  return listed
}

function oneOf<T extends string, O extends T | null>(
  name: string,
  value: string | undefined,
  choices: readonly T[],
  otherwise: O,
): T | O {
  if (!value) return otherwise
  const found = choices.find((choice) => choice === value)
  if (found) return found
  throw new UserError(`${name}=${value} is unknown: write one of ${choices.join(', ')}`)
}
