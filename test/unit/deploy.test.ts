import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { toConfig } from '../../src/config.js'
import { files, load, manifests } from '../deploy/manifests.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SYSTEMD = join(ROOT, 'docs/deploy/systemd')

const text = JSON.stringify(manifests)

describe('the manifests for Kubernetes', () => {
  it('parse, each with kind, name and namespace', () => {
    expect(files.length).toBe(8)
    for (const { file, apiVersion, kind, metadata } of manifests) {
      expect(apiVersion, file).toMatch(/^(apps|batch|policy|networking\.k8s\.io)\/v1$|^v1$/)
      expect(metadata.name, file).toMatch(/^residua/)
      if (kind !== 'Namespace') expect(metadata.namespace, file).toBe('residua')
    }
    const deployments = manifests.filter(({ kind }) => kind === 'Deployment')
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual([
      'residua-api',
      'residua-scheduler',
      'residua-worker',
      'residua-gpu-worker',
    ])
  })

  it('mount only declared volumes', () => {
    const named = (kind: string) =>
      manifests.filter((of) => of.kind === kind).map((of) => of.metadata.name)
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
      const of = JSON.stringify(manifests.filter(({ metadata }) => metadata.name === name))
      return [...new Set([...of.matchAll(/DATABASE_\w+URL"/g)].map(([url]) => url.slice(0, -1)))]
    }
    expect(urlsOf('residua-api')).toEqual(['DATABASE_READER_URL'])
    for (const name of ['scheduler', 'worker', 'gpu-worker']) {
      expect(urlsOf(`residua-${name}`)).toEqual(['DATABASE_WRITER_URL'])
    }
    expect(urlsOf('residua-migrate')).toEqual(['DATABASE_OWNER_URL'])
  })

  it('carry settings that are JSON', () => {
    const settings = manifests.find(({ kind }) => kind === 'ConfigMap')?.data
    expect(JSON.parse(settings?.['residua.config.json'] ?? '')).toHaveProperty('inbox.source')
  })
})

interface PodSpec {
  readonly automountServiceAccountToken?: boolean
  readonly securityContext?: Record<string, unknown>
  readonly containers: readonly { readonly securityContext?: Record<string, unknown> }[]
}

/** The specifications of pods, wherever they are. */
function podSpecs(value: unknown): PodSpec[] {
  if (value === null || typeof value !== 'object') return []
  const own = 'containers' in value ? [value as PodSpec] : []
  return [...own, ...Object.values(value).flatMap(podSpecs)]
}

describe('every pod', () => {
  it('runs as a user, without capabilities, on a root that it cannot write', () => {
    const specs = podSpecs(manifests)
    expect(specs).toHaveLength(6)
    for (const { automountServiceAccountToken, securityContext, containers } of specs) {
      expect(automountServiceAccountToken).toBe(false)
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        })
      }
    }
  })

  it('reaches and is reached by what the network policies name alone', () => {
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy')
    expect(policies[0]?.spec).toMatchObject({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    })
    expect(policies[0]?.spec).not.toHaveProperty('ingress')
  })
})

describe('docker-compose.yml', () => {
  const compose = load(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as {
    services: Record<
      string,
      {
        depends_on?: Record<string, unknown>
        image?: string
        build?: { dockerfile?: string; target?: string }
        ports?: string[]
      }
    >
  }
  const services = Object.entries(compose.services)

  it('has services that depend only on existing ones', () => {
    const names = Object.keys(compose.services)
    for (const [, { depends_on: before = {} }] of services) {
      for (const name of Object.keys(before)) expect(names).toContain(name)
    }
  })

  it('drops capabilities, and no service can write its root', () => {
    for (const [name, service] of services) {
      expect(service, name).toMatchObject({
        cap_drop: ['ALL'],
        read_only: true,
        security_opt: ['no-new-privileges:true'],
      })
    }
  })

  it('builds all from the Dockerfile of the manifests, and publishes on loopback only', () => {
    for (const [name, { image = '', build, ports = [] }] of services) {
      if (build) expect(build.dockerfile, name).toBe('docs/deploy/Dockerfile')
      else expect(image, name).toMatch(/@sha256:[0-9a-f]{64}$/)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    }
    const images = services.flatMap(([, { image, build }]) => (build && image ? [image] : []))
    for (const image of images) expect(text).toContain(`"image":"${image}"`)
  })
})

it('the base of the image is pinned by its digest, and every stage is built on it', () => {
  const lines = readFileSync(join(ROOT, 'docs/deploy/Dockerfile'), 'utf8').split('\n')
  const base = lines.find((line) => line.startsWith('ARG BASE='))
  expect(base).toMatch(/^ARG BASE=docker\.io\/library\/node:[\w.-]+@sha256:[0-9a-f]{64}$/)
  const stages = lines.flatMap((line) => /^FROM (\S+)(?: AS (\w+))?$/.exec(line)?.slice(1) ?? [])
  const names = ['$' + '{BASE}', ...stages.filter((_, i) => i % 2 === 1)]
  for (const from of stages.filter((_, i) => i % 2 === 0)) expect(names).toContain(from)
})

describe('the units for systemd', () => {
  it.each(readdirSync(SYSTEMD).filter((name) => name.endsWith('.service')))(
    '%s has its sections, runs the program and stops it in time',
    (name) => {
      const unit = readFileSync(join(SYSTEMD, name), 'utf8')
      const lines = unit.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      for (const line of lines) expect(line).toMatch(/^(\[(Unit|Service|Install)\]|[A-Za-z]+=.*)$/)
      expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node \/opt\/residua\/dist\/jobs\/main\.js \w+/m)
      expect(unit).toMatch(/^User=residua$/m)
      expect(unit).toMatch(/^TimeoutStopSec=60$/m)
      expect(unit).toMatch(/^CapabilityBoundingSet=$/m)
      expect(unit).toMatch(/^ProtectSystem=strict$/m)
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

describe('the image', () => {
  it('is built of every settings file that the build names', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const named = [...scripts.build.matchAll(/[\w.]+\.config\.ts|tsconfig[\w.]*\.json/g)].map(
      String,
    )
    const kept = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => new RegExp(`^${line.slice(1).replaceAll('.', '\\.').replaceAll('*', '.*')}$`))
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((file) => !kept.some((pattern) => pattern.test(file)))).toEqual([])
  })
})
