import type { ChatRequest, ContentPart } from '../../../src-shared/dedicated-api/chat-request.ts'

/** The length of a request, in bytes of text. */
export interface InputLength {
  /** For estimates of what was used: images count by what vendors charge for them, not by their base64. */
  readonly inputBytes: number
  /** For holds: the most that the vendor may make of it. */
  readonly holdBytes: number
}

/** What the vendors count an image as at most; their tokens go by its size in pixels. */
const imageBytes = 8_000
/** As many bytes as holds take for a token: text that fills the model's whole context. */
const bytesPerToken = 3

/**
 * The vendor reads more than the request when that names a file, an address of a document, or cached content.
 * Nobody here knows how much, so such a request is held by all that the model can read.
 */
export function measureInput(body: ChatRequest, bytes: number, contextTokens: number): InputLength {
  let inputBytes = bytes
  let isMeasurable = !namesCachedContent(body)
  for (const { content } of body.messages) {
    for (const part of partsOf(content)) {
      if (isRemoteDocument(part)) isMeasurable = false
      else inputBytes += imageDifference(part)
    }
  }
  return {
    inputBytes,
    holdBytes: isMeasurable ? inputBytes : Math.max(inputBytes, contextTokens * bytesPerToken),
  }
}

type Fields = Readonly<Record<string, unknown>>

function partsOf(content: unknown): readonly Fields[] {
  return Array.isArray(content) ? content.filter(isFields) : []
}

/**
 * What an image counts as beyond its bytes in the body. Another kind
 * of data under `image_url` counts by its length.
 */
function imageDifference(part: ContentPart | Fields): number {
  const { image_url: image } = part
  if (part.type !== 'image_url' || !isFields(image) || typeof image.url !== 'string')
    return part.type === 'image' ? imageBytes : 0
  const { url } = image
  if (!url.startsWith('data:')) return imageBytes
  return url.startsWith('data:image/') && url.length > imageBytes ? imageBytes - url.length : 0
}

function isRemoteDocument(part: Fields): boolean {
  const { file, source, image_url: image } = part
  if (isFields(file) && (file.file_id !== undefined || file.file_url !== undefined)) return true
  if (
    isFields(image) &&
    typeof image.url === 'string' &&
    !image.url.startsWith('data:') &&
    /\.pdf(?:[?#]|$)/i.test(image.url)
  )
    return true
  // Anthropic's own shapes; a tool's result may hold further parts.
  if (part.type === 'document' && isFields(source) && source.type !== 'base64' && source.type !== 'text')
    return true
  return partsOf(part.content).some(isRemoteDocument)
}

function namesCachedContent({
  cached_content: cached,
  cachedContent,
  google,
  extra_body: extra,
}: Fields): boolean {
  const names = (fields: unknown): boolean =>
    isFields(fields) && (fields.cached_content !== undefined || fields.cachedContent !== undefined)
  return (
    cached !== undefined ||
    cachedContent !== undefined ||
    names(google) ||
    names(extra) ||
    (isFields(extra) && names(extra.google))
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
