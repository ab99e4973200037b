import { connect } from 'node:net'

/** What a server answers to these very bytes, until it closes. */
export function exchange(url: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request))
    let answer = ''
    socket
      .setEncoding('latin1')
      .on('data', (text: string) => (answer += text))
      .on('close', () => resolve(answer))
      .on('error', reject)
  })
}
