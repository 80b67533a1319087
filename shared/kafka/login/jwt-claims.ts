/** What a token says of itself when it is a JWT; unchecked, as only whoever it is for can check it. */
export function jwtClaims(token: string): { readonly expiresAt: number; readonly subject?: string } {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const { exp, sub } = payload as { exp?: unknown; sub?: unknown }
    return {
      expiresAt: typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY,
      ...(typeof sub === 'string' && { subject: sub }),
    }
  } catch {
    return { expiresAt: Number.POSITIVE_INFINITY }
  }
}
