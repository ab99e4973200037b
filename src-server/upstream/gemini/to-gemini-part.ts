import type { Part } from '@google/genai/web'
import type { ContentPart } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'

/** By the end of an address. Audio is left out: Gemini charges it higher than the price table knows. */
const mimeTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
}
const readableTypes = /^(?:image\/[\w.+-]+|application\/pdf|text\/plain)$/
const longestHead = 200

/**
 * A part of OpenAI's as Gemini's; none for an empty text, which says nothing and which some of Gemini's
 * endpoints refuse. Throws ApiError 400 that names what Gemini cannot read, or what has no price.
 */
export function toGeminiPart(part: ContentPart, path: string): Part[] {
  switch (part.type) {
    case 'text':
      return toText(part.text)
    case 'refusal':
      return toText(part.refusal)
    case 'image_url':
      return [toMedia(member(part.image_url, 'url'), `${path}.image_url.url`)]
    case 'file':
      return [toMedia(member(part.file, 'file_data'), `${path}.file.file_data`)]
    default:
      throw invalidRequest(
        `${path}.type`,
        `Through this gateway Gemini takes no “${part.type}”. Use “text”, “image_url” or “file”.`,
      )
  }
}

/** A text as a part. */
export function toText(text: unknown): Part[] {
  return typeof text === 'string' && text !== '' ? [{ text }] : []
}

function toMedia(address: unknown, path: string): Part {
  if (typeof address === 'string' && /^https?:\/\//i.test(address)) return toFile(address, path)
  const comma = typeof address === 'string' ? address.indexOf(',') : -1
  // Only the head is looked at: the rest may be megabytes.
  const head =
    typeof address !== 'string' || comma === -1 || comma > longestHead
      ? null
      : /^data:([^;,]+)(?:;[^;,]*)*;base64$/i.exec(address.slice(0, comma))
  const mimeType = head?.[1]?.toLowerCase() ?? ''
  if (typeof address !== 'string' || !readableTypes.test(mimeType))
    throw invalidRequest(path, 'Give a data URL in base64 of an image, a PDF or a plain text.')
  return { inlineData: { mimeType, data: address.slice(comma + 1) } }
}

/** Gemini fetches it, and wants to be told what it is. */
function toFile(address: string, path: string): Part {
  const ending = URL.parse(address)?.pathname.split('.').at(-1)?.toLowerCase() ?? ''
  const mimeType = Object.hasOwn(mimeTypes, ending) ? mimeTypes[ending] : undefined
  if (mimeType === undefined)
    throw invalidRequest(
      path,
      `Give a data URL, or an address that ends with .${Object.keys(mimeTypes).join(', .')}.`,
    )
  return { fileData: { fileUri: address, mimeType } }
}

function member(holder: unknown, name: string): unknown {
  return isRecord(holder) ? holder[name] : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
