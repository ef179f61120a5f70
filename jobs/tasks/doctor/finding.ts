/** Result of one check, with a remedy where a person should do something. */
export interface Finding {
  readonly what: string
  readonly state: 'good' | 'note' | 'bad'
  readonly found: string
  readonly remedy?: string
}

export function good(what: string, found: string): Finding {
  return { what, state: 'good', found }
}

export function bad(what: string, found: string, remedy: string): Finding {
  return { what, state: 'bad', found, remedy }
}

const GIB = 2 ** 30

export function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`
}
