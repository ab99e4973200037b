/** The roles as a choice. */
export const roles = [
  { value: 'user', label: 'User' },
  { value: 'admin', label: 'Admin' },
] as const
