import { signal } from '@preact/signals'

/** The API key or token: kept until the last tab of the browser session is closed, and sent to this server alone. */
const ITEM = 'residua.key'
const CHANNEL = 'residua.key'

type Message = { readonly wanted: true } | { readonly key: string }

export const key = signal<string | null>(null)

let channel: BroadcastChannel | undefined

export function useKey(value: string): void {
  sessionStorage.setItem(ITEM, value)
  key.value = value
  channel?.postMessage({ key: value } satisfies Message)
}

export function forgetKey(): void {
  sessionStorage.removeItem(ITEM)
  key.value = null
}

export function authorization(): Record<string, string> {
  return key.value === null ? {} : { authorization: `Bearer ${key.value}` }
}

/** Takes the key of this tab, and shares it with other tabs, so that it is asked once per browser session. */
export function shareKey(): void {
  key.value = sessionStorage.getItem(ITEM)
  const tabs = new BroadcastChannel(CHANNEL)
  channel = tabs
  tabs.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if ('wanted' in data) {
      if (key.value !== null) tabs.postMessage({ key: key.value } satisfies Message)
      return
    }
    if (key.value !== null) return
    sessionStorage.setItem(ITEM, data.key)
    key.value = data.key
  })
  if (key.value === null) tabs.postMessage({ wanted: true } satisfies Message)
}
