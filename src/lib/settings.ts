import { z } from 'zod'

/** The schema in which a strategy declares its settings. */
export type SettingsSchema = z.ZodObject

/** Documentation of a setting beside its default and its range. */
export interface SettingNotes {
  readonly description: string
  /** Source of the default: a paper, a choice on validation years, a convention. */
  readonly source: string
  /**
   * The setting was added after runs had been stored without it. Its default is the behaviour before;
   * a run's configuration omits it at its default, so that those runs keep their identity.
   */
  readonly later?: boolean
}

/** A setting with its notes. Call it last: every further call on the schema drops them. */
export function setting<Schema extends z.ZodType>(schema: Schema, notes: SettingNotes): Schema {
  return schema.meta({ ...notes })
}

/** One row of the documentation. */
export interface SettingRow extends SettingNotes {
  readonly key: string
  readonly fallback: string
  readonly allowed: string
}

/** The settings of a schema, in the order they are declared. */
export function settingRows(schema: SettingsSchema): SettingRow[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([key, declared]) => {
    const property = declared as Property // toJSONSchema writes booleans for `any` and `never` alone
    return {
      key,
      fallback: property.default === undefined ? 'unset' : JSON.stringify(property.default),
      allowed: allowedBy(property),
      description: property.description ?? '',
      source: property.source ?? '',
      later: property.later,
    }
  })
}

interface Property extends Partial<SettingNotes> {
  readonly default?: unknown
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Property[]
  readonly items?: Property
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
}

function allowedBy(property: Property): string {
  const { type, enum: choices, anyOf, items } = property
  if (anyOf) return anyOf.map(allowedBy).join(' or ')
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(', ')
  if (type === 'array') return `list of ${items?.type ?? 'value'}s`
  if (type === 'integer' || type === 'number') return rangeOf(property)
  return type === 'boolean' ? 'true, false' : (type ?? '')
}

/** `1 … 256`, `> 0 … 1`; the bounds of safe integers count as none. */
function rangeOf({ type, minimum, exclusiveMinimum, maximum }: Property): string {
  const kind = type === 'integer' ? 'whole number' : 'number'
  const least = exclusiveMinimum === undefined ? minimum : `> ${exclusiveMinimum}`
  if (maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) {
    return least === undefined
      ? kind
      : `${kind}, ${exclusiveMinimum === undefined ? '≥ ' : ''}${least}`
  }
  return `${least} … ${maximum}`
}

/** Whether a setting was added later and has its default, which is the behaviour before. */
export function isAsBefore(schema: SettingsSchema, key: string, value: unknown): boolean {
  const field = schema.shape[key] as z.ZodType | undefined
  if (!field?.meta()?.later) return false
  return JSON.stringify(field.parse(undefined)) === JSON.stringify(value)
}
