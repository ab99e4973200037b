const stages = [
  'hotkey',
  'selection',
  'delivery',
  'windows',
  'commands',
  'spaces',
  'prompt',
  'caching',
  'answers',
  'providers',
  'metrics',
  'secrets',
  'settings',
  'dedicated',
]
const rooms = [...stages, 'x11', 'storage', 'assist', 'ipc']

/** Rooms that a room may import besides itself and src-shared; everything else in src-main is a wall. */
const doors = {
  selection: ['x11'],
  delivery: ['x11'],
  hotkey: [],
  windows: [],
  commands: ['storage'],
  spaces: ['storage'],
  metrics: ['storage'],
  settings: ['storage'],
  prompt: [],
  caching: ['storage'],
  answers: ['storage'],
  providers: [],
  secrets: [],
  dedicated: ['storage'],
  x11: [],
  storage: [],
  assist: stages,
  ipc: ['assist', ...stages],
  app: rooms,
}

const roomZones = Object.entries(doors).map(([room, open]) => ({
  target: `./src-main/${room}`,
  from: './src-main',
  except: [`./${room}`, ...open.map((other) => `./${other}`)],
  message: `${room}/ may import ${['src-shared', ...open].join(', ')} only: see the walls in the README.`,
}))

/** The same for the gateway; api-error.ts belongs to all. */
const serverDoors = {
  storage: [],
  upstream: [],
  auth: ['storage'],
  credits: ['storage'],
  'rate-limit': ['storage'],
  'response-cache': ['storage'],
  usage: ['storage'],
  admin: ['auth', 'credits', 'usage', 'storage'],
  routes: ['auth', 'credits', 'rate-limit', 'response-cache', 'upstream', 'usage', 'admin', 'storage'],
}

const serverZones = Object.entries(serverDoors).map(([room, open]) => ({
  target: `./src-server/${room}`,
  from: './src-server',
  except: ['./api-error.ts', `./${room}`, ...open.map((other) => `./${other}`)],
  message:
    `src-server/${room}/ may import ${['src-shared', 'api-error', ...open].join(', ')} only: ` +
    'see the walls in the README.',
}))

/** The gateway's admin page shares the kit with the windows alone; its features know nothing of each other. */
const adminFeatures = ['session', 'frame', 'overview', 'caching', 'users', 'tiers', 'gateway']
const adminZones = [
  {
    target: './src-renderer/admin',
    from: './src-renderer',
    except: ['./admin', './ui'],
    message: 'The admin page runs in a browser: it may import ui/ of the renderer only.',
  },
  {
    target: ['./src-renderer/features', './src-renderer/ipc', './src-renderer/ui'],
    from: './src-renderer/admin',
    message: 'The app knows nothing of the gateway’s admin page.',
  },
  {
    target: ['./src-renderer/admin/api', './src-renderer/admin/ui'],
    from: './src-renderer/admin/features',
    message: 'api/ and ui/ stand below the features of the admin page.',
  },
  ...adminFeatures.map((feature) => ({
    target: `./src-renderer/admin/features/${feature}`,
    from: './src-renderer/admin/features',
    except: [`./${feature}`],
    message: 'Features do not import each other.',
  })),
]

/**
 * Every import that is forbidden: what lies below a target must import nothing below `from`, but for the exceptions.
 *
 * @type {readonly import('./walls.mjs').Wall[]}
 */
export const walls = [
  ...roomZones,
  ...serverZones,
  ...adminZones,
  {
    target: './src-shared',
    from: ['./src-main', './src-renderer', './src-server', './e2e', './scripts'],
    message: 'src-shared stands below everything.',
  },
  {
    target: './src-renderer',
    from: ['./src-main', './src-server', './e2e', './scripts'],
    message: 'The renderer reaches the main process through the IPC contract alone.',
  },
  {
    target: './src-main',
    from: ['./src-renderer', './src-server', './e2e', './scripts'],
    message: 'The main process knows no window code, server or test code.',
  },
  {
    target: './src-server',
    from: ['./src-main', './src-renderer', './e2e', './scripts'],
    message: 'The server imports src-shared alone.',
  },
]
