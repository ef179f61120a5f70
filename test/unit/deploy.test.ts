import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { toConfig } from '../../src/config.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const KUBERNETES = join(ROOT, 'docs/deploy/kubernetes')
const SYSTEMD = join(ROOT, 'docs/deploy/systemd')

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: Record<string, unknown>
  readonly data?: Record<string, string>
}

// Its types are in a package of their own, and two functions of it are used.
const { load, loadAll } = createRequire(import.meta.url)('js-yaml') as {
  load(text: string): unknown
  loadAll(text: string): unknown[]
}

const files = readdirSync(KUBERNETES).filter((name) => name.endsWith('.yaml'))
const manifests = files.flatMap((name) =>
  (loadAll(readFileSync(join(KUBERNETES, name), 'utf8')) as Manifest[]).map((manifest) => ({
    name,
    manifest,
  })),
)
const text = JSON.stringify(manifests)

describe('the manifests for Kubernetes', () => {
  it('parse, each with kind, name and namespace', () => {
    expect(files.length).toBe(7)
    for (const { name, manifest } of manifests) {
      expect(manifest.apiVersion, name).toMatch(/^(apps|batch|policy)\/v1$|^v1$/)
      expect(manifest.metadata.name, name).toMatch(/^residua/)
      if (manifest.kind !== 'Namespace') expect(manifest.metadata.namespace, name).toBe('residua')
    }
    const deployments = manifests.filter(({ manifest }) => manifest.kind === 'Deployment')
    expect(deployments.map(({ manifest }) => manifest.metadata.name)).toEqual([
      'residua-api',
      'residua-scheduler',
      'residua-worker',
      'residua-gpu-worker',
    ])
  })

  it('mount only declared volumes', () => {
    const named = (kind: string) =>
      manifests.filter((of) => of.manifest.kind === kind).map((of) => of.manifest.metadata.name)
    for (const [, claim] of text.matchAll(/"claimName":"([^"]+)"/g)) {
      expect(named('PersistentVolumeClaim')).toContain(claim)
    }
    for (const [, map] of text.matchAll(/"configMap":\{"name":"([^"]+)"/g)) {
      expect(named('ConfigMap')).toContain(map)
    }
    for (const [, secret] of text.matchAll(/"secretKeyRef":\{"name":"([^"]+)"/g)) {
      expect(named('Secret')).toContain(secret)
    }
  })

  it('run the API as the reader, jobs as the writer, and only migrations as the owner', () => {
    const urlsOf = (name: string) => {
      const of = JSON.stringify(manifests.filter(({ manifest }) => manifest.metadata.name === name))
      return [...new Set([...of.matchAll(/DATABASE_\w+URL"/g)].map(([url]) => url.slice(0, -1)))]
    }
    expect(urlsOf('residua-api')).toEqual(['DATABASE_READER_URL'])
    for (const name of ['scheduler', 'worker', 'gpu-worker']) {
      expect(urlsOf(`residua-${name}`)).toEqual(['DATABASE_WRITER_URL'])
    }
    expect(urlsOf('residua-migrate')).toEqual(['DATABASE_OWNER_URL'])
  })

  it('carry settings that are JSON', () => {
    const settings = manifests.find(({ manifest }) => manifest.kind === 'ConfigMap')?.manifest.data
    expect(JSON.parse(settings?.['residua.config.json'] ?? '')).toHaveProperty('inbox.source')
  })
})

it('docker-compose.yml parses, and services depend only on existing services', () => {
  const compose = load(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as {
    services: Record<string, { depends_on?: Record<string, unknown> }>
  }
  const names = Object.keys(compose.services)
  for (const { depends_on: before = {} } of Object.values(compose.services)) {
    for (const name of Object.keys(before)) expect(names).toContain(name)
  }
})

describe('the units for systemd', () => {
  it.each(readdirSync(SYSTEMD).filter((name) => name.endsWith('.service')))(
    '%s has its sections, runs the program and stops it in time',
    (name) => {
      const unit = readFileSync(join(SYSTEMD, name), 'utf8')
      const lines = unit.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      for (const line of lines) expect(line).toMatch(/^(\[(Unit|Service|Install)\]|[A-Za-z]+=.+)$/)
      expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node \/opt\/residua\/dist\/jobs\/main\.js \w+/m)
      expect(unit).toMatch(/^User=residua$/m)
      expect(unit).toMatch(/^TimeoutStopSec=60$/m)
    },
  )
})

it('each role has its database address, and one address suffices for all', () => {
  const one = toConfig({ DATABASE_URL: 'postgres://a@h/d' })
  expect(one.databaseUrls).toEqual({
    reader: 'postgres://a@h/d',
    writer: 'postgres://a@h/d',
    owner: 'postgres://a@h/d',
  })
  const api = toConfig({ DATABASE_READER_URL: 'postgres://r@h/d' })
  expect(api.databaseUrls).toEqual({ reader: 'postgres://r@h/d', writer: null, owner: null })
  expect(() => toConfig({ DATABASE_OWNER_URL: 'mysql://x' })).toThrow(/^DATABASE_OWNER_URL is not/)
})
