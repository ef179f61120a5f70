import { describe, expect, it } from 'vitest'
import { contentCoding } from '../../../../src/server/export/content-coding.js'
import { mediaTypeFor } from '../../../../src/server/graphql/http-spec.js'
import { acceptedCodings, acceptsGzip } from '../../../../src/server/http/accept.js'

describe('the content coding', () => {
  it.each([
    ['gzip', ['gzip']],
    ['gzip, zstd', ['zstd', 'gzip']],
    ['gzip;q=0.5, zstd;q=0.1', ['gzip', 'zstd']],
    ['*', ['zstd', 'gzip']],
    ['gzip;q=0, *', ['zstd']],
    ['GZIP;Q=0.5', ['gzip']],
    ['identity, br', []],
    ['*;q=0', []],
    ['', []],
    [undefined, []],
  ])('%s', (header, codings) => {
    expect(acceptedCodings(header, ['zstd', 'gzip'])).toEqual(codings)
  })

  it('is undefined where no supported one is accepted', () => {
    expect(contentCoding('br')).toBeNull()
    expect(contentCoding('br, gzip;q=0.1')?.name).toBe('gzip')
  })

  it('of a cached answer is gzip or none', () => {
    expect(['gzip, br', '*', 'gzip;q=0.0', 'gzip;q=0, *', undefined].map(acceptsGzip)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('the media type', () => {
  const json = 'application/json; charset=utf-8'
  const graphql = 'application/graphql-response+json; charset=utf-8'
  it.each([
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/*', json],
    ['application/json', json],
    ['application/json; charset=utf-8', json],
    ['application/graphql-response+json', graphql],
    ['application/graphql-response+json;charset=UTF-8', graphql],
    ['application/graphql-response+json, application/json', graphql],
    ['application/json, application/graphql-response+json', json],
    ['application/json;q=0.9, application/graphql-response+json', graphql],
    ['*/*, application/graphql-response+json', graphql],
    ['application/json;q=0, */*', graphql],
    ['text/html, */*;q=0.1', json],
    ['text/html', undefined],
    ['application/json;q=0', undefined],
  ])('%s', (accept, type) => {
    expect(mediaTypeFor(accept)).toBe(type)
  })
})
