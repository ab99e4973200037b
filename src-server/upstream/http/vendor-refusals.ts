import type { Adaptation } from '../../../src-shared/vendors/requests/adaptation.ts'
import { askAdapting } from '../../../src-shared/vendors/requests/ask-adapting.ts'
import type { Classify } from '../../../src-shared/vendors/vendor-failure.ts'
import type { UpstreamCall, UpstreamOptions } from '../upstream.ts'

/** A server that is updated may take tomorrow what it refuses today. */
const keptMs = 24 * 60 * 60_000

/** What the gateway itself puts into a request, in other names or with other values than the client did. */
const ownFields = new Set(['max_tokens', 'max_completion_tokens', 'stream_options'])
/** What the gateway makes of a client's `cache_control` for OpenAI. */
const translatedFields = new Set(['prompt_cache_breakpoint', 'prompt_cache_options'])

/** What a vendor's address refuses of the gateway's own making, by model; known for a day. */
export class VendorRefusals {
  readonly #classify: Classify
  readonly #onAdapted: UpstreamOptions['onAdapted']
  readonly #now: () => number
  readonly #known = new Map<string, { readonly adaptations: readonly Adaptation[]; readonly until: number }>()

  constructor(
    classify: Classify,
    { onAdapted, now = Date.now }: Pick<UpstreamOptions, 'onAdapted'> & { readonly now?: () => number },
  ) {
    this.#classify = classify
    this.#onAdapted = onAdapted
    this.#now = now
  }

  /**
   * Asks without what is known to be refused, and again without what is refused then. What the client itself
   * asked for stays, and its refusal is the client's to read; so does a limit, which the credits cover.
   */
  async ask<Body extends object, Answer>(
    call: Pick<UpstreamCall, 'body' | 'model'>,
    body: Body,
    send: (body: Body) => Promise<Answer>,
  ): Promise<Answer> {
    const model = call.model.id
    return await askAdapting({
      body,
      known: this.#recall(model),
      send,
      needsLimit: true,
      mayChange: (field) =>
        ownFields.has(field) || (translatedFields.has(field) && !asksFor(call.body, field)),
      understand: (error) => this.#classify(error, { model }),
      onAdapted: (adaptations, latest) => {
        this.#known.set(model, { adaptations, until: this.#now() + keptMs })
        this.#onAdapted?.(model, latest)
      },
    })
  }

  #recall(model: string): readonly Adaptation[] {
    const known = this.#known.get(model)
    return known === undefined || known.until <= this.#now() ? [] : known.adaptations
  }
}

/** Whether the client's own request has this field, at the top or on a block of its prompt. */
function asksFor(body: UpstreamCall['body'], field: string): boolean {
  return JSON.stringify(body).includes(`"${field}"`)
}
