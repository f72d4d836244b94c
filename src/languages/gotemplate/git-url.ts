// In: the address of a Git repository, as a URL, in scp's form or a path. Out: what Argo CD's `repo` functions make of it.
// Must hold: an address of any form gives a result.

import { ValueError } from '../values/kind.ts'
import { type GoUrl, parseUrl, urlText } from './go-url.ts'

const TRANSPORTS: ReadonlySet<string> = new Set([
  'ssh',
  'git',
  'git+ssh',
  'http',
  'https',
  'ftp',
  'ftps',
  'rsync',
  'file',
])

const scpForm = /^([a-zA-Z0-9_]+@)?([a-zA-Z0-9._-]+):([a-zA-Z0-9./_-]+)(?:\?|)(.*)$/

function parse(address: string): GoUrl {
  const url = transportUrl(address)
  if (url !== undefined) return url
  const [, user = '', host = '', path = address, query = ''] = scpForm.exec(address) ?? []
  const name = user.slice(0, -1)
  return {
    scheme: host === '' ? 'file' : 'ssh',
    user: name === '' ? undefined : { name, password: undefined },
    host,
    path,
    query,
    opaque: '',
    rawPath: '',
    omitHost: false,
    forceQuery: false,
    fragment: '',
    rawFragment: '',
  }
}

function transportUrl(address: string): GoUrl | undefined {
  try {
    const url = parseUrl(address)
    return TRANSPORTS.has(url.scheme) ? url : undefined
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}

/** The address over https, without a user. */
export function repositoryToHttps(address: string): string {
  return urlText({ ...parse(address), scheme: 'https', user: undefined })
}

/** `owner/name`: the first two parts of the path, without `.git`. */
export function fullNameOfRepository(address: string): string {
  const path = parse(address).path.replace(/\.git$/, '')
  const parts = path.split('/').filter((part) => part !== '')
  return parts.length >= 2 ? parts.slice(0, 2).join('/') : path
}
