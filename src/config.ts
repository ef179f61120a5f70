import { join, resolve } from 'node:path'
import { type AuthMode, authMode, type JwtIssuer, jwtIssuer } from './config/auth.js'
import {
  type DatabaseUrls,
  databaseUrl,
  databaseUrls,
  type PoolerSettings,
  poolerSettings,
} from './config/database.js'
import {
  ENGINE_CHOICES,
  type EngineChoice,
  engineThreads,
  tensorFlowVariables,
} from './config/engine.js'
import { type Limits, limits } from './config/limits.js'
import { corsOrigins, hosts, port, trustedProxies } from './config/listening.js'
import { type S3Credentials, s3Credentials } from './config/s3.js'
import { bytes, type Env, isOn, oneOf } from './config/variables.js'

export type { JwtIssuer } from './config/auth.js'
export { ENGINE_CHOICES, type EngineChoice } from './config/engine.js'
export { DEFAULT_LIMITS, type Limits } from './config/limits.js'
export { assertMayListen } from './config/listening.js'
export { isLoopback } from './config/loopback.js'
export type { Env } from './config/variables.js'

/** What is set outside the program. Names and defaults are the public contract's. */
export interface Config {
  /** Null: an embedded Postgres under `home`. */
  readonly databaseUrl: string | null
  /** By the role in which a process works; `databaseUrl` where a role has none of its own. */
  readonly databaseUrls: DatabaseUrls
  readonly pooler: PoolerSettings
  /** Of a watched bucket; null: without credentials. */
  readonly s3: S3Credentials | null
  /** Absolute folder of data, checkpoints and the embedded database. */
  readonly home: string
  readonly engine: EngineChoice
  /** Where `residua engine install` builds. */
  readonly engineFolder: string
  /** Of the native engine, for each split in training. */
  readonly engineThreads: number
  /** Bytes that splits trained side by side may take; null: what is free. */
  readonly memoryBytes: number | null
  /** Which of the machine's cards CUDA may see, as in its variable; null where it may see all. */
  readonly visibleCards: string | null
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Null: not set, so callers are not checked and the API listens on loopback only. */
  readonly auth: AuthMode | null
  /** Null unless `auth` is `jwt`. */
  readonly jwt: JwtIssuer | null
  readonly limits: Limits
  /** Origins whose pages may call the API from a browser; none by default, `*` for all. */
  readonly corsOrigins: readonly string[]
  /** Names besides those of this machine that `Host` may have where callers are not checked. */
  readonly hosts: readonly string[]
  /** Reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly introspection: boolean
  readonly playground: boolean
  readonly logLevel: LogLevel
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

/** The process's environment; nothing else reads it. */
export function readEnv(): Env {
  return process.env
}

/**
 * Sets what TensorFlow's library reads when it is loaded, where it is not set already. Before the first
 * worker thread: only this thread's variables are the process's.
 */
export function presetForTensorFlow(): void {
  const variables = Object.entries(tensorFlowVariables(process.env))
  for (const [name, value] of variables) process.env[name] ||= value
}

export function toConfig(env: Env): Config {
  const home = resolve(env.RESIDUA_HOME || '.residua')
  const auth = authMode(env)
  return {
    databaseUrl: databaseUrl('DATABASE_URL', env),
    databaseUrls: databaseUrls(env),
    pooler: poolerSettings(env),
    s3: s3Credentials(env),
    home,
    engine: oneOf(env, 'RESIDUA_ENGINE', { choices: ENGINE_CHOICES, otherwise: 'auto' }),
    engineFolder: env.RESIDUA_ENGINE_HOME ? resolve(env.RESIDUA_ENGINE_HOME) : join(home, 'engine'),
    engineThreads: engineThreads(env),
    memoryBytes: bytes(env, 'RESIDUA_MEMORY'),
    visibleCards: env.CUDA_VISIBLE_DEVICES || null,
    host: env.HOST || '127.0.0.1',
    port: port(env),
    auth,
    jwt: auth === 'jwt' ? jwtIssuer(env) : null,
    limits: limits(env, auth),
    corsOrigins: corsOrigins(env),
    hosts: hosts(env),
    trustedProxies: trustedProxies(env),
    introspection: isOn(env, 'RESIDUA_INTROSPECTION'),
    playground: isOn(env, 'RESIDUA_PLAYGROUND'),
    logLevel: oneOf(env, 'RESIDUA_LOG', { choices: LOG_LEVELS, otherwise: 'info' }),
  }
}
