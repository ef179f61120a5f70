import type { Env } from './variables.js'

/** From the variables that programs for S3 share. */
export interface S3Credentials {
  readonly keyId: string
  readonly secret: string
  readonly region?: string
  /** Host of a store that is not Amazon's. */
  readonly endpoint?: string
}

export function s3Credentials(env: Env): S3Credentials | null {
  const { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret } = env
  if (!keyId || !secret) return null
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined
  return {
    keyId,
    secret,
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined,
    endpoint: endpoint?.replace(/^https?:\/\//, ''),
  }
}
