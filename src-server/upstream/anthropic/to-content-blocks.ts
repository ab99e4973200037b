import type { ContentPart } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'
import { isObject, without, type Members } from './members.ts'

/**
 * A content block of Anthropic's, of a type that may be unknown here. Source: SDK type `ContentBlockParam`.
 */
export interface Block {
  readonly type: string
  readonly [member: string]: unknown
}

/** Where a part stands, to name it in an error. */
export interface PartPlace {
  readonly message: number
  readonly part: number
}

const imageTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/**
 * A part of OpenAI's as a block of Anthropic's. Its further members stay on it, `cache_control`
 * first of all, and a part in Anthropic's own shape passes as it is. Throws ApiError 400 for an
 * image or a file that Anthropic could not read.
 */
export function toContentBlock(part: ContentPart, place: PartPlace): Block {
  switch (part.type) {
    case 'text':
      return withoutForeignMark(part)
    case 'image_url':
      return toImage(part, place)
    case 'file':
      return isObject(part.file) ? toDocument(part, part.file, place) : part
    case 'refusal':
      return {
        type: 'text',
        text: typeof part.refusal === 'string' ? part.refusal : '',
        ...without(part, 'type', 'refusal'),
      }
    default:
      return part
  }
}

/** OpenAI's own breakpoint would be refused as an unknown field. */
function withoutForeignMark(part: Block): Block {
  return 'prompt_cache_breakpoint' in part
    ? { ...without(part, 'prompt_cache_breakpoint'), type: part.type }
    : part
}

function toImage(part: Block, place: PartPlace): Block {
  const { image_url: image } = part
  const rest = without(part, 'type', 'image_url', 'prompt_cache_breakpoint')
  const url = isObject(image) && typeof image.url === 'string' ? image.url : ''
  if (/^https?:\/\//i.test(url)) return { type: 'image', source: { type: 'url', url }, ...rest }
  const data = readDataUrl(url)
  if (data?.mediaType === 'application/pdf') return { type: 'document', source: base64(data), ...rest }
  if (data === undefined || !imageTypes.has(data.mediaType))
    throw invalidRequest(
      `${pathOf(place)}.image_url.url`,
      'Give an https address, or a data URL in base64 of a JPEG, PNG, GIF or WebP image.',
    )
  return { type: 'image', source: base64(data), ...rest }
}

/** OpenAI's files: inline PDFs and plain texts, or a file that the vendor keeps. */
function toDocument(part: Block, file: Members, place: PartPlace): Block {
  const rest = without(part, 'type', 'file', 'prompt_cache_breakpoint')
  const title = typeof file.filename === 'string' && file.filename !== '' ? { title: file.filename } : {}
  if (typeof file.file_id === 'string')
    return { type: 'document', source: { type: 'file', file_id: file.file_id }, ...title, ...rest }
  const data = typeof file.file_data === 'string' ? readDataUrl(file.file_data) : undefined
  if (data?.mediaType === 'application/pdf')
    return { type: 'document', source: base64(data), ...title, ...rest }
  if (data?.mediaType === 'text/plain')
    return {
      type: 'document',
      source: {
        type: 'text',
        media_type: 'text/plain',
        data: Buffer.from(data.data, 'base64').toString('utf8'),
      },
      ...title,
      ...rest,
    }
  throw invalidRequest(
    `${pathOf(place)}.file.file_data`,
    'Give a data URL in base64 of a PDF or of a plain text.',
  )
}

interface InlineData {
  readonly mediaType: string
  readonly data: string
}

/** Only the head is looked at: the rest may be megabytes. */
function readDataUrl(url: string): InlineData | undefined {
  const comma = url.indexOf(',')
  const head =
    comma === -1 || comma > 200 ? null : /^data:([^;,]+)(?:;[^;,]*)*;base64$/i.exec(url.slice(0, comma))
  const mediaType = head?.[1]?.toLowerCase()
  return mediaType === undefined ? undefined : { mediaType, data: url.slice(comma + 1) }
}

function base64({ mediaType, data }: InlineData) {
  return { type: 'base64', media_type: mediaType, data }
}

function pathOf({ message, part }: PartPlace): string {
  return `messages[${message}].content[${part}]`
}
