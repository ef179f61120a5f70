import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { z } from 'zod'
import { CATALOGUE } from '../../src/catalogue.js'
import { ENGINE_CHOICES } from '../../src/config.js'
import { first } from '../../src/lib/at.js'
import { UserError } from '../../src/lib/errors.js'
import { didYouMeanEach } from '../../src/lib/nearest-name.js'
import { scheduleSettings } from '../schedule/schedule.js'

export const SETTINGS_FILE = 'residua.config.json'

const STRATEGY_NAMES = CATALOGUE.map(({ name }) => name)

const settingsSchema = z.strictObject({
  dataset: z.string().optional(),
  ingest: z
    .strictObject({
      columns: z.record(z.string(), z.string()).optional(),
      wide: z.boolean().optional(),
      symbolFromName: z.boolean().optional(),
      dateFormat: z.string().optional(),
      decimal: z.enum(['.', ',']).optional(),
    })
    .optional(),
  inbox: z
    .strictObject({
      source: z.string().optional(),
      dataset: z.string().optional(),
      settleSeconds: z.number().min(0).optional(),
      minCoverage: z.number().min(0).max(1).optional(),
      maxFileMegabytes: z.number().positive().optional(),
    })
    .optional(),
  backtest: z
    .strictObject({
      trainYears: z.int().min(1).optional(),
      testYears: z.int().min(1).optional(),
      purge: z.int().min(0).optional(),
      preset: z.string().optional(),
      seed: z.int().min(0).optional(),
      seeds: z.int().min(1).optional(),
      engine: z.enum(ENGINE_CHOICES).optional(),
      workers: z.int().min(1).optional(),
    })
    .optional(),
  strategies: z.partialRecord(z.enum(STRATEGY_NAMES), z.record(z.string(), z.unknown())).optional(),
  schedule: scheduleSettings.optional(),
  worker: z
    .strictObject({
      checkpoints: z.enum(['home', 'database']).optional(),
      deadAfterSeconds: z.number().min(1).optional(),
    })
    .optional(),
  alerts: z
    .strictObject({ webhook: z.url().optional(), maxAgeSessions: z.int().min(0).optional() })
    .optional(),
})

/** The content of `residua.config.json`; options of the command line override it. */
export type Settings = z.infer<typeof settingsSchema>

/** The settings file of the working directory; empty where there is none. */
export function readSettings(folder = process.cwd()): Settings {
  const path = resolve(folder, SETTINGS_FILE)
  if (!existsSync(path)) return {}
  const parsed = settingsSchema.safeParse(parseCommentedJson(readFileSync(path, 'utf8'), path))
  if (parsed.success) return parsed.data
  const issue = first(parsed.error.issues)
  const where = issue.path.join('.') || 'the file'
  const near =
    issue.code === 'unrecognized_keys' ? didYouMeanEach(issue.keys, keysAt(issue.path)) : ''
  throw new UserError(
    `${path}: ${where}: ${issue.message}; see \`residua init\` for an example${near}`,
  )
}

/** The keys that the settings have at a path. */
function keysAt(path: readonly PropertyKey[]): string[] {
  const at = path.reduce<unknown>((schema, key) => shapeOf(schema)?.[String(key)], settingsSchema)
  return Object.keys(shapeOf(at) ?? {})
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  if (inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum) return inner.keyType.enum
  return inner instanceof z.ZodObject ? inner.shape : undefined
}

/** JSON with `//` and block comments and trailing commas. */
export function parseCommentedJson(text: string, path: string): unknown {
  const errors: ParseError[] = []
  const value: unknown = parse(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error === undefined) return value
  const line = text.slice(0, error.offset).split('\n').length
  throw new UserError(`${path} is not JSON: ${printParseErrorCode(error.error)} in line ${line}`)
}

/** `key=value` pairs of `--config`; a value that is not JSON is text. */
export function parseOverrides(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1)
        throw new UserError(`--config ${pair}: write key=value, e.g. --config factorCount=5`)
      return [pair.slice(0, at), jsonOrText(pair.slice(at + 1))]
    }),
  )
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
