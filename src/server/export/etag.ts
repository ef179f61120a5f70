/**
 * The entity tag of a file: its data version, which every publication changes, and its coding, as a
 * compressed file is another entity.
 */
export function entityTag(version: number, coding?: string): string {
  return coding ? `"${version}-${coding}"` : `"${version}"`
}

/** Whether the client has this version, compressed or not. */
export function hasVersion(ifNoneMatch: string | undefined, version: number): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || /^"(\d+)(-[a-z]+)?"$/.exec(tag)?.[1] === String(version))
}
