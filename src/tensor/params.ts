import * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import { sha256 } from '../lib/hash.js'

/** Parameters of a model: named tensors, nested. Immutable. */
export interface Params {
  readonly [name: string]: tf.Tensor | Params
}

/** The tensors with their dotted names, in ascending order of the names, the order used everywhere. */
export function entries(params: Params, prefix = ''): (readonly [string, tf.Tensor])[] {
  return Object.keys(params)
    .sort()
    .flatMap((name) => {
      const child = params[name]
      return child instanceof tf.Tensor
        ? [[prefix + name, child] as const]
        : entries(child, `${prefix}${name}.`)
    })
}

export function leaves(params: Params): tf.Tensor[] {
  return entries(params).map(([, tensor]) => tensor)
}

/** The same tree with each tensor replaced; `name` is dotted. */
export function mapParams<P extends Params>(
  params: P,
  replace: (tensor: tf.Tensor, name: string) => tf.Tensor,
  prefix = '',
): P {
  const mapped = Object.entries(params).map(([name, child]) => [
    name,
    child instanceof tf.Tensor
      ? replace(child, prefix + name)
      : mapParams(child, replace, `${prefix}${name}.`),
  ])
  return Object.fromEntries(mapped) as P // the same names over the same shapes
}

/** The same tree with other tensors, given in the order of `leaves`. */
export function withLeaves<P extends Params>(params: P, tensors: readonly tf.Tensor[]): P {
  const byName = new Map(entries(params).map(([name], i) => [name, tensors[i]]))
  return mapParams(params, (tensor, name) => byName.get(name) ?? tensor)
}

/** Number of scalars in all tensors. */
export function countParams(params: Params): number {
  return leaves(params).reduce((sum, tensor) => sum + tensor.size, 0)
}

export function cloneParams<P extends Params>(params: P): P {
  return mapParams(params, (tensor) => tensor.clone())
}

export function disposeParams(params: Params): void {
  for (const tensor of leaves(params)) tensor.dispose()
}

interface Header {
  readonly shapes: readonly (readonly [name: string, shape: readonly number[]])[]
  readonly meta: unknown
  readonly checksum: string
}

/**
 * Params and a JSON `meta` as bytes: a 4-byte length, a JSON header, little-endian float32 values.
 * Equal params and meta give equal bytes.
 */
export function toBytes(params: Params, meta: unknown = null): Uint8Array {
  const named = entries(params)
  const body = new Uint8Array(4 * countParams(params))
  const view = new DataView(body.buffer)
  let at = 0
  for (const [, tensor] of named) {
    for (const value of tensor.dataSync()) {
      view.setFloat32(at, value, true)
      at += 4
    }
  }
  const header: Header = {
    shapes: named.map(([name, { shape }]) => [name, shape]),
    meta,
    checksum: checksumOf(body),
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const bytes = new Uint8Array(4 + text.length + body.length)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  bytes.set(body, 4 + text.length)
  return bytes
}

/** Params and meta of `toBytes`; throws where a byte is missing or changed. */
export function fromBytes(bytes: Uint8Array): { params: Params; meta: unknown } {
  const { header, body } = parse(bytes)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const tree: Record<string, unknown> = {}
  let at = 0
  for (const [name, shape] of header.shapes) {
    const values = new Float32Array(shape.reduce((size, length) => size * length, 1))
    for (let i = 0; i < values.length; i++, at += 4) values[i] = view.getFloat32(at, true)
    place(tree, name.split('.'), tf.tensor(values, [...shape]))
  }
  return { params: tree as Params, meta: header.meta }
}

function parse(bytes: Uint8Array): { header: Header; body: Uint8Array } {
  assert(bytes.length >= 4, 'a checkpoint has at least four bytes')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  assert(4 + length <= bytes.length, 'the checkpoint is cut short')
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header
  const body = bytes.subarray(4 + length)
  assert(checksumOf(body) === header.checksum, 'the checkpoint does not match its checksum')
  return { header, body }
}

function checksumOf(body: Uint8Array): string {
  return sha256(body).slice(0, 32)
}

function place(tree: Record<string, unknown>, [name, ...rest]: string[], tensor: tf.Tensor): void {
  if (rest.length === 0) {
    tree[name] = tensor
    return
  }
  tree[name] ??= {}
  place(tree[name] as Record<string, unknown>, rest, tensor)
}
