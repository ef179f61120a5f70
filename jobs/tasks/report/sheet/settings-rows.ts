/** Settings as rows of a table, those of a group under `group.name`. */
export function settingsRows(
  config: Readonly<Record<string, unknown>>,
  prefix = '',
): (readonly [name: string, value: string])[] {
  return Object.entries(config)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => {
      const name = `${prefix}${key}`
      return isGroup(value) ? settingsRows(value, `${name}.`) : [[name, textOf(value)] as const]
    })
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  )
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(textOf).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
