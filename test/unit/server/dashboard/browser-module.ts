const PUBLIC = new URL('../../../../src/server/dashboard/public/', import.meta.url)

/** A module of the dashboard that needs no page; plain JavaScript, so without types. */
export async function browserModule(name: string) {
  const url: string = new URL(name, PUBLIC).href
  return import(/* @vite-ignore */ url)
}
