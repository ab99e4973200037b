import type { Settings } from '../../src-shared/entities.ts'

/** The settings of a new profile, for store tests. */
export const sampleSettings: Settings = {
  hotkey: 'Control+Alt+Space',
  theme: 'system',
  mode: 'byok',
  provider: 'practice',
  models: {},
  baseUrls: {},
  dedicatedEmail: '',
  lastSpaceId: null,
  translateTo: 'English',
  confirmAboveTokens: 10_000,
  openAtLogin: false,
  openAiApi: 'responses',
  endpointProfile: 'ollama',
  fallbacks: [],
  caching: {},
  keepWarm: false,
  keepWarmDailyBudget: 50_000_000,
  warmOnOpen: false,
  localAnswerCommands: [],
  localAnswerMinutes: 60,
  promptVersion: 1,
}
