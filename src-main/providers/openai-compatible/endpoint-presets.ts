import type { EndpointProfile } from '../../../src-shared/entities.ts'

/** What is known of an endpoint beforehand. `baseUrl` is empty where the person has to enter it. */
export interface EndpointPreset {
  readonly profile: EndpointProfile
  /** As it stands in sentences. */
  readonly name: string
  readonly baseUrl: string
  readonly hint: string
  readonly needsKey: boolean
  /** What to do when nothing listens at the address. */
  readonly unreachableHint: string
  /** What to do when the server has no model. */
  readonly noModelHint: string
}

/** The presets in the order in which they are offered. Addresses are the servers' own defaults. */
export const endpointPresets: readonly EndpointPreset[] = [
  {
    profile: 'ollama',
    name: 'Ollama',
    baseUrl: 'http://localhost:11434/v1',
    hint:
      'Runs models on this computer. No key is needed. Get a model first, ' +
      'for example with “ollama pull”.',
    needsKey: false,
    unreachableHint: 'Is Ollama running? Start it, or check the address in Settings.',
    noModelHint: 'Get a model first, for example with “ollama pull”.',
  },
  {
    profile: 'lm-studio',
    name: 'LM Studio',
    baseUrl: 'http://localhost:1234/v1',
    hint:
      'Runs models on this computer. No key is needed. ' +
      'Load a model and start the server in LM Studio first.',
    needsKey: false,
    unreachableHint:
      'Is the server of LM Studio running? Start it in LM Studio, or check the address in Settings.',
    noModelHint: 'Get a model first, and load it in LM Studio.',
  },
  {
    profile: 'vllm',
    name: 'vLLM',
    baseUrl: 'http://localhost:8000/v1',
    hint:
      'Needs a key only when the server was started with one. It reuses equal prefixes by itself, ' +
      'free of charge.',
    needsKey: false,
    unreachableHint: 'Is vLLM running? Start it, or check the address in Settings.',
    noModelHint: 'Start vLLM with a model first.',
  },
  {
    profile: 'openrouter',
    name: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    hint:
      'Needs a key from openrouter.ai. Breakpoints are sent for models of Anthropic; ' +
      'other models cache by themselves.',
    needsKey: true,
    unreachableHint: 'Check your connection and try again.',
    noModelHint: 'Check your account at openrouter.ai.',
  },
  {
    profile: 'other',
    name: 'Other',
    baseUrl: '',
    hint:
      'Any server with OpenAI’s Chat Completions. The address usually ends with /v1. ' +
      'With http:// beyond your own network your texts travel unencrypted, and a key is not sent.',
    needsKey: false,
    unreachableHint: 'Is the server running? Start it, or check the address in Settings.',
    noModelHint: 'Get a model first, or type the name of one.',
  },
]

/** The preset of a profile. */
export function presetOf(profile: EndpointProfile): EndpointPreset {
  const preset = endpointPresets.find((candidate) => candidate.profile === profile)
  if (preset === undefined) throw new TypeError(`There is no preset for ${profile}`)
  return preset
}
