/** What is wrong with a password beyond its length, which its field tells; undefined when nothing is. */
export function passwordProblem(password: string): string | undefined {
  return password !== '' && password.trim() === '' ? 'Use more than blanks.' : undefined
}
