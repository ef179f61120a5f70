/** A request in a document and, in the fence after it, its answer. */
export interface Recipe {
  readonly language: 'graphql' | 'http'
  readonly request: string
  readonly answerLanguage: string
  readonly answer: string
  /** Its place in the document. */
  readonly answerAt: number
}

const FENCES = /^```(graphql|http)\n([\s\S]*?)^```\n+^```(json|csv|ndjson|http)\n([\s\S]*?)^```$/gm

export function recipesOf(markdown: string): Recipe[] {
  return [...markdown.matchAll(FENCES)].map((match) => {
    const [all, language, request, answerLanguage, answer] = match
    return {
      language: language as Recipe['language'],
      request,
      answerLanguage,
      answer,
      answerAt: match.index + all.length - '```'.length - answer.length,
    }
  })
}

/** The document with every answer as `url` gives it now. */
export async function withAnswers(markdown: string, url: string): Promise<string> {
  let [text, end] = ['', 0]
  for (const recipe of recipesOf(markdown)) {
    text += markdown.slice(end, recipe.answerAt) + (await answerOf(recipe, url))
    end = recipe.answerAt + recipe.answer.length
  }
  return text + markdown.slice(end)
}

/** The answer of `url`, formatted like the recipe's: `…` stands for omitted parts. */
export async function answerOf(recipe: Recipe, url: string): Promise<string> {
  const { language, request, answerLanguage, answer } = recipe
  const response = await send(language === 'graphql' ? asPost(request) : request, url)
  const body = await response.text()
  if (answerLanguage === 'json') {
    const shown = answer.trim() === '' ? undefined : JSON.parse(answer)
    return `${toText(elided(rounded(JSON.parse(body)), shown))}\n`
  }
  if (answerLanguage !== 'http') return lines(body, answer)
  const [head, ...rest] = answer.split('\n\n')
  const status = `HTTP/1.1 ${response.status} ${response.statusText}`
  const headers = head
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(':')[0])
    .map((name) => `${name}: ${response.headers.get(name)}`)
  const top = `${[status, ...headers].join('\n')}\n`
  return rest.length > 0 ? `${top}\n${lines(body, rest.join('\n\n'))}` : top
}

function asPost(query: string): string {
  const body = JSON.stringify({ query })
  return `POST /graphql\ncontent-type: application/json\n\n${body}\n`
}

/** Sends `METHOD /path`, header lines, an empty line, a body. */
function send(request: string, url: string): Promise<Response> {
  const [head, ...body] = request.trimEnd().split('\n\n')
  const [line, ...headers] = head.split('\n')
  const [method, path] = line.split(' ')
  return fetch(url + path, {
    method,
    headers: headers.map((header) => header.split(/: (.*)/, 2) as [string, string]),
    ...(body.length > 0 && { body: body.join('\n\n') }),
  })
}

/** Text by lines; where the shown answer ends with `…`, as many as it shows. */
function lines(body: string, shown: string): string {
  const known = shown.trimEnd().split('\n')
  if (known.at(-1) !== '…') return body.endsWith('\n') || body === '' ? body : `${body}\n`
  const kept = body.split('\n').slice(0, known.length - 1)
  return `${[...kept, '…'].join('\n')}\n`
}

const DIGITS = 6

/** All its numbers to six digits. */
export function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(DIGITS))
  if (Array.isArray(value)) return value.map(rounded)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rounded(each)]))
}

/** `value` with `…` where `shown` has it: for a value, or for the rest of a list. */
function elided(value: unknown, shown: unknown): unknown {
  if (shown === '…' && value !== null && value !== undefined) return '…'
  if (Array.isArray(value) && Array.isArray(shown)) {
    const cut = shown.at(-1) === '…' && value.length >= shown.length
    const kept = cut ? value.slice(0, shown.length - 1) : value
    return [...kept.map((each, i) => elided(each, shown[i])), ...(cut ? ['…'] : [])]
  }
  if (!isObject(value) || !isObject(shown)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, elided(each, shown[name])]),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const WIDTH = 120

/** JSON, each list or object on one line where it fits there after `name`. */
function toText(value: unknown, indent = '', name = ''): string {
  const inline = name + inlineText(value)
  if (indent.length + inline.length <= WIDTH || typeof value !== 'object') return indent + inline
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((each) => toText(each, inner))
    : Object.entries(value ?? {}).map(([key, each]) =>
        toText(each, inner, `${JSON.stringify(key)}: `),
      )
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${indent}${name}${open}\n${parts.join(',\n')}\n${indent}${close}`
}

function inlineText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineText).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const parts = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}: ${inlineText(each)}`,
  )
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}
