import type { z } from 'zod'
import { UserError } from '../lib/errors.js'

/** Settings of a strategy: defaults overlaid with the user's; a UserError names what is wrong. */
export function parseSettings<Config>(
  strategy: string,
  schema: z.ZodType<Config> & { readonly shape: Readonly<Record<string, unknown>> },
  overrides: Record<string, unknown>,
): Config {
  const parsed = schema.safeParse(overrides)
  if (parsed.success) return parsed.data
  const known = Object.keys(schema.shape).join(', ')
  const problems = parsed.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `there is no ${issue.keys.map((key) => `"${key}"`).join(', ')}`
    const [key] = issue.path
    return `"${String(key)}" is ${JSON.stringify(overrides[String(key)])}: ${issue.message}`
  })
  throw new UserError(`settings of ${strategy}: ${problems.join('; ')}. Settings are ${known}`)
}
