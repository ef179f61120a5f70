import { parseArgs } from 'node:util'

type Option =
  | { readonly type: 'string'; readonly default?: string; readonly what: string }
  | { readonly type: 'boolean'; readonly what: string }

type Values<O extends Readonly<Record<string, Option>>> = {
  readonly [K in keyof O]: O[K] extends { type: 'boolean' }
    ? boolean
    : O[K] extends { default: string }
      ? string
      : string | undefined
}

const HELP: Option = { type: 'boolean', what: 'print this help' }

/** Options of `npm run <script>`; prints them and exits at `--help` and at an unknown option. */
export function benchOptions<const O extends Readonly<Record<string, Option>>>(
  script: string,
  about: string,
  options: O,
): Values<O> {
  const usage = usageOf(script, about, options)
  try {
    const known: Record<string, Option> = { ...options, help: HELP }
    const { values } = parseArgs({ options: known })
    if (values.help) {
      process.stdout.write(`${usage}\n`)
      process.exit(0)
    }
    const flags = Object.entries(options).flatMap(([name, { type }]) =>
      type === 'boolean' ? [name] : [],
    )
    const given: unknown = { ...Object.fromEntries(flags.map((name) => [name, false])), ...values }
    return given as Values<O>
  } catch (thrown) {
    process.stderr.write(`${script}: ${(thrown as Error).message}\n\n${usage}\n`)
    process.exit(2)
  }
}

function usageOf(script: string, about: string, options: Readonly<Record<string, Option>>): string {
  const rows = Object.entries(options).map(([name, option]): [string, string] => {
    if (option.type === 'boolean') return [`--${name}`, option.what]
    const unless = option.default === undefined ? '' : ` (default: ${option.default})`
    return [`--${name} <value>`, `${option.what}${unless}`]
  })
  const width = Math.max(...rows.map(([flag]) => flag.length))
  const lines = rows.map(([flag, what]) => `  ${flag.padEnd(width)}  ${what}`)
  return [`Usage: npm run ${script} -- [options]`, '', about, '', ...lines].join('\n')
}
