import type { CacheTtl } from '../../../src-shared/run-event.ts'
import type { PrefixChange } from './find-change.ts'

/** What a person reads about a miss: one clear sentence each. */
export const notReported = 'The provider did not say what it cached.'
export const parallel =
  'Another run was writing the same documents to the cache at that moment; ' +
  'they can be read once its answer has begun.'
export const cold =
  'These documents and instructions were not sent to this model before, so there was nothing to read.'
export const notCachedBefore = 'This was sent before but not kept then, so there was nothing to read.'
export const newTurns = 'The latest turns of the conversation were not sent before.'
export const clockSetBack =
  'The computer’s clock was set back since the last run, so nobody knows whether it was still kept.'

const minute = 60_000
const hour = 60 * minute

const lifetimes: Readonly<Record<CacheTtl, string>> = {
  '5m': '5 minutes',
  '30m': '30 minutes',
  '1h': 'an hour',
  '12h': '12 hours',
  '24h': '24 hours',
}

export function belowMinimum(tokens: number, minimum: number): string {
  return (
    `The reusable part (about ${spoken(tokens)} tokens) ` +
    `is below the ${spoken(minimum)} tokens that this model caches.`
  )
}

/** Vendors count their own way, so an estimate above the minimum can be below it for them. */
export function nearMinimum(tokens: number, minimum: number): string {
  return (
    `The reusable part (about ${spoken(tokens)} tokens by our estimate) ` +
    `is too near to the ${spoken(minimum)} tokens that this model caches: the provider kept nothing.`
  )
}

/** Told of the whole request where the estimate of the reusable part alone would not explain it. */
export function requestBelowMinimum(tokens: number, minimum: number): string {
  return (
    `The whole request (${spoken(tokens)} tokens as the provider counts) ` +
    `is below the ${spoken(minimum)} tokens that this model caches.`
  )
}

export function requestNearMinimum(tokens: number, minimum: number): string {
  return (
    `The whole request (${spoken(tokens)} tokens as the provider counts) ` +
    `is too near to the ${spoken(minimum)} tokens that this model caches: the provider kept nothing.`
  )
}

/** `agoMs` can be negative when the clock was changed; then it is not told. */
export function expired(agoMs: number, ttl: CacheTtl | undefined, change?: PrefixChange): string {
  const when = agoMs >= 0 ? ` ${duration(agoMs)} ago` : ''
  const kept = ttl === undefined ? '' : `; it is kept for ${lifetimes[ttl]} after its last use`
  const also = change === undefined ? '' : ` Besides, ${nameChange(change)}.`
  return `What was cached expired${when}${kept}.${also}`
}

export function switched(before: string, after: string): string {
  if (before === after)
    return 'The last run went to another provider or address, and each has a cache of its own.'
  return `The last run used ${before}, and a cache belongs to one model.`
}

export function droppedEarly(isPromised: boolean): string {
  if (isPromised) return 'Nothing changed and it should still have been kept: the provider dropped it early.'
  return 'Nothing changed, but this provider caches by itself and does not promise to keep anything.'
}

export function changed(change: PrefixChange): string {
  return (
    `${capital(nameChange(change))}; everything before byte ${spoken(change.unchangedBytes)} is ` +
    'unchanged.'
  )
}

const verbs: Readonly<Record<PrefixChange['kind'], string>> = {
  added: 'was added',
  removed: 'was removed',
  edited: 'was edited',
  moved: 'was moved',
}

function nameChange({ kind, segment, label }: PrefixChange): string {
  const name = label === undefined ? '' : ` “${label}”`
  switch (segment) {
    case 'tools':
      return `the tool${name} ${verbs[kind]}`
    case 'system':
      return `the system instructions${kind === 'moved' ? ' were moved' : ' were changed'}`
    case 'space':
      return `the document${name} ${verbs[kind]}`
    case 'conversation':
      return `an earlier turn of the conversation ${verbs[kind]}`
  }
}

function duration(milliseconds: number): string {
  if (milliseconds < minute) return count(Math.round(milliseconds / 1_000), 'second')
  if (milliseconds < 2 * hour) return count(Math.round(milliseconds / minute), 'minute')
  if (milliseconds < 48 * hour) return count(Math.round(milliseconds / hour), 'hour')
  return count(Math.round(milliseconds / (24 * hour)), 'day')
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`
}

function spoken(number: number): string {
  return number.toLocaleString('en-US')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
