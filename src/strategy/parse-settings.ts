import type { z } from 'zod'
import { type Execution, executionSchema } from '../execution/settings.js'
import { UserError } from '../lib/errors.js'
import { didYouMean } from '../lib/nearest-name.js'

/**
 * Settings of a strategy, and those of execution that every strategy has: defaults overlaid with the
 * user's; a UserError names what is wrong.
 */
export function parseSettings<Config>(
  strategy: string,
  schema: z.ZodType<Config> & { readonly shape: Readonly<Record<string, unknown>> },
  overrides: Record<string, unknown>,
): Config & Execution {
  const shared = Object.keys(executionSchema.shape)
  const of = (keys: (key: string) => boolean) =>
    Object.fromEntries(Object.entries(overrides).filter(([key]) => keys(key)))
  const own = schema.safeParse(of((key) => !shared.includes(key)))
  const execution = executionSchema.safeParse(of((key) => shared.includes(key)))
  if (own.success && execution.success) return { ...own.data, ...execution.data }
  const known = [...Object.keys(schema.shape), ...shared]
  const issues = [...(own.error?.issues ?? []), ...(execution.error?.issues ?? [])]
  const problems = issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `there is no "${key}"${didYouMean(key, known)}`).join('; ')
    const [key] = issue.path
    return `"${String(key)}" is ${JSON.stringify(overrides[String(key)])}: ${issue.message}`
  })
  const text = problems.join('; ')
  const end = text.endsWith('?') ? '' : '.'
  throw new UserError(`settings of ${strategy}: ${text}${end} Settings are ${known.join(', ')}`)
}
